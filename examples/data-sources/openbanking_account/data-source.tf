data "openbanking_accounts" "all" {}

# By its id, as another data source or resource gives it.
data "openbanking_account" "first" {
  id = data.openbanking_accounts.all.accounts[0].id
}

# By its IBAN, as people know it; spaces are allowed.
data "openbanking_account" "salaries" {
  iban = data.openbanking_accounts.all.accounts[1].iban
}

output "salaries_balance" {
  value = data.openbanking_account.salaries.balance
}
