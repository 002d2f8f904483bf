resource "openbanking_app_secret" "wallet" {
  rotate_after = "90d"

  rotation_triggers = {
    incident = "none"
  }
}

output "wallet_secret" {
  value     = openbanking_app_secret.wallet.secret
  sensitive = true
}
