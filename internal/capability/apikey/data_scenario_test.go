// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

func TestAPIKeysDataSource(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(_ *testing.T, e *acctest.Keys) {
		e.NeedsOwnAccount()
		made := e.Create("old")
		e.Revoke(made.ID)
		const data = "data.openbanking_api_keys.test"
		e.Run(resource.TestCase{
			CheckDestroy: e.CheckDestroyed(),
			Steps: []resource.TestStep{
				{
					Config: e.HCL(keyNamed(e, "ci"), `
data "openbanking_api_keys" "test" {
  status     = "active"
  depends_on = [openbanking_api_key.test]
}
data "openbanking_api_keys" "revoked" { status = "revoked" }`),
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue(data, tfjsonpath.New("api_keys").AtSliceIndex(0).AtMapKey("name"), knownvalue.StringExact("ci")),
						statecheck.ExpectKnownValue("data.openbanking_api_keys.revoked", tfjsonpath.New("api_keys"), knownvalue.ListExact([]knownvalue.Check{
							knownvalue.ObjectPartial(map[string]knownvalue.Check{
								"id": knownvalue.StringExact(made.ID), "name": knownvalue.StringExact("old"), "status": knownvalue.StringExact("revoked"),
							}),
						})),
					},
				},
			},
		})
	})
}

func TestAPIKeysDataSource_unknownStatus(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AnyRequest())
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config:      e.HCL(`data "openbanking_api_keys" "test" { status = "dead" }`),
		ExpectError: regexp.MustCompile(`(?s)Could not list the API keys.*status`),
	}}})
}
