variable "webhook_token" {
  description = "Token that the receiver expects in the Authorization header."
  type        = string
  sensitive   = true
  ephemeral   = true
}

# Okra has one webhook for each environment. Its deliveries carry a bearer token,
# which is in neither plan nor state: to send another one, change the version too.
resource "openbanking_webhook" "ledger" {
  url = "https://ledger.example.com/bank-events"
  okra = {
    bearer_token_wo         = var.webhook_token
    bearer_token_wo_version = "2026-01"
  }
}
