// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// The CLI works on several resources at once. The limit of the free tier is 60 a minute with a burst of 10: what goes beyond
// waits before the platform refuses it, and nothing is made twice.
func TestAccProvider_outlastsTheRateLimit(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.Tier("free"))
	e.Run(resource.TestCase{
		Steps: []resource.TestStep{{
			Config: e.HCL(`
resource "openbanking_api_key" "test" {
  count = 12
  name  = "ci-${count.index}"
}`),
			Check: func(*terraform.State) error {
				made := 0
				for _, r := range e.Sandbox().Requests().Requests {
					if r.Status == http.StatusTooManyRequests {
						t.Errorf("%s %s was refused, although the provider knew that nothing was left", r.Method, r.Path)
					}
					if r.Method == http.MethodPost && r.Status == http.StatusCreated {
						made++
					}
				}
				if made != 12 {
					t.Errorf("made %d keys for 12 resources", made)
				}
				return nil
			},
		}},
	})
}
