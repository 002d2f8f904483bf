# Neither a plan nor the state ever holds this webhook's signing secret. The state
# holds a ciphertext that the recipient (put your own here) can decrypt.
resource "openbanking_webhook" "audit" {
  url    = "https://audit.example.com/hooks/bank"
  events = ["consent.authorized", "consent.revoked"]

  encrypt_to = ["age1hjr5r7mgg9yh07r8gaqgyydm5kfvk7zh2hq2akmplz5spl0hsvjsvn9qxg"] # age-keygen -y key.txt

  # Other recipients need another secret: change a value here in the same apply.
  # The webhook stays; for a day, deliveries carry the signatures of both.
  overlap = "1d"
  rotation_triggers = {
    recipients = "2026-03"
  }
}

# In the receiver's deploy job, which alone has key.txt:
#
#   terraform output -raw audit_signing_secret_encrypted | age -d -i key.txt
output "audit_signing_secret_encrypted" {
  value = openbanking_webhook.audit.encrypted_signing_secret
}
