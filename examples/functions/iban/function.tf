# Takes an IBAN apart. A wrong one stops the plan and says which rule it breaks.
variable "payout_iban" {
  description = "Where payouts go, as the bank prints it."
  type        = string
  default     = "HR12 1001 0051 8630 0016 0"
}

locals {
  payout = provider::openbanking::iban(var.payout_iban)
}

output "payout" {
  value = {
    bank = "${local.payout.country} ${local.payout.bank_code}" # HR 1001005
    iban = local.payout.electronic                             # HR1210010051863000160
  }

  precondition {
    condition     = contains(["BA", "HR", "RS"], local.payout.country)
    error_message = "Payouts to ${local.payout.country} are not set up."
  }
}
