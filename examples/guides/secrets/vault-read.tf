# A secret that was made in Vault reaches the platform without passing through any
# state: it is read for the run only, and written only.
ephemeral "vault_kv_secret_v2" "webhook" {
  mount = "secret"
  name  = "openbanking/webhook"
}

resource "openbanking_webhook" "ledger" {
  url                       = "https://ledger.example.com/bank-events"
  events                    = ["account.updated", "consent.expired"]
  signing_secret_wo         = ephemeral.vault_kv_secret_v2.webhook.data.signing_secret
  signing_secret_wo_version = var.webhook_secret_version
  overlap                   = "1d"
}

variable "webhook_secret_version" {
  description = "Change it when the secret in Vault has changed."
  type        = string
  default     = "1"
}
