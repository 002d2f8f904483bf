resource "openbanking_consent" "erste" {
  bank_id             = "erste-hr"
  callback_url        = "https://app.example.com/banking/callback"
  renew_before_expiry = "14d"
}

# The person who has to approve finds the page here, whichever consent waits.
output "approve_here" {
  value = {
    first   = openbanking_consent.erste.redirect_url
    renewal = openbanking_consent.erste.renewal_redirect_url
  }
}
