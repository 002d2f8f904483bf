import {
  to = openbanking_consent.erste
  identity = {
    id          = "cns_01J9Z3N8QK4W6V2XARB7TCMD5E"
    platform    = "tok"     # optional, checked against the provider
    environment = "sandbox" # optional, checked against the provider
  }
}
