data "openbanking_consents" "active" {
  status = "active"
}

# Until when each bank is connected.
output "connected_until" {
  value = { for consent in data.openbanking_consents.active.consents : consent.bank_id => consent.expires_at... }
}
