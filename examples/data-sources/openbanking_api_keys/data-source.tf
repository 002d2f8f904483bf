data "openbanking_api_keys" "active" {
  status = "active"
}

# Keys that nobody has used yet, or that nobody will miss.
output "never_used" {
  value = [
    for key in data.openbanking_api_keys.active.api_keys : "${key.name} (${key.key_hint})"
    if key.last_used_at == null
  ]
}
