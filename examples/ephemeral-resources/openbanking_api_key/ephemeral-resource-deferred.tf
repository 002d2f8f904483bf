# A plan makes no key as long as something that only the apply decides is in the
# name, here the id of a resource that is to be created.
resource "terraform_data" "deployment" {}

ephemeral "openbanking_api_key" "deploy" {
  name = "deployment ${terraform_data.deployment.id}"
}
