// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

const address = "openbanking_webhook.test"

const minimal = `resource "openbanking_webhook" "test" {
  url    = "https://hooks.example.com/bank"
  events = ["consent.expired"]
}`

const full = `resource "openbanking_webhook" "test" {
  url         = "https://hooks.example.com/other"
  events      = ["consent.authorized", "consent.revoked"]
  enabled     = false
  description = "paused while we migrate"
}`

func attribute(name string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(name), check)
}

func planned(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}}
}

func TestWebhook_lifecycle(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	sameID := statecheck.CompareValue(compare.ValuesSame())
	sameSecret := statecheck.CompareValue(compare.ValuesSame())
	and := func(checks ...statecheck.StateCheck) []statecheck.StateCheck {
		return append(checks,
			sameID.AddStateValue(address, tfjsonpath.New("id")),
			sameSecret.AddStateValue(address, tfjsonpath.New("signing_secret")))
	}
	e.Run(resource.TestCase{
		CheckDestroy: e.Of("webhook").CheckDestroyed(),
		Steps: []resource.TestStep{
			{
				Config: e.HCL(minimal),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate),
					plancheck.ExpectUnknownValue(address, tfjsonpath.New("signing_secret")),
					plancheck.ExpectSensitiveValue(address, tfjsonpath.New("signing_secret")),
				}},
				ConfigStateChecks: and(
					attribute("id", knownvalue.StringRegexp(regexp.MustCompile(`^whk_`))),
					attribute("enabled", knownvalue.Bool(true)),
					attribute("description", knownvalue.Null()),
					attribute("signing_secret", knownvalue.StringRegexp(regexp.MustCompile(`^whsec_[A-Za-z0-9+/=]{32,}$`))),
					attribute("fingerprint", knownvalue.StringRegexp(regexp.MustCompile(`^sha256:[0-9a-f]{64}$`))),
					attribute("secret_version", knownvalue.Int64Exact(1)),
					statecheck.ExpectSensitiveValue(address, tfjsonpath.New("signing_secret")),
				),
			},
			{
				Config:           e.HCL(full),
				ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
				ConfigStateChecks: and(
					attribute("url", knownvalue.StringExact("https://hooks.example.com/other")),
					attribute("events", knownvalue.SetExact([]knownvalue.Check{
						knownvalue.StringExact("consent.revoked"), knownvalue.StringExact("consent.authorized"),
					})),
					attribute("enabled", knownvalue.Bool(false)),
					attribute("description", knownvalue.StringExact("paused while we migrate")),
				),
			},
			{ // Leaving the optional attributes out takes them back.
				Config:           e.HCL(minimal),
				ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
				ConfigStateChecks: and(
					attribute("enabled", knownvalue.Bool(true)),
					attribute("description", knownvalue.Null()),
				),
			},
			{
				Config:                  e.HCL(minimal),
				ResourceName:            address,
				ImportState:             true,
				ImportStateVerify:       true,
				ImportStateVerifyIgnore: []string{"signing_secret"}, // shown once, at its creation
			},
		},
	})
}

func TestWebhook_importLeavesAnEmptyPlan(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	made := e.Must(http.StatusCreated, http.MethodPost, "/webhooks", map[string]any{
		"url": "https://hooks.example.com/bank", "events": []string{"consent.expired"},
	})
	id, _ := made["id"].(string)
	e.Run(resource.TestCase{
		Steps: []resource.TestStep{
			{
				Config: e.HCL(minimal), ResourceName: address, ImportState: true, ImportStateId: id, ImportStatePersist: true,
			},
			{
				Config:            e.HCL(minimal),
				ConfigPlanChecks:  resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
				ConfigStateChecks: []statecheck.StateCheck{attribute("signing_secret", knownvalue.Null())},
			},
		},
	})
}

func TestWebhook_importByIdentity(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.Run(resource.TestCase{
		TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		CheckDestroy:           e.Of("webhook").CheckDestroyed(),
		Steps: []resource.TestStep{
			{Config: e.HCL(minimal)},
			{Config: e.HCL(minimal), ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}

// Every attribute that can be set is also seen when it is changed past the
// provider, and set back on the server.
func TestWebhook_driftIsSeenAndMended(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	var id string
	steps := []resource.TestStep{{Config: e.HCL(full), Check: acctest.Remember(address, "id", &id)}}
	for field, value := range map[string]any{
		"url":         "https://elsewhere.example.com/",
		"events":      []string{"account.updated"},
		"enabled":     true,
		"description": nil,
	} {
		steps = append(steps, resource.TestStep{
			PreConfig:        func() { e.Must(http.StatusOK, http.MethodPatch, "/webhooks/"+id, map[string]any{field: value}) },
			Config:           e.HCL(full),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
			Check: func(*terraform.State) error {
				webhook := e.Must(http.StatusOK, http.MethodGet, "/webhooks/"+id, nil)
				if webhook["url"] != "https://hooks.example.com/other" || webhook["enabled"] != false ||
					webhook["description"] != "paused while we migrate" || len(webhook["events"].([]any)) != 2 { //nolint:forcetypeassert // A test may panic.
					t.Errorf("after the drift of %s the server has %v", field, webhook)
				}
				return nil
			},
		})
	}
	e.Run(resource.TestCase{
		CheckDestroy: e.Of("webhook").CheckDestroyed(),
		Steps:        steps,
	})
}

func TestWebhook_deletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	var id string
	remove := func() { e.Must(http.StatusNoContent, http.MethodDelete, "/webhooks/"+id, nil) }
	e.Run(resource.TestCase{
		CheckDestroy: e.Of("webhook").CheckDestroyed(),
		Steps: []resource.TestStep{
			{Config: e.HCL(minimal), Check: acctest.Remember(address, "id", &id)},
			{
				PreConfig: remove, Config: e.HCL(minimal), ConfigPlanChecks: planned(plancheck.ResourceActionCreate),
				Check: acctest.Remember(address, "id", &id),
			},
			{PreConfig: remove, Config: e.HCL(minimal), Destroy: true}, // what is already gone can be destroyed
		},
	})
}

func TestWebhook_badInput(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	webhook := func(url, events, more string) string {
		return `resource "openbanking_webhook" "test" {
  url    = "` + url + `"
  events = ` + events + `
  ` + more + `
}`
	}
	const url, events = "https://hooks.example.com/", `["consent.expired"]`
	for name, c := range map[string]struct{ config, want string }{
		"plain http":              {webhook("http://hooks.example.com/", events, ""), `(?s)Not a usable URL.*not\s+encrypted`},
		"no URL":                  {webhook("hooks", events, ""), `Not a usable URL`},
		"a password in the URL":   {webhook("https://u:hunter2@hooks.example.com/", events, ""), `(?s)user\s+name\s+or\s+password`},
		"no events":               {webhook(url, `[]`, ""), `(?s)at\s+least\s+1`},
		"an empty description":    {webhook(url, events, `description = ""`), `(?s)description.*between`},
		"a secret that is output": {webhook(url, events, `signing_secret = "whsec_x"`), `(?s)Invalid Configuration for Read-Only Attribute|Value for unconfigurable attribute`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e.In(t).Run(resource.TestCase{Steps: []resource.TestStep{{
				Config: e.HCL(c.config), PlanOnly: true, ExpectError: regexp.MustCompile(c.want),
			}}})
		})
	}
	t.Cleanup(func() {
		if n := e.Count("/webhooks"); n != 0 && !e.IsRemote() { // There it may have others.
			t.Errorf("bad input made %d webhooks", n)
		}
	})
}

func TestWebhooksDataSource(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.NeedsOwnAccount()
	e.Run(resource.TestCase{
		CheckDestroy: e.Of("webhook").CheckDestroyed(),
		Steps: []resource.TestStep{{
			Config: e.HCL(full, `data "openbanking_webhooks" "test" { depends_on = [openbanking_webhook.test] }`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("data.openbanking_webhooks.test", tfjsonpath.New("webhooks"), knownvalue.ListExact([]knownvalue.Check{
					knownvalue.ObjectPartial(map[string]knownvalue.Check{
						"url": knownvalue.StringExact("https://hooks.example.com/other"), "enabled": knownvalue.Bool(false),
						"description": knownvalue.StringExact("paused while we migrate"), "secret_version": knownvalue.Int64Exact(1),
						"events": knownvalue.ListSizeExact(2),
					}),
				})),
			},
		}},
	})
}
