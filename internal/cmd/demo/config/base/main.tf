# The configuration that "make demo" applies. The provider takes its API key
# from the environment variable TOK_API_KEY, so no credential is in a file.

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

# A key for the service that reads the accounts.
resource "openbanking_api_key" "reader" {
  name = var.key_name
}

# Where the platform reports what happens.
resource "openbanking_webhook" "events" {
  url         = var.webhook_url
  events      = ["consent.authorized", "consent.revoked"]
  description = var.webhook_description
}

# The permission to read the accounts at one bank. It waits for a person, who
# approves it at the bank under redirect_url.
resource "openbanking_consent" "bank" {
  bank_id      = "erste-hr"
  callback_url = var.callback_url
}
