// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package upgrade_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// A moved block gives an object another address, here one of a count: the object
// stays, secret and all, and the platform is asked nothing but how it is.
func TestMoved(t *testing.T) {
	t.Parallel()
	for typeName, test := range map[string]struct {
		lines, secret string // an attribute that a new object would have another value of
		okto          bool
	}{
		"openbanking_api_key":    {`name = "ci"`, "key", false},
		"openbanking_webhook":    {`url = "https://ledger.example.com/"` + "\n" + `events = ["consent.expired"]`, "signing_secret", false},
		"openbanking_consent":    {`bank_id = "erste-hr"` + "\n" + `callback_url = "https://app.example.com/"`, "created_at", false},
		"openbanking_app_secret": {``, "secret", true},
	} {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t, acctest.AutoAuthorize())
			hcl := e.HCL
			if test.okto {
				hcl = e.On(acctest.Okto).HCL
			}
			block := func(name, more string) string {
				return `resource "` + typeName + `" "` + name + `" {` + "\n" + more + "\n" + test.lines + "\n}\n"
			}
			after := hcl(block("after", `count = 1`), `moved {
  from = `+typeName+`.before
  to   = `+typeName+`.after[0]
}`)
			address := typeName + `.after[0]`
			var id, secret string
			steps := []resource.TestStep{
				{
					Config: hcl(block("before", "")),
					Check: resource.ComposeTestCheckFunc(
						acctest.Remember(typeName+".before", "id", &id),
						acctest.Remember(typeName+".before", test.secret, &secret),
					),
				},
				{
					PreConfig: e.Sandbox().ClearRequests,
					Config:    after,
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
						plancheck.ExpectResourceAction(address, plancheck.ResourceActionNoop),
					}},
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.StringFunc(func(got string) error { return isSame(got, id) })),
						statecheck.ExpectKnownValue(address, tfjsonpath.New(test.secret), knownvalue.StringFunc(func(got string) error { return isSame(got, secret) })),
					},
				},
				{
					PreConfig: func() {
						for _, request := range e.Sandbox().Requests().Requests {
							if request.Method != http.MethodGet {
								t.Errorf("moving made a call: %s %s", request.Method, request.Path)
							}
						}
					},
					Config:           after,
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
				},
			}
			e.Run(resource.TestCase{Steps: steps})
		})
	}
}

func isSame(got, want string) error {
	if got != want || got == "" {
		return errors.New("it is that of another object")
	}
	return nil
}
