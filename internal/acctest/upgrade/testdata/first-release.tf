# What wrote first-release.state.json: every resource, with what can be set and with
# nothing but what has to be.

variable "root" { description = "The sandbox's own URL." }
variable "tok_key" { ephemeral = true }
variable "okra_key" { ephemeral = true }
variable "okto_token" { ephemeral = true }
variable "app_id" {}
variable "other_app_id" {}
variable "signing_secret" { ephemeral = true }
variable "webhook_token" { ephemeral = true }

provider "openbanking" {
  endpoint = "${var.root}/tok/v1"
  tok      = { api_key = var.tok_key }
}

provider "openbanking" {
  alias       = "okra"
  environment = "sandbox"
  endpoint    = "${var.root}/okra/v2/sandbox"
  okra        = { secret_key = var.okra_key }
}

provider "openbanking" {
  alias       = "okto"
  environment = "sandbox"
  endpoint    = "${var.root}/okto"
  okto        = { management_token = var.okto_token }
}

resource "openbanking_api_key" "least" {
  name = "least"
}

resource "openbanking_api_key" "most" {
  name              = "most"
  rotate_after      = "60d"
  expires_after     = "90d"
  overlap           = "1d"
  rotation_triggers = { owner = "payments" }
}

resource "openbanking_api_key" "encrypted" {
  name       = "encrypted"
  encrypt_to = ["age1hjr5r7mgg9yh07r8gaqgyydm5kfvk7zh2hq2akmplz5spl0hsvjsvn9qxg"]
}

resource "openbanking_api_key" "public" {
  provider = openbanking.okra
  name     = "public"
  type     = "public"
}

resource "openbanking_consent" "least" {
  bank_id      = "erste-hr"
  callback_url = "https://app.example.com/banking/callback"
}

resource "openbanking_consent" "most" {
  bank_id                = "zaba-hr"
  callback_url           = "https://app.example.com/banking/callback"
  renew_before_expiry    = "14d"
  wait_for_authorization = true
  timeouts               = { create = "5m", update = "5m" }
}

resource "openbanking_webhook" "least" {
  url    = "https://ledger.example.com/hooks/bank"
  events = ["consent.expired"]
}

resource "openbanking_webhook" "most" {
  url               = "https://risk.example.com/hooks/bank"
  events            = ["consent.expired", "consent.revoked"]
  description       = "risk"
  enabled           = false
  rotate_after      = "60d"
  overlap           = "2d"
  rotation_triggers = { receiver = "v1" }
}

resource "openbanking_webhook" "encrypted" {
  url        = "https://audit.example.com/hooks/bank"
  events     = ["consent.authorized"]
  encrypt_to = ["age1hjr5r7mgg9yh07r8gaqgyydm5kfvk7zh2hq2akmplz5spl0hsvjsvn9qxg"]
}

resource "openbanking_webhook" "given" {
  url                       = "https://given.example.com/hooks/bank"
  events                    = ["account.updated"]
  signing_secret_wo         = var.signing_secret
  signing_secret_wo_version = "1"
}

resource "openbanking_webhook" "okra" {
  provider = openbanking.okra
  url      = "https://ledger.example.com/bank-events"
  okra = {
    bearer_token_wo         = var.webhook_token
    bearer_token_wo_version = "1"
  }
}

resource "openbanking_app_secret" "most" {
  provider          = openbanking.okto
  app_id            = var.app_id
  rotate_after      = "90d"
  rotation_triggers = { people = "2026-03" }
}

resource "openbanking_app_secret" "encrypted" {
  provider   = openbanking.okto
  app_id     = var.other_app_id
  encrypt_to = ["age1hjr5r7mgg9yh07r8gaqgyydm5kfvk7zh2hq2akmplz5spl0hsvjsvn9qxg"]
}
