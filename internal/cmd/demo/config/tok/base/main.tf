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

# A key for the service that reads the accounts. It is replaced when it is 30
# days old, or when the trigger changes; the old one goes on working for a day.
resource "openbanking_api_key" "reader" {
  name              = var.key_name
  rotate_after      = "30d"
  rotation_triggers = { version = var.secrets_version }
  overlap           = "1d"

  lifecycle {
    create_before_destroy = true
  }
}

# Where the platform reports what happens. Its signing secret rotates in place;
# for a day, deliveries are signed with both.
resource "openbanking_webhook" "events" {
  url               = var.webhook_url
  events            = ["consent.authorized", "consent.revoked"]
  description       = var.webhook_description
  rotation_triggers = { version = var.secrets_version }
  overlap           = "1d"
}

# The permission to read the accounts at one bank. It waits for a person, who
# approves it at the bank under redirect_url.
resource "openbanking_consent" "bank" {
  bank_id      = "erste-hr"
  callback_url = var.callback_url
}
