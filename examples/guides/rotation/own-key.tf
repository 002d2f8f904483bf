variable "key_a" {
  type      = string
  sensitive = true
  ephemeral = true # or the key would be in every plan file
}

variable "key_b" {
  type      = string
  sensitive = true
  ephemeral = true
}

provider "openbanking" { # what everything else uses
  tok = { api_key = var.key_a }
}

provider "openbanking" {
  alias = "b"
  tok   = { api_key = var.key_b }
}

resource "openbanking_api_key" "a" {
  provider = openbanking.b # each key is managed by means of the other

  name         = "pipeline, a"
  rotate_after = "60d"
  overlap      = "7d"

  lifecycle {
    create_before_destroy = true
  }
}

resource "openbanking_api_key" "b" {
  name         = "pipeline, b"
  rotate_after = "60d"
  overlap      = "7d"

  lifecycle {
    create_before_destroy = true
  }
}
