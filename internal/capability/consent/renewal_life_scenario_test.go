// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// What replaces a consent, in whatever order, ends all that belongs to it: the
// pending renewal, and what a finished one has superseded.
func TestConsentRenewal_replaced(t *testing.T) {
	t.Parallel()
	const due = `renew_before_expiry = "14d"`
	const cbd = "\n  lifecycle { create_before_destroy = true }"
	stages := map[string]struct {
		approve bool
		before  []string // live when it is replaced
	}{
		"a pending renewal":    {false, []string{"erste-hr", "erste-hr"}},
		"a superseded consent": {true, []string{"erste-hr", "erste-hr"}},
	}
	ways := map[string]struct {
		config func(config string) string
		taint  bool
		after  string
	}{
		"destroy before create": {func(c string) string { return strings.ReplaceAll(c, `"erste-hr"`, `"nlb-rs"`) }, false, "nlb-rs"},
		"create before destroy": {func(c string) string { return strings.ReplaceAll(c, `"erste-hr"`, `"nlb-rs"`) }, false, "nlb-rs"},
		"tainted":               {func(c string) string { return c }, true, "erste-hr"},
	}
	for stage, s := range stages {
		for way, w := range ways {
			if w.taint && s.approve {
				continue // See superseded.go: the CLI keeps this note from the provider.
			}
			t.Run(stage+", "+way, func(t *testing.T) {
				t.Parallel()
				e := acctest.New(t)
				e.NeedsPerson()
				e.DecideNext("approve")
				lines := due
				if way == "create before destroy" {
					lines += cbd
				}
				var renewal string
				steps := []resource.TestStep{
					{Config: e.HCL(erste("wait_for_authorization = true\n  " + lines))},
					{
						PreConfig:        later(t, e, 77*day),
						Config:           e.HCL(erste(lines)),
						ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
						Check:            acctest.Remember(address, "renewal_redirect_url", &renewal),
					},
				}
				if s.approve {
					steps = append(steps, resource.TestStep{PreConfig: func() { e.Decide(renewal, "approve") }, RefreshState: true})
				}
				replace := resource.TestStep{Config: e.HCL(w.config(erste(lines))), Check: isLive(t, e, w.after)}
				if w.taint {
					replace.Taint = []string{address}
				}
				steps = append(steps,
					resource.TestStep{Config: e.HCL(erste(lines)), ConfigPlanChecks: emptyPlan, Check: isLive(t, e, s.before...)},
					replace,
				)
				e.Run(resource.TestCase{CheckDestroy: isLive(t, e), Steps: steps})
			})
		}
	}
}

// Changing when a consent is renewed changes nothing else; what is due by the
// new value is renewed by the plan after.
func TestConsentRenewal_changed(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AutoAuthorize())
	id := tfjsonpath.New("renewal_id")
	at := func(before string) string { return e.HCL(erste(`renew_before_expiry = "` + before + `"`)) }
	update := planned(plancheck.ResourceActionUpdate)
	e.Run(resource.TestCase{
		CheckDestroy: isLive(t, e),
		Steps: []resource.TestStep{
			{Config: e.HCL(erste("")), ConfigStateChecks: []statecheck.StateCheck{ready(false)}},
			{Config: at("14d"), ConfigPlanChecks: update, ConfigStateChecks: []statecheck.StateCheck{ready(false)}},
			{
				PreConfig: later(t, e, 70*day), Config: at("30d"), ConfigPlanChecks: update,
				ConfigStateChecks: []statecheck.StateCheck{ready(true), null("renewal_id")}, ExpectNonEmptyPlan: true,
			},
			{Config: at("14d"), ConfigPlanChecks: update, ConfigStateChecks: []statecheck.StateCheck{ready(false), null("renewal_id")}},
			{
				PreConfig: later(t, e, 10*day), Config: at("14d"), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate), plancheck.ExpectUnknownValue(address, id),
				}},
			},
			{Config: at("336h"), ConfigPlanChecks: update, ConfigStateChecks: []statecheck.StateCheck{ready(false)}},
		},
	})
}

// A state that knows when to renew comes out of an import by an update in place
// that renews nothing.
func TestConsentRenewal_import(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AutoAuthorize())
	config := e.HCL(erste(`renew_before_expiry = "14d"`))
	id, _ := e.Must(201, "POST", "/consents", map[string]any{"bankId": "erste-hr", "callbackUrl": "https://app.example.com/banking/callback"})["id"].(string)
	e.Run(resource.TestCase{
		CheckDestroy: isLive(t, e),
		Steps: []resource.TestStep{
			{Config: config, ResourceName: address, ImportState: true, ImportStateId: id, ImportStatePersist: true},
			{Config: config, ConfigPlanChecks: planned(plancheck.ResourceActionUpdate), Check: isLive(t, e, "erste-hr")},
			{Config: config, ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"renew_before_expiry"}},
			{Config: config, ConfigPlanChecks: emptyPlan, Check: resource.TestCheckResourceAttrPtr(address, "id", &id)},
		},
	})
}
