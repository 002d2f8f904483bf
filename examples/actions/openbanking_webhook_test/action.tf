resource "openbanking_webhook" "ledger" {
  url    = "https://ledger.example.com/events"
  events = ["transactions.synced"]

  # A changed webhook proves that its receiver works.
  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.openbanking_webhook_test.ledger]
    }
  }
}

# On demand: terraform apply -invoke=action.openbanking_webhook_test.ledger
action "openbanking_webhook_test" "ledger" {
  config {
    webhook_id   = openbanking_webhook.ledger.id
    timeout      = "10s"
    must_succeed = false
  }
}
