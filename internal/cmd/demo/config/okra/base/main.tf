# The configuration that "make demo PLATFORM=okra" applies. The provider takes its
# secret key from the environment variable OKRA_SECRET_KEY, so no credential is in
# a file.

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
resource "openbanking_api_key" "service" {
  name              = "ledger service"
  type              = "secret"
  rotate_after      = "30d"
  rotation_triggers = { version = var.key_version }
  overlap           = "1d"

  lifecycle {
    create_before_destroy = true
  }
}

# A key that may be in a web page, and is no secret.
resource "openbanking_api_key" "widget" {
  name = "account widget"
  type = "public"
}

# Where the platform reports what happens: an environment has one webhook. The
# token is in neither plan nor state; it is sent when its version changes.
resource "openbanking_webhook" "events" {
  url = var.webhook_url
  okra = {
    bearer_token_wo         = var.webhook_token
    bearer_token_wo_version = var.webhook_token_version
  }
}

# One too many, for a moment.
resource "openbanking_webhook" "second" {
  count = var.second_webhook ? 1 : 0

  url = "https://second.example.com/events"
}
