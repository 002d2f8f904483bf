# The apply ends with the consent pending. A person opens the URL and approves;
# after that the accounts of the bank can be read for 90 days.
resource "openbanking_consent" "erste" {
  bank_id      = "erste-hr"
  callback_url = "https://app.example.com/banking/callback"
}

output "approve_here" {
  value = openbanking_consent.erste.redirect_url
}
