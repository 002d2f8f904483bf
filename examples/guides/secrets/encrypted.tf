# The state holds what only the deploy job can decrypt.
resource "openbanking_api_key" "settlement" {
  name         = "settlement"
  encrypt_to   = [var.deploy_recipient]
  rotate_after = "60d"
  overlap      = "7d"
}

output "settlement_key" {
  value = openbanking_api_key.settlement.encrypted_key
}

output "settlement_fingerprint" {
  value = openbanking_api_key.settlement.fingerprint
}

variable "deploy_recipient" {
  description = "Public key of the deploy job: age1…, or a line of an SSH .pub file."
  type        = string
}
