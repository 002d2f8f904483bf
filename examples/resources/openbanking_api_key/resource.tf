# A key for one consumer: destroying it stops nobody else.
resource "openbanking_api_key" "reporting" {
  name = "reporting, nightly export"
}

# The key's fingerprint tells which key is deployed without showing it.
output "reporting_key_fingerprint" {
  value = openbanking_api_key.reporting.fingerprint
}

output "reporting_key" {
  value     = openbanking_api_key.reporting.key
  sensitive = true
}
