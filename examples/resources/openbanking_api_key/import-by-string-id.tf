import {
  to = openbanking_api_key.reporting
  id = "key_01J9Z3N8QK4W6V2XARB7TCMD5E"
}
