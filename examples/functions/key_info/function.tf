# Tells what a key is without showing it: that it is none of production, and which
# one it is.
variable "service_key" {
  description = "The key that the service is deployed with."
  type        = string
  sensitive   = true
}

locals {
  service_key = provider::openbanking::key_info(var.service_key)
}

output "service_key_fingerprint" {
  description = "To be compared with the fingerprint of the openbanking_api_key."
  value       = nonsensitive(local.service_key.fingerprint)

  precondition {
    condition     = local.service_key.environment == "sandbox"
    error_message = "The service of this workspace runs on a key of the sandbox."
  }
}
