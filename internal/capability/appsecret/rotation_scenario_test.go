// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret_test

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

const resetPath = "/okto/management/v1/apps/*/secret/reset"

func advance(t *testing.T, o *acctest.Env, d time.Duration) func() {
	t.Helper()
	return func() {
		if err := o.Sandbox().Advance(d); err != nil {
			t.Fatal(err)
		}
	}
}

// replacements are the two orders in which a CLI replaces.
var replacements = map[string]struct {
	lifecycle string
	action    plancheck.ResourceActionType
}{
	"destroy then create":   {"", plancheck.ResourceActionDestroyBeforeCreate},
	"create before destroy": {cbd, plancheck.ResourceActionCreateBeforeDestroy},
}

// A changed trigger resets the secret: the old one ends at once, the new one
// works, whichever of the two the CLI handles first. Adding or removing an entry
// resets nothing.
func TestAppSecretRotation_trigger(t *testing.T) {
	t.Parallel()
	for name, c := range replacements {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := acctest.On(t, acctest.Okto)
			differs, same := statecheck.CompareValue(compare.ValuesDiffer()), statecheck.CompareValue(compare.ValuesSame())
			secret := func(c statecheck.StateCheck) []statecheck.StateCheck { return []statecheck.StateCheck{c, current()} }
			config := func(lines ...string) string { return o.HCL(declared(append(lines, c.lifecycle)...)) }
			var old string
			o.Run(resource.TestCase{
				CheckDestroy: o.CheckForgotten,
				Steps: []resource.TestStep{
					{
						Config:            config(trigger("1")),
						ConfigStateChecks: secret(differs.AddStateValue(address, tfjsonpath.New("secret"))),
						Check:             resource.ComposeTestCheckFunc(live(o), acctest.Remember(address, "secret", &old)),
					},
					{
						Config: config(trigger("2")), ConfigPlanChecks: action(c.action),
						ConfigStateChecks: secret(differs.AddStateValue(address, tfjsonpath.New("secret"))),
						Check:             resource.ComposeTestCheckFunc(live(o), answers(o, &old, http.StatusUnauthorized)),
					},
					{
						Config: config(trigger("2")), ConfigPlanChecks: empty(),
						ConfigStateChecks: secret(same.AddStateValue(address, tfjsonpath.New("secret"))), Check: live(o),
					},
					{
						Config: config(`rotation_triggers = { version = "2", person = "ana" }`), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
						ConfigStateChecks: secret(same.AddStateValue(address, tfjsonpath.New("secret"))),
					},
					{
						Config: config(), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
						ConfigStateChecks: secret(same.AddStateValue(address, tfjsonpath.New("secret"))), Check: live(o),
					},
				},
			})
		})
	}
}

// A secret that has reached its age by the platform's clock is reset by the next
// plan, and the plan after that is empty.
func TestAppSecretRotation_age(t *testing.T) {
	t.Parallel()
	for name, c := range replacements {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := acctest.On(t, acctest.Okto)
			config := o.HCL(declared(`rotate_after = "90d"`, c.lifecycle))
			var old string
			o.Run(resource.TestCase{
				CheckDestroy: o.CheckForgotten,
				Steps: []resource.TestStep{
					{Config: config, Check: acctest.Remember(address, "secret", &old)},
					{PreConfig: advance(t, o, 90*24*time.Hour-time.Hour), Config: config, ConfigPlanChecks: empty(), Check: live(o)},
					{
						PreConfig: advance(t, o, time.Hour), Config: config, ConfigPlanChecks: action(c.action),
						Check: resource.ComposeTestCheckFunc(live(o), answers(o, &old, http.StatusUnauthorized)),
					},
					{Config: config, ConfigPlanChecks: empty()},
					// Another policy by which it is due at once: in place now, reset next.
					{
						PreConfig: advance(t, o, 2*time.Hour), Config: o.HCL(declared(`rotate_after = "1h"`, c.lifecycle)),
						ConfigPlanChecks: action(plancheck.ResourceActionUpdate), ExpectNonEmptyPlan: true, Check: live(o),
					},
					{Config: o.HCL(declared(`rotate_after = "1h"`, c.lifecycle)), ConfigPlanChecks: action(c.action), Check: live(o)},
				},
			})
		})
	}
}

// A reset on the dashboard is drift: seen, shown, and made up for by another
// reset.
func TestAppSecretRotation_resetOnTheDashboard(t *testing.T) {
	t.Parallel()
	for name, c := range replacements {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := acctest.On(t, acctest.Okto)
			config := o.HCL(declared(c.lifecycle))
			differs := statecheck.CompareValue(compare.ValuesDiffer())
			var byHand string
			reset := func() { byHand = o.ResetByHand(o.App()).Secret }
			o.Run(resource.TestCase{
				CheckDestroy: o.CheckForgotten,
				Steps: []resource.TestStep{
					{Config: config, ConfigStateChecks: []statecheck.StateCheck{differs.AddStateValue(address, tfjsonpath.New("id"))}},
					{
						PreConfig: reset, RefreshState: true, ExpectNonEmptyPlan: true,
						Check: resource.TestCheckResourceAttr(address, "status", "superseded"),
					},
					{
						Config: config, ConfigPlanChecks: action(c.action),
						ConfigStateChecks: []statecheck.StateCheck{differs.AddStateValue(address, tfjsonpath.New("id")), current()},
						Check: resource.ComposeTestCheckFunc(live(o), func(s *terraform.State) error {
							return answers(o, &byHand, http.StatusUnauthorized)(s)
						}),
					},
					{Config: config, ConfigPlanChecks: empty()},
				},
			})
		})
	}
}

// Pins the trap of a secret that exists and that nobody has: a reset whose
// answer was lost is made up for in the same apply, with and without retries.
func TestAppSecretRotation_lostAnswerIsRepaired(t *testing.T) {
	t.Parallel()
	lost := map[string]sandbox.Fault{
		"the connection breaks after the reset": {Kind: "reset_after"},
		"the answer is cut off":                 {Kind: "truncate"},
		"a proxy's page instead of the answer":  {Kind: "non_json"},
	}
	for name, fault := range lost {
		for _, retries := range []int{0, 8} {
			for order, c := range replacements {
				t.Run(fmt.Sprintf("%s, %d retries, %s", name, retries, order), func(t *testing.T) {
					t.Parallel()
					o := acctest.On(t, acctest.Okto)
					settings := fmt.Sprintf("max_retries = %d", retries)
					config := func(version string) string { return o.HCLWith(settings, declared(trigger(version), c.lifecycle)) }
					breakOne := func() {
						fault.Method, fault.Path, fault.Count = http.MethodPost, resetPath, 1
						if err := o.Sandbox().AddFault(fault); err != nil {
							t.Fatal(err)
						}
					}
					o.Run(resource.TestCase{
						CheckDestroy: o.CheckForgotten,
						Steps: []resource.TestStep{
							{PreConfig: breakOne, Config: config("1"), Check: live(o)},
							{Config: config("1"), ConfigPlanChecks: empty()},
							{PreConfig: breakOne, Config: config("2"), ConfigPlanChecks: action(c.action), Check: live(o)},
							{Config: config("2"), ConfigPlanChecks: empty()},
						},
					})
				})
			}
		}
	}
}

// Where no answer comes through at all, the apply fails and says that the old
// secret may be dead; the state claims no secret that works, and the next apply
// makes one.
func TestAppSecretRotation_lostForGood(t *testing.T) {
	t.Parallel()
	for order, c := range replacements {
		t.Run(order, func(t *testing.T) {
			t.Parallel()
			o := acctest.On(t, acctest.Okto)
			config := func(version string) string {
				return o.HCLWith("max_retries = 0", declared(trigger(version), c.lifecycle))
			}
			var old string
			o.Run(resource.TestCase{
				CheckDestroy: o.CheckForgotten,
				Steps: []resource.TestStep{
					{Config: config("1"), Check: acctest.Remember(address, "secret", &old)},
					{
						PreConfig: func() {
							fault := sandbox.Fault{Kind: "reset_after", Method: http.MethodPost, Path: resetPath, Count: 1000}
							if err := o.Sandbox().AddFault(fault); err != nil {
								t.Fatal(err)
							}
						},
						Config:      config("2"),
						ExpectError: regexp.MustCompile(`(?s)old\s+secret\s+may\s+have\s+stopped\s+working.*Apply\s+again`),
					},
					{
						PreConfig: o.Sandbox().ClearFaults, RefreshState: true, ExpectNonEmptyPlan: true,
						Check: func(s *terraform.State) error {
							r, kept := s.RootModule().Resources[address]
							if kept && r.Primary.Attributes["status"] != "superseded" {
								return fmt.Errorf("the state pretends that a dead secret is %s", r.Primary.Attributes["status"])
							}
							return answers(o, &old, http.StatusUnauthorized)(s)
						},
					},
					{Config: config("2"), Check: live(o)},
					{Config: config("2"), ConfigPlanChecks: empty()},
				},
			})
		})
	}
}

// A reset that the platform refuses changes nothing: the old secret goes on
// working, and the next apply tries again.
func TestAppSecretRotation_refused(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okto)
	var old string
	config := func(version string) string { return o.HCLWith("max_retries = 0", declared(trigger(version), cbd)) }
	o.Run(resource.TestCase{
		CheckDestroy: o.CheckForgotten,
		Steps: []resource.TestStep{
			{Config: config("1"), Check: acctest.Remember(address, "secret", &old)},
			{
				PreConfig: func() {
					if err := o.Sandbox().AddFault(sandbox.Fault{Kind: "status", Status: 429, Method: http.MethodPost, Path: resetPath, Count: 1}); err != nil {
						t.Fatal(err)
					}
				},
				Config: config("2"), ExpectError: regexp.MustCompile(`(?s)Could not reset the secret.*429`),
			},
			{RefreshState: true, ExpectNonEmptyPlan: true, Check: resource.ComposeTestCheckFunc(answers(o, &old, http.StatusOK), live(o))},
			{Config: config("2"), ConfigPlanChecks: action(plancheck.ResourceActionCreateBeforeDestroy), Check: live(o)},
		},
	})
}

// A taint and -replace reset too, with no reason of the provider's own.
func TestAppSecretRotation_taint(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okto)
	var old string
	config := o.HCL(declared())
	o.Run(resource.TestCase{
		CheckDestroy: o.CheckForgotten,
		Steps: []resource.TestStep{
			{Config: config, Check: acctest.Remember(address, "secret", &old)},
			{
				Taint: []string{address}, Config: config, ConfigPlanChecks: action(plancheck.ResourceActionDestroyBeforeCreate),
				Check: resource.ComposeTestCheckFunc(live(o), answers(o, &old, http.StatusUnauthorized)),
			},
			{Config: config, ConfigPlanChecks: empty()},
		},
	})
}
