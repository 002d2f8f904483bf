# The secret of a second app is taken over as it is: an import resets nothing, and
# does not need to know the secret.

variable "second_app_id" {
  description = "Id of the second app."
  type        = string
}

import {
  to = openbanking_app_secret.second
  id = var.second_app_id
}

resource "openbanking_app_secret" "second" {
  app_id = var.second_app_id
}

output "second_version" {
  value = openbanking_app_secret.second.version
}
