import {
  to = openbanking_consent.erste
  id = "cns_01J9Z3N8QK4W6V2XARB7TCMD5E"
}
