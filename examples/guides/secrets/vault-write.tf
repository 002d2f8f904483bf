# The key goes into Vault's KV engine through a write-only argument: Vault's
# resource stores nothing of it. The version follows the key's fingerprint, so that
# a rotated key is written in the same apply.
resource "openbanking_api_key" "ledger" {
  name         = "ledger"
  rotate_after = "60d"
  overlap      = "7d"

  lifecycle {
    create_before_destroy = true
  }
}

resource "vault_kv_secret_v2" "ledger" {
  mount                = "secret"
  name                 = "openbanking/ledger"
  data_json_wo         = jsonencode({ api_key = openbanking_api_key.ledger.key })
  data_json_wo_version = parseint(substr(openbanking_api_key.ledger.fingerprint, 7, 8), 16)
}
