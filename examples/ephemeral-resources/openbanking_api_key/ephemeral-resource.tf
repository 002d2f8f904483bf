# A key for this run: revoked when it ends or fails, in neither plan nor state.
ephemeral "openbanking_api_key" "run" {
  name = "nightly check"
  ttl  = "15m"
}

check "reader" {
  assert {
    condition     = ephemeral.openbanking_api_key.run.key_hint != ""
    error_message = "The platform makes no keys at present."
  }
}
