resource "openbanking_webhook" "ledger" {
  url    = "https://ledger.example.com/events"
  events = ["transactions.synced"]

  # A changed webhook proves that its receiver works.
  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.openbanking_webhook_test.changed]
    }
  }
}

action "openbanking_webhook_test" "changed" {
  config {
    webhook_id   = openbanking_webhook.ledger.id
    timeout      = "10s"
    must_succeed = false
  }
}

# On demand: terraform apply -invoke=action.openbanking_webhook_test.ledger
# Terraform 1.16 invokes no action on demand that a trigger of the resource in its config names.
action "openbanking_webhook_test" "ledger" {
  config {
    webhook_id   = openbanking_webhook.ledger.id
    must_succeed = false
  }
}
