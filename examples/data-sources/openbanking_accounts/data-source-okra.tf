# On Okra accounts belong to customers, and are listed by customer, by bank and by
# the day on which they were connected.
data "openbanking_accounts" "of_fcmb" {
  bank_id   = "5d6fe57a4099cc4b210bbeb2"
  date_from = "2026-01-01"
}

output "nubans" {
  value = [for a in data.openbanking_accounts.of_fcmb.accounts : a.nuban]
}
