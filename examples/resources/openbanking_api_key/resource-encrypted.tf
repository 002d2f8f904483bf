# Neither a plan nor the state ever holds this key. The state holds a ciphertext
# that each of the two recipients (put your own here) can decrypt.
resource "openbanking_api_key" "settlement" {
  name = "settlement, nightly batch"

  encrypt_to = [
    "age1hjr5r7mgg9yh07r8gaqgyydm5kfvk7zh2hq2akmplz5spl0hsvjsvn9qxg",                                # age-keygen -y key.txt
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB2G1pY5CPz7FkThruF5LrGIAUOsUZhedhG1FE+TDg9V deploy@batch", # id_ed25519.pub
  ]

  # Other recipients need another key: change a value here in the same apply.
  rotation_triggers = {
    recipients = "2026-03"
  }
}

# In the deploy job, which alone has an identity:
#
#   terraform output -raw settlement_key_encrypted | age -d -i key.txt
#   terraform output -raw settlement_key_encrypted | age -d -i ~/.ssh/id_ed25519
output "settlement_key_encrypted" {
  value = openbanking_api_key.settlement.encrypted_key
}

# What comes out is the deployed key if its SHA-256 is this:
#
#   … | age -d -i key.txt | sha256sum
output "settlement_key_fingerprint" {
  value = openbanking_api_key.settlement.fingerprint
}
