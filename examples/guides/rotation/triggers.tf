resource "openbanking_api_key" "payments" {
  name    = "payments"
  overlap = "1d"

  rotation_triggers = {
    left     = "ana, 2026-03-01" # who knew the key and has left
    incident = "none"
    image    = "payments:v41"
  }
}
