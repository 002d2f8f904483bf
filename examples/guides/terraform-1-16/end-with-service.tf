resource "openbanking_api_key" "service" {
  name    = "reporting"
  overlap = "24h" # a rotation leaves the service a day
}

# Stands for what uses the key. Where it goes for good, the key ends at once.
resource "terraform_data" "service" {
  input = openbanking_api_key.service.id

  lifecycle {
    action_trigger {
      events     = [after_destroy]
      actions    = [action.openbanking_api_key_revoke.service]
      on_failure = continue
    }
  }
}

action "openbanking_api_key_revoke" "service" {
  config {
    api_key_id = openbanking_api_key.service.id
  }
}
