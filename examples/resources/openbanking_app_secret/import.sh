terraform import openbanking_app_secret.wallet 5e0c2f4a-7d1b-84c3-a9f6-3b8d2e6c1a70
