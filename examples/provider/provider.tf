terraform {
  required_version = ">= 1.11"
  required_providers {
    openbanking = {
      source = "openbanking-iac/openbanking"
    }
  }
}

# The key comes from the environment variable TOK_API_KEY, so it is in no file.
# Its prefix decides the environment; naming it here guards against a mix-up.
provider "openbanking" {
  environment = "sandbox"
}
