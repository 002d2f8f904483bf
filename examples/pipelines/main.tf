# What both pipelines run: a key and a webhook whose secrets rotate by age. The
# credential of the provider itself comes from TOK_API_KEY.

terraform {
  required_version = ">= 1.11"

  required_providers {
    openbanking = {
      source = "openbanking-iac/openbanking"
    }
  }

  # Add the backend that you use. It has to lock the state and encrypt it: the
  # secrets are in it.
}

provider "openbanking" {
  environment = "production"
}

# Rotated at 30 days of age. The old key works for three days more, which is the
# time that consumers have to pick up the new one. Were the pipeline to stop, the
# platform would end the key after 90 days.
resource "openbanking_api_key" "reporting" {
  name          = "reporting"
  rotate_after  = "30d"
  overlap       = "3d"
  expires_after = "90d"

  lifecycle {
    create_before_destroy = true
  }
}

resource "openbanking_webhook" "ledger" {
  url          = "https://ledger.example.com/hooks/bank"
  events       = ["transactions.synced"]
  rotate_after = "30d"
  overlap      = "3d"
}

output "reporting_key" {
  value     = openbanking_api_key.reporting.key
  sensitive = true
}

# A fingerprint tells which secret is stored without showing it.
output "reporting_key_fingerprint" {
  value = openbanking_api_key.reporting.fingerprint
}

output "ledger_signing_secret" {
  value     = openbanking_webhook.ledger.signing_secret
  sensitive = true
}

output "ledger_signing_secret_fingerprint" {
  value = openbanking_webhook.ledger.fingerprint
}
