# The configuration that "make demo PLATFORM=okto" applies. The provider takes the
# app and its management token from the environment variables OKTO_APP_ID and
# OKTO_MANAGEMENT_TOKEN, so no credential is in a file.

terraform {
  required_version = ">= 1.11"

  required_providers {
    openbanking = {
      source = "openbanking-iac/openbanking"
    }
  }
}

provider "openbanking" {
  environment = "sandbox"
  endpoint    = var.endpoint
}

variable "endpoint" {
  description = "Base URL of the platform: here the sandbox on this machine."
  type        = string
}

variable "secret_version" {
  description = "Trigger: another value resets the secret."
  type        = string
}

# The secret of the app. Creating it resets it, since nobody can read the one that
# is there. It is reset again when it is 90 days old, or when the trigger changes.
resource "openbanking_app_secret" "wallet" {
  rotate_after      = "90d"
  rotation_triggers = { version = var.secret_version }
}

output "secret" {
  value     = openbanking_app_secret.wallet.secret
  sensitive = true
}

output "version" {
  value = openbanking_app_secret.wallet.version
}
