# The secret of the app in the provider block. It is reset when the resource is
# created, when it is 90 days old, and when somebody who knew it leaves.
resource "openbanking_app_secret" "wallet" {
  rotate_after = "90d"

  rotation_triggers = {
    people = "2026-03"
  }
}

# The secret's fingerprint tells which secret is deployed without showing it.
output "wallet_secret_fingerprint" {
  value = openbanking_app_secret.wallet.fingerprint
}

output "wallet_secret" {
  value     = openbanking_app_secret.wallet.secret
  sensitive = true
}
