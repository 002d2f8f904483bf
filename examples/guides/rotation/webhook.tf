resource "openbanking_webhook" "ledger" {
  url          = "https://ledger.example.com/hooks/bank"
  events       = ["transactions.synced"]
  rotate_after = "60d"
  overlap      = "2d"
}

output "ledger_signing_secret" {
  value     = openbanking_webhook.ledger.signing_secret
  sensitive = true
}
