list "openbanking_consent" "erste" {
  provider = openbanking

  config {
    bank_id = "erste-hr"
    status  = "active"
  }
}
