data "openbanking_api_keys" "working" {
  status = "active"
}

output "imports" {
  value = join("\n", [
    for n, key in data.openbanking_api_keys.working.api_keys : <<-EOT
      import { # ${jsonencode(key.name)}
        to       = openbanking_api_key.key_${n}
        id       = "${key.id}"
        provider = openbanking
      }
    EOT
  ])
}
