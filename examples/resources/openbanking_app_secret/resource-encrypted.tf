# Neither a plan nor the state ever holds this secret. The state holds a ciphertext
# that the recipient (put your own here) can decrypt.
resource "openbanking_app_secret" "kiosk" {
  encrypt_to = ["age1hjr5r7mgg9yh07r8gaqgyydm5kfvk7zh2hq2akmplz5spl0hsvjsvn9qxg"] # age-keygen -y key.txt

  # Other recipients need another secret: change a value here in the same apply.
  rotation_triggers = {
    recipients = "2026-03"
  }
}

# In the deploy job, which alone has key.txt:
#
#   terraform output -raw kiosk_secret_encrypted | age -d -i key.txt
output "kiosk_secret_encrypted" {
  value = openbanking_app_secret.kiosk.encrypted_secret
}
