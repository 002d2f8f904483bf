#!/bin/sh
# Runs where the service is deployed, which alone has the identity (key.txt).
set -eu

terraform output -raw settlement_key | age --decrypt --identity key.txt >settlement.key

# Is it the key that the platform knows?
echo "$(terraform output -raw settlement_fingerprint | cut -d: -f2)  settlement.key" | sha256sum --check --quiet
