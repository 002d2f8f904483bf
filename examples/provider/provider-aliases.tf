# One provider block for each platform and environment. Where several platforms'
# variables are set, each block names its platform.
provider "openbanking" {
  alias       = "lagos"
  environment = "production"
  okra        = {} # the key comes from OKRA_SECRET_KEY
}

provider "openbanking" {
  alias       = "wallets"
  environment = "sandbox"
  okto        = { app_id = "b3c1a2d4-5e6f-4a7b-8c9d-0e1f2a3b4c5d" } # the token comes from OKTO_MANAGEMENT_TOKEN
}
