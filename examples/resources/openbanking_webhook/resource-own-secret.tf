variable "signing_secret" {
  description = "Secret of our own, such as the output of: echo \"whsec_$(openssl rand -base64 32)\""
  type        = string
  sensitive   = true
  ephemeral   = true
}

# A signing secret that the platform did not make and the state does not hold.
resource "openbanking_webhook" "ledger" {
  url                       = "https://ledger.example.com/bank-events"
  events                    = ["account.updated", "consent.expired"]
  signing_secret_wo         = var.signing_secret
  signing_secret_wo_version = "1"
  overlap                   = "1d"
}
