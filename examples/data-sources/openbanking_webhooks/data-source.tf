data "openbanking_webhooks" "all" {}

output "paused_webhooks" {
  value = [for webhook in data.openbanking_webhooks.all.webhooks : webhook.url if !webhook.enabled]
}
