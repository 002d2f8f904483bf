data "openbanking_banks" "croatian" {
  country = "HR"
}

output "croatian_banks" {
  value = { for bank in data.openbanking_banks.croatian.banks : bank.id => bank.name }
}
