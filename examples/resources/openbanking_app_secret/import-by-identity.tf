import {
  to = openbanking_app_secret.wallet
  identity = {
    id          = "5e0c2f4a-7d1b-84c3-a9f6-3b8d2e6c1a70/3" # or the app's id alone
    platform    = "okto"                                   # optional, checked against the provider
    environment = "sandbox"                                # optional, checked against the provider
  }
}
