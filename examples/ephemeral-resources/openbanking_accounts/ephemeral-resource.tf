# Balances and IBANs are personal data: read this way they are in no state.
ephemeral "openbanking_accounts" "all" {}

check "connected" {
  assert {
    condition     = length(ephemeral.openbanking_accounts.all.accounts) > 0
    error_message = "No bank account is connected."
  }
}
