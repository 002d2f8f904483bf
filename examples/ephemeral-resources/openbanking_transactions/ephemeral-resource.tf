ephemeral "openbanking_accounts" "all" {}

ephemeral "openbanking_transactions" "january" {
  account_id  = ephemeral.openbanking_accounts.all.accounts[0].id
  date_from   = "2026-01-01"
  date_to     = "2026-01-31"
  max_results = 0
}

check "solvent" {
  assert {
    condition     = alltrue([for t in values(ephemeral.openbanking_transactions.january.totals) : tonumber(t.net) >= 0])
    error_message = "More money went out than came in."
  }
}
