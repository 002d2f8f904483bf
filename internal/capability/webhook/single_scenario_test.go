// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// These tests are about a platform that has one webhook for each environment,
// whose deliveries carry a bearer token in place of a signature.

// single declares that webhook with further lines in its block.
func single(url, lines string) string {
	return "resource \"openbanking_webhook\" \"test\" {\n  url = \"" + url + "\"\n  " + lines + "\n}\n"
}

// carrying is a bearer token in a version.
func carrying(token, version string) string {
	return fmt.Sprintf("okra = {\n    bearer_token_wo         = %q\n    bearer_token_wo_version = %q\n  }", token, version)
}

// arrives delivers a test event to the receiver and compares the Authorization
// header that came with it.
func arrives(t *testing.T, o *acctest.Env, r receiver, want string) resource.TestCheckFunc {
	t.Helper()
	return func(*terraform.State) error {
		o.Ask("/webhooks/test", nil)
		if got := r.next(t).header.Get("Authorization"); got != want {
			return fmt.Errorf("the delivery carries an Authorization header of %d characters, want %d", len(got), len(want))
		}
		return nil
	}
}

func TestWebhookSingle_lifecycle(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okra)
	o.NeedsDeliveries()
	hooked := make(receiver, 1)
	server := httptest.NewServer(hooked)
	t.Cleanup(server.Close)
	null := func(names ...string) []statecheck.StateCheck {
		var checks []statecheck.StateCheck
		for _, name := range names {
			checks = append(checks, statecheck.ExpectKnownValue(address, tfjsonpath.New(name), knownvalue.Null()))
		}
		return checks
	}
	update := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)}}
	var id string
	o.Run(resource.TestCase{
		CheckDestroy: func(*terraform.State) error {
			if status, _ := o.Call(http.MethodPost, "/webhooks/get", nil); status != http.StatusNotFound {
				return fmt.Errorf("after the destroy webhooks/get answers %d, want 404", status)
			}
			return nil
		},
		Steps: []resource.TestStep{
			{
				Config: o.HCL(single(server.URL, carrying("first-t0ken", "1"))),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate),
					plancheck.ExpectKnownValue(address, tfjsonpath.New("signing_secret"), knownvalue.Null()),
				}},
				ConfigStateChecks: null("events", "enabled", "description", "signing_secret", "fingerprint", "secret_version"),
				Check:             resource.ComposeTestCheckFunc(acctest.Remember(address, "id", &id), arrives(t, o, hooked, "Bearer first-t0ken")),
			},
			{ // Another token of the same version is not seen, by design.
				Config:           o.HCL(single(server.URL, carrying("unseen-t0ken", "1"))),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			},
			{ // An address alone changes, and the token stays what it was.
				Config:           o.HCL(single(server.URL+"/new", carrying("unseen-t0ken", "1"))),
				ConfigPlanChecks: update,
				Check:            arrives(t, o, hooked, "Bearer first-t0ken"),
			},
			{
				Config:           o.HCL(single(server.URL+"/new", carrying("second-t0ken", "2"))),
				ConfigPlanChecks: update,
				Check:            resource.ComposeTestCheckFunc(resource.TestCheckResourceAttrPtr(address, "id", &id), arrives(t, o, hooked, "Bearer second-t0ken")),
			},
			{ // Somebody removed the token on the dashboard.
				PreConfig: func() {
					o.Ask("/webhooks/set", map[string]any{"url": server.URL + "/new", "token": nil, "replace": true})
				},
				Config:           o.HCL(single(server.URL+"/new", carrying("second-t0ken", "2"))),
				ConfigPlanChecks: update,
				Check:            arrives(t, o, hooked, "Bearer second-t0ken"),
			},
			{
				Config:           o.HCL(single(server.URL+"/new", "")),
				ConfigPlanChecks: update,
				Check:            arrives(t, o, hooked, ""),
			},
			{
				Config:            o.HCL(single(server.URL+"/new", "")),
				ResourceName:      address,
				ImportState:       true,
				ImportStateVerify: true,
			},
		},
	})
}

// A second webhook is refused, with the words that import the first; imported, it
// needs no change.
func TestWebhookSingle_existsAlready(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okra)
	id, _ := o.Ask("/webhooks/set", map[string]any{"url": "https://hooks.example.com/by-hand"})["_id"].(string)
	config := o.HCL(single("https://hooks.example.com/by-hand", ""))
	o.Run(resource.TestCase{Steps: []resource.TestStep{
		{Config: config, ExpectError: regexp.MustCompile(`(?s)exists already.*terraform import\s+openbanking_webhook\.<name> ` + id)},
		{Config: config, ResourceName: address, ImportState: true, ImportStateId: id, ImportStatePersist: true},
		{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
	}})
	if status, _ := o.Call(http.MethodPost, "/webhooks/get", nil); status != http.StatusNotFound {
		t.Errorf("after the destroy webhooks/get answers %d, want 404", status)
	}
}

// A webhook that was removed and set anew by hand is another one: it is neither
// changed nor removed by a state that knew the first.
func TestWebhookSingle_anotherTookItsPlace(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okra)
	config := o.HCL(single("https://hooks.example.com/mine", ""))
	o.Run(resource.TestCase{Steps: []resource.TestStep{
		{Config: config},
		{
			PreConfig: func() {
				o.Ask("/webhooks/remove", nil)
				o.Ask("/webhooks/set", map[string]any{"url": "https://hooks.example.com/theirs"})
			},
			Config:      config,
			ExpectError: regexp.MustCompile(`exists already`),
		},
	}})
	if url := o.Ask("/webhooks/get", nil)["url"]; url != "https://hooks.example.com/theirs" {
		t.Errorf("the webhook that is not ours has the URL %v", url)
	}
}

func TestWebhookSingle_whatThePlatformLacks(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okra)
	for name, c := range map[string]struct{ lines, want string }{
		"events":      {`events = ["account.updated"]`, `(?s)Okra has no events.*Tok`},
		"enabled":     {`enabled = false`, `Okra has no enabled`},
		"a policy":    {`rotate_after = "90d"`, `Okra has no rotate_after`},
		"an overlap":  {`overlap = "1h"`, `Okra has no overlap`},
		"half a pair": {`okra = { bearer_token_wo = "t0ken" }`, `(?s)Version\s+is\s+missing`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.In(t).Run(resource.TestCase{Steps: []resource.TestStep{{
				Config: o.HCL(single("https://hooks.example.com/", c.lines)), PlanOnly: true, ExpectError: regexp.MustCompile(c.want),
			}}})
		})
	}
	e := acctest.New(t)
	e.Run(resource.TestCase{Steps: []resource.TestStep{
		{Config: e.HCL(single("https://hooks.example.com/", "")), PlanOnly: true, ExpectError: regexp.MustCompile(`Tok needs events`)},
		{
			Config:      e.HCL(single("https://hooks.example.com/", "events = [\"account.updated\"]\n  "+carrying("t", "1"))),
			PlanOnly:    true,
			ExpectError: regexp.MustCompile(`(?s)Tok has no okra.*Okra`),
		},
	}})
}

// The list of webhooks is empty or has the one.
func TestWebhookSingle_dataSource(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okra)
	o.NeedsOwnAccount()
	const (
		data   = "data.openbanking_webhooks.test"
		config = `data "openbanking_webhooks" "test" {}`
	)
	o.Run(resource.TestCase{Steps: []resource.TestStep{
		{
			Config:            o.HCL(config),
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(data, tfjsonpath.New("webhooks"), knownvalue.ListSizeExact(0))},
		},
		{
			PreConfig: func() {
				o.Ask("/webhooks/set", map[string]any{"url": "https://hooks.example.com/", "token": "t0ken"})
			},
			Config: o.HCL(config),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(data, tfjsonpath.New("webhooks"), knownvalue.ListExact([]knownvalue.Check{
					knownvalue.ObjectPartial(map[string]knownvalue.Check{
						"url": knownvalue.StringExact("https://hooks.example.com/"), "events": knownvalue.Null(), "enabled": knownvalue.Null(), "secret_version": knownvalue.Null(),
					}),
				})),
			},
		},
	}})
}
