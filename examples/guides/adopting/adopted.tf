resource "openbanking_api_key" "ci_nightly" { # was key_0
  name = "ci-nightly"

  overlap = "24h" # apply this first: it is what the old key gets in a rotation
  # rotate_after = "90d" # then this
}

import { # can go once it is applied
  to = openbanking_api_key.ci_nightly
  id = "key_01JQ8ZV5M3W2T6N4R9C7B1D0EF"
}
