# The signing secret rotates in place every 60 days, and when the trigger
# changes. For two days, deliveries carry the signatures of both secrets.
resource "openbanking_webhook" "risk" {
  url          = "https://risk.example.com/hooks/bank"
  events       = ["consent.expired", "consent.revoked"]
  rotate_after = "60d"
  overlap      = "2d"

  rotation_triggers = {
    receiver = "v1"
  }
}
