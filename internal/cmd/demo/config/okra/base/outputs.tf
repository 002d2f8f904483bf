output "key_id" {
  value = openbanking_api_key.service.id
}

output "key" {
  value     = openbanking_api_key.service.key
  sensitive = true
}

output "public_key_id" {
  value = openbanking_api_key.widget.id
}

output "public_key" {
  value     = openbanking_api_key.widget.key
  sensitive = true # The attribute is, since a secret key is in it as well.
}

output "webhook_id" {
  value = openbanking_webhook.events.id
}
