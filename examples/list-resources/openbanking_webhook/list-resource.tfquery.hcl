list "openbanking_webhook" "ledger" {
  provider = openbanking

  config {
    url_prefix = "https://ledger.example.com/"
    event      = "consent.expired"
  }
}
