# What the bank shows once the consent is approved.

data "openbanking_accounts" "bank" {
  count = var.approved ? 1 : 0

  bank_id = openbanking_consent.bank.bank_id
}

data "openbanking_transactions" "month" {
  count = var.approved ? 1 : 0

  account_id  = data.openbanking_accounts.bank[0].accounts[0].id
  date_from   = var.month.from
  date_to     = var.month.to
  max_results = 3
}
