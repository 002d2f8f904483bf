resource "openbanking_api_key" "hooks" {
  name         = "webhooks"
  rotate_after = "60d"
  overlap      = "7d"

  lifecycle {
    create_before_destroy = true
  }
}

provider "openbanking" {
  alias = "hooks"
  tok   = { api_key = openbanking_api_key.hooks.key } # not known on the day that the key is due
}

resource "openbanking_webhook" "accounting" {
  provider = openbanking.hooks

  url    = "https://accounting.example.com/webhooks/tok"
  events = ["consent.expired"]
}
