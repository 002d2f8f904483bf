data "openbanking_api_keys" "active" {
  status = "active"
}

output "never_used" {
  value = {
    for key in data.openbanking_api_keys.active.api_keys : key.id => "${key.name}, created at ${key.created_at}"
    if key.last_used_at == null
  }
}
