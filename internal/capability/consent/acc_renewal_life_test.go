// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// What replaces a consent, in whatever order, ends all that belongs to it: the
// pending renewal, and what a finished one has superseded.
func TestAccConsentRenewal_replaced(t *testing.T) {
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
func TestAccConsentRenewal_changed(t *testing.T) {
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
func TestAccConsentRenewal_import(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AutoAuthorize())
	config := e.HCL(erste(`renew_before_expiry = "14d"`))
	id, _ := e.API.Must(201, "POST", "/consents", map[string]any{"bankId": "erste-hr", "callbackUrl": "https://app.example.com/banking/callback"})["id"].(string)
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

// The -replace option reaches Delete past the plan, with all that it needs.
func TestAccConsentRenewal_replaceOption(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AutoAuthorize())
	w := e.NewWorkspace(e.HCL(erste(`renew_before_expiry = "14d"`)))
	apply := func(want int, options ...string) {
		t.Helper()
		if r := w.Run(append([]string{"apply", "-auto-approve", "-no-color"}, options...)...); r.Code != 0 {
			t.Fatalf("apply %v failed:\n%s", options, r.Output)
		}
		if got := live(e); len(got) != want {
			t.Errorf("after apply %v %d consents are live, expected %d", options, len(got), want)
		}
	}
	apply(1)
	advance(t, e, 77*day)
	apply(2)
	apply(2) // The renewal has taken over; Read has noted the other one.
	apply(1, "-replace="+address)
}

// Pins the trap of a plan file that fails when it is applied the next day: what
// was not due when the plan was made is not renewed by its apply, and what was
// due is, even where its consent has ended meanwhile.
func TestAccConsentRenewal_planFileAppliedLater(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.DecideNext("approve")
	config := func(before string) string {
		return e.HCL(erste(`renew_before_expiry = "` + before + `"`))
	}
	w := e.NewWorkspace(e.HCL(erste(`wait_for_authorization = true`)))
	run := func(want int, args ...string) string {
		t.Helper()
		r := w.Run(append([]string{args[0], "-no-color"}, args[1:]...)...)
		if r.Code != want {
			t.Fatalf("%s: exit %d, expected %d:\n%s", strings.Join(args, " "), r.Code, want, r.Output)
		}
		return r.Output
	}
	says := func(output string, texts ...string) {
		t.Helper()
		for _, text := range texts {
			if !regexp.MustCompile(strings.ReplaceAll(text, " ", `[\s│╷╵]+`)).MatchString(output) {
				t.Errorf("the CLI does not say %q:\n%s", text, output)
			}
		}
	}
	run(0, "apply", "-auto-approve")

	// An update, planned before the consent was due and applied after.
	w.Configure(config("14d"))
	run(2, "plan", "-detailed-exitcode", "-out=update.plan")
	advance(t, e, 80*day)
	says(run(0, "apply", "update.plan"), "is due for renewal", "The next plan renews it")
	if got := live(e); len(got) != 1 {
		t.Fatalf("the update renewed something: %v are live", got)
	}

	// Due now: the pipeline's signal, and a plan that is applied when the
	// consent is dead already.
	says(run(2, "plan", "-detailed-exitcode", "-out=renew.plan"), "is due for renewal", "a person has to approve")
	advance(t, e, 11*day)
	run(0, "apply", "renew.plan")
	says(run(0, "plan", "-detailed-exitcode"), "ended before its renewal was approved", "still pending")
	run(0, "apply", "-auto-approve")
	redirect := regexp.MustCompile(`"redirect_url": "([^"]+)"`).FindStringSubmatch(w.File("terraform.tfstate"))
	if redirect == nil {
		t.Fatalf("the state has no redirect_url:\n%s", w.File("terraform.tfstate"))
	}
	e.Decide(redirect[1], "approve")
	run(0, "plan", "-detailed-exitcode")
	run(0, "destroy", "-auto-approve")
	if got := live(e); len(got) != 0 {
		t.Errorf("%v are left behind", got)
	}
}
