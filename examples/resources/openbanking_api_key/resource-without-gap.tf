# Where the key has to be replaced, the new one is made before the old one ends.
resource "openbanking_api_key" "payments" {
  name = "payments, reconciliation"

  lifecycle {
    create_before_destroy = true
  }
}
