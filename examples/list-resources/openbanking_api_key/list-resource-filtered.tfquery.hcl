list "openbanking_api_key" "old_pipelines" {
  provider         = openbanking
  include_resource = true # shows when each was last used, among others

  config {
    name_prefix    = "ci-"
    created_before = "2026-01-01T00:00:00Z"
  }
}

list "openbanking_api_key" "dead" {
  provider = openbanking

  config {
    status = "revoked"
  }
}
