// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package oddplatform_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/oddplatform"
)

const hook = "openbanking_webhook.test"

// declared is a webhook; the URL is as a person writes it.
const declared = `resource "openbanking_webhook" "test" {
  url    = "https://example.com"
  events = ["consent.expired"]
}`

// TestOddPlatform_sameMeaning proves in a whole life that another spelling is no other
// value, and that an event which comes twice is one.
func TestOddPlatform_sameMeaning(t *testing.T) {
	t.Parallel()
	odd := oddplatform.New(t)
	for _, route := range []string{"POST /tok/v1/webhooks", "GET /tok/v1/webhooks/{id}"} {
		odd.Rewrite(route, oddplatform.Change("url", parsed))
		odd.Rewrite(route, oddplatform.Change("events", twice))
	}
	e := acctest.New(t, acctest.Odd(odd.Wrap))
	e.Run(resource.TestCase{Steps: []resource.TestStep{
		{
			Config: e.HCL(declared),
			Check:  resource.TestCheckResourceAttr(hook, "url", "https://example.com"),
		},
		{Config: e.HCL(declared), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
	}})
}

// TestOddPlatform_otherValue proves in a whole life that a platform which stores another
// value makes no webhook that the next apply replaces: it is changed in place, with
// an error that names both values, until the platform or the configuration does.
func TestOddPlatform_otherValue(t *testing.T) {
	t.Parallel()
	odd := oddplatform.New(t)
	for _, route := range []string{"POST /tok/v1/webhooks", "GET /tok/v1/webhooks/{id}", "PATCH /tok/v1/webhooks/{id}"} {
		odd.Rewrite(route, oddplatform.Change("events", oneMore))
	}
	e := acctest.New(t, acctest.Odd(odd.Wrap))
	e.Run(resource.TestCase{Steps: []resource.TestStep{
		{
			Config: e.HCL(declared),
			Check:  resource.TestCheckResourceAttr(hook, "events.#", "1"),
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(hook, plancheck.ResourceActionUpdate),
			}},
			ExpectNonEmptyPlan: true,
		},
		{
			Config:      e.HCL(declared),
			ExpectError: regexp.MustCompile(`(?s)Platform has another webhook whk_\w+ than was asked for.*\["consent.expired"\].*"account.updated"`),
		},
		{
			PreConfig: odd.Behave,
			Config:    e.HCL(declared),
			Check:     resource.TestCheckResourceAttr(hook, "secret_version", "1"),
		},
	}})
}
