# Two weeks before it expires, the next apply starts a second consent. The first
# one works until a person has opened the URL and approved the second, which then
# takes its place. A pipeline that plans every day finds out by itself.
resource "openbanking_consent" "zaba" {
  bank_id             = "zaba-hr"
  callback_url        = "https://app.example.com/banking/callback"
  renew_before_expiry = "14d"
}

output "renew_here" {
  value = openbanking_consent.zaba.renewal_redirect_url
}
