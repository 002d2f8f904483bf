# Replaced when it is 60 days old, and when somebody who knew it leaves. The old
# key works for a week more, and the platform itself ends any key after 90 days.
resource "openbanking_api_key" "risk" {
  name          = "risk, scoring"
  rotate_after  = "60d"
  overlap       = "7d"
  expires_after = "90d"

  rotation_triggers = {
    team = "2026-03"
  }

  lifecycle {
    create_before_destroy = true
  }
}
