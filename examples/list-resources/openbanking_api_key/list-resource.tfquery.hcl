list "openbanking_api_key" "working" {
  provider = openbanking
  limit    = 1000 # 100 where it is left out
}
