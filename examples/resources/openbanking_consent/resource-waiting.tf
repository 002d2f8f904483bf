# An apply waits for the person, twenty minutes at the most. Running out of time
# is a warning: the consent stays pending and the next apply waits again.
#
# An apply shows the URL only at its end. So begin without waiting:
#   terraform apply -var wait=false    # ends at once, and shows the URL
#   terraform apply                    # waits until the person has approved there
variable "wait" {
  type    = bool
  default = true
}

resource "openbanking_consent" "nlb" {
  bank_id                = "nlb-rs"
  callback_url           = "https://app.example.com/banking/callback"
  wait_for_authorization = var.wait

  timeouts = {
    create = "20m" # and as long in later applies
  }
}

output "approve_nlb_here" {
  value = openbanking_consent.nlb.redirect_url
}
