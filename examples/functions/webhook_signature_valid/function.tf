# Checks a delivery that a receiver has logged, here the example of the Standard
# Webhooks specification.
variable "signing_secret" {
  type      = string
  sensitive = true
}

variable "delivery" {
  description = "The headers webhook-id, webhook-timestamp and webhook-signature, the body as it came, and when."
  type        = object({ id = string, timestamp = number, signature = string, body = string, received_at = string })
  default = {
    id          = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    timestamp   = 1614265330
    signature   = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    body        = "{\"test\": 2432232314}"
    received_at = "2021-02-25T15:02:12Z"
  }
}

output "delivery_is_genuine" {
  value = nonsensitive(provider::openbanking::webhook_signature_valid(
    var.signing_secret,
    var.delivery.id,
    var.delivery.timestamp,
    var.delivery.body,
    var.delivery.signature,
    var.delivery.received_at, # null: at any time
    null,                     # 5m
  ))
}
