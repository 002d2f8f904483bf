# A key for this run alone. Its name refers to the deployment's id, which only the
# apply knows where something is deployed: the plan of a deployment mints no key.
resource "terraform_data" "deployment" {
  input = var.release

  triggers_replace = var.release
}

ephemeral "openbanking_api_key" "smoke_test" {
  name = "smoke test ${terraform_data.deployment.id}"
  ttl  = "10m"
}

resource "terraform_data" "smoke_test" {
  triggers_replace = terraform_data.deployment.id

  provisioner "local-exec" {
    command = "./smoke-test.sh"

    environment = {
      API_KEY = ephemeral.openbanking_api_key.smoke_test.key
    }
  }
}

variable "release" {
  description = "What is deployed; another one is tested anew."
  type        = string
  default     = "1.0.0"
}
