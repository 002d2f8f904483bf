# What a customer has connected. Customers agree in Okra's widget, so there is no
# consent to wait for here.

variable "customer_id" {
  description = "Id of the customer."
  type        = string
}

variable "month" {
  description = "First and last booking date of the transactions, YYYY-MM-DD."
  type = object({
    from = string
    to   = string
  })
}

data "openbanking_accounts" "customer" {
  customer_id = var.customer_id
}

# A list does not tell balances on Okra; one account does.
data "openbanking_account" "first" {
  id = data.openbanking_accounts.customer.accounts[0].id
}

data "openbanking_transactions" "month" {
  account_id  = data.openbanking_account.first.id
  date_from   = var.month.from
  date_to     = var.month.to
  max_results = 3
}

output "accounts" {
  value = [for a in data.openbanking_accounts.customer.accounts : {
    id    = a.id
    nuban = a.nuban
    bank  = a.bank_name
  }]
}

output "balance" {
  value = data.openbanking_account.first.balance
}

output "month" {
  value = {
    count        = data.openbanking_transactions.month.total_count
    totals       = data.openbanking_transactions.month.totals
    transactions = data.openbanking_transactions.month.transactions
  }
}
