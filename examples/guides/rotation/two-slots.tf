resource "openbanking_api_key" "mobile" {
  for_each = { a = "1", b = "1" }

  name              = "mobile backend, slot ${each.key}"
  rotate_after      = "60d"
  overlap           = "7d"
  rotation_triggers = { stagger = each.value }
}
