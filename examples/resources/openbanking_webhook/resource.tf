resource "openbanking_webhook" "ledger" {
  url         = "https://ledger.example.com/hooks/bank"
  description = "books new transactions"

  events = [
    "transactions.synced",
    "consent.expired",
    "consent.revoked",
  ]
}

# The receiver verifies deliveries with this secret and any Standard Webhooks
# library.
output "ledger_signing_secret" {
  value     = openbanking_webhook.ledger.signing_secret
  sensitive = true
}
