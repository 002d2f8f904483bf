variable "leaked_key_id" {
  type        = string
  description = "Id of the key that has leaked, never the key itself."
}

# terraform apply -invoke=action.openbanking_api_key_revoke.leaked -var leaked_key_id=key_…
action "openbanking_api_key_revoke" "leaked" {
  config {
    api_key_id = var.leaked_key_id
  }
}
