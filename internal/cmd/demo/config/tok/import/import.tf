# A key that was made by hand is taken over. Its secret was shown to whoever
# made it and is not needed: importing changes nothing on the platform.

variable "found_key_id" {
  description = "Id of the key that was made by hand."
  type        = string
}

import {
  to = openbanking_api_key.found
  id = var.found_key_id
}

resource "openbanking_api_key" "found" {
  name = "made by hand"
}
