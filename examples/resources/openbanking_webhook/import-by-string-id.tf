import {
  to = openbanking_webhook.ledger
  id = "whk_01J9Z3N8QK4W6V2XARB7TCMD5E"
}
