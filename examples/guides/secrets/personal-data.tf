# Nothing of this is stored: the check reads it, says so where it fails, and
# forgets it.
ephemeral "openbanking_accounts" "all" {}

check "every_account_is_connected" {
  assert {
    condition     = alltrue([for a in ephemeral.openbanking_accounts.all.accounts : a.status == "active"])
    error_message = "A bank account is behind a consent that has ended."
  }
}
