data "openbanking_accounts" "erste" {
  bank_id = "erste-hr"
}

output "balances" {
  value = {
    for account in data.openbanking_accounts.erste.accounts :
    account.iban => "${account.balance} ${account.currency}"
  }
}
