resource "openbanking_api_key" "reporting" {
  name          = "reporting"
  rotate_after  = "60d" # the first plan after that replaces the key
  overlap       = "7d"  # the old key works a week longer
  expires_after = "90d" # the platform ends the key, should no plan ever come

  lifecycle {
    create_before_destroy = true
  }
}

output "reporting_key" {
  value     = openbanking_api_key.reporting.key
  sensitive = true
}
