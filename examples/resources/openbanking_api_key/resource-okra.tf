# Okra has two types of keys: a secret one authenticates calls, a public one may
# be in a web page.
resource "openbanking_api_key" "service" {
  name         = "ledger service"
  type         = "secret"
  rotate_after = "60d"
  overlap      = "7d"
}

resource "openbanking_api_key" "widget" {
  name = "account widget"
  type = "public"
}
