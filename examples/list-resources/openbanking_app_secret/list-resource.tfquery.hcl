list "openbanking_app_secret" "wallets" {
  provider = openbanking
}
