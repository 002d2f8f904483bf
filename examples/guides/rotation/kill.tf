import {
  to = openbanking_api_key.leaked
  id = "key_01J9Z3N8QK4W6V2XARB7TCMD5E" # the old key's id, from the plan or the apply that replaced it
}

resource "openbanking_api_key" "leaked" {
  name = "reporting"
}
