// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// A key that only the apply would know is refused by the plan.
func TestAccProvider_keyThatIsKnownTooLate(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config: block("endpoint = \""+e.Endpoint+"\"\ntok = { api_key = terraform_data.later.output }") + `
resource "terraform_data" "later" { input = "` + e.Credential() + `" }
` + oneKey,
		ExpectError: regexp.MustCompile(`(?s)not known yet.*tok\.api_key`),
	}}})
}
