# Another callback_url is another consent. With these two settings the old one
# works until a person has approved the new one.
resource "openbanking_consent" "otp" {
  bank_id                = "otp-hr"
  callback_url           = "https://app.example.com/banking/callback"
  wait_for_authorization = true

  lifecycle {
    create_before_destroy = true
  }
}
