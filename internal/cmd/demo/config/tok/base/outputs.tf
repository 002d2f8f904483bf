output "key_id" {
  value = openbanking_api_key.reader.id
}

output "key" {
  value     = openbanking_api_key.reader.key
  sensitive = true
}

output "webhook_id" {
  value = openbanking_webhook.events.id
}

output "signing_secret" {
  value     = openbanking_webhook.events.signing_secret
  sensitive = true
}

output "consent_id" {
  value = openbanking_consent.bank.id
}

output "consent_status" {
  value = openbanking_consent.bank.status
}

output "redirect_url" {
  value = openbanking_consent.bank.redirect_url
}

output "accounts" {
  value = [for a in flatten(data.openbanking_accounts.bank[*].accounts) : {
    iban     = a.iban
    balance  = a.balance
    currency = a.currency
  }]
}

output "month" {
  value = [for t in data.openbanking_transactions.month : {
    count        = t.total_count
    totals       = t.totals
    transactions = t.transactions
  }]
}
