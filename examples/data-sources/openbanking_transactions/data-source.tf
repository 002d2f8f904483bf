data "openbanking_accounts" "erste" {
  bank_id = "erste-hr"
}

# A quarter of one account: exact totals over every booking, and the ten newest.
data "openbanking_transactions" "quarter" {
  account_id  = data.openbanking_accounts.erste.accounts[0].id
  date_from   = "2026-01-01"
  date_to     = "2026-03-31"
  max_results = 10
}

output "net_by_currency" {
  value = {
    for currency, total in data.openbanking_transactions.quarter.totals : currency => total.net
  }
}
