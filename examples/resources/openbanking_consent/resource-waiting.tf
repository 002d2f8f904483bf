# The apply waits for the person, five minutes at the most. Running out of time
# is a warning: the consent stays pending and the next apply waits again.
resource "openbanking_consent" "nlb" {
  bank_id                = "nlb-rs"
  callback_url           = "https://app.example.com/banking/callback"
  wait_for_authorization = true

  timeouts = {
    create = "5m"
    update = "5m"
  }
}
