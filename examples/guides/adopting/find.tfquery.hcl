list "openbanking_api_key" "key" {
  provider = openbanking
  limit    = 1000
}

list "openbanking_webhook" "webhook" {
  provider = openbanking
  limit    = 1000
}

list "openbanking_consent" "consent" {
  provider = openbanking
  limit    = 1000

  config {
    status = "active"
  }
}
