// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent_test

import (
	"net/http"
	"regexp"
	"testing"
	"time"

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

const address = "openbanking_consent.test"

// erste declares a consent for a bank, with further lines in its block.
func erste(lines string) string {
	return `resource "openbanking_consent" "test" {
  bank_id      = "erste-hr"
  callback_url = "https://app.example.com/banking/callback"
  ` + lines + `
}`
}

func status(want string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New("status"), knownvalue.StringExact(want))
}

func planned(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}}
}

// serverHas checks the consent's status on the platform.
func serverHas(t *testing.T, e *acctest.Env, id *string, want string) resource.TestCheckFunc {
	t.Helper()
	return func(*terraform.State) error {
		if got := e.Must(http.StatusOK, http.MethodGet, "/consents/"+*id, nil)["status"]; got != want {
			t.Errorf("the server has the consent as %v, expected %s", got, want)
		}
		return nil
	}
}

// A life without waiting: the apply ends pending, the plan stays empty until a
// person has approved, and is empty after that.
func TestConsent_lifecycle(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.NeedsPerson()
	sameID := statecheck.CompareValue(compare.ValuesSame())
	var id, redirect string
	e.Run(resource.TestCase{
		CheckDestroy: e.Of("consent").CheckDestroyed(),
		Steps: []resource.TestStep{
			{
				Config:           e.HCL(erste("")),
				ConfigPlanChecks: planned(plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{
					sameID.AddStateValue(address, tfjsonpath.New("id")),
					status("pending"),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.StringRegexp(regexp.MustCompile(`^cns_`))),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("redirect_url"), knownvalue.StringRegexp(regexp.MustCompile(`^http`))),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("authorized_at"), knownvalue.Null()),
				},
				Check: resource.ComposeTestCheckFunc(
					acctest.Remember(address, "id", &id), acctest.Remember(address, "redirect_url", &redirect)),
			},
			{
				Config: e.HCL(erste("")),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectEmptyPlan(), // while a person has yet to click
				}},
			},
			{
				PreConfig: func() { e.Decide(redirect, "approve") },
				Config:    e.HCL(erste("")),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectEmptyPlan(),
				}},
			},
			{
				RefreshState: true,
				RefreshPlanChecks: resource.RefreshPlanChecks{PostRefresh: []plancheck.PlanCheck{
					plancheck.ExpectEmptyPlan(),
				}},
				Check: resource.ComposeTestCheckFunc(
					resource.TestCheckResourceAttr(address, "status", "active"),
					resource.TestCheckNoResourceAttr(address, "redirect_url"),
					resource.TestCheckResourceAttrSet(address, "authorized_at"),
					resource.TestCheckResourceAttrSet(address, "expires_at"),
					serverHas(t, e, &id, "active"),
				),
			},
			{
				Config:            e.HCL(erste("")),
				ConfigStateChecks: []statecheck.StateCheck{sameID.AddStateValue(address, tfjsonpath.New("id"))},
			},
			{
				Config:            e.HCL(erste("")),
				ResourceName:      address,
				ImportState:       true,
				ImportStateVerify: true,
			},
		},
	})
}

func TestConsent_importByIdentity(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AutoAuthorize())
	e.Run(resource.TestCase{
		TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		CheckDestroy:           e.Of("consent").CheckDestroyed(),
		Steps: []resource.TestStep{
			{Config: e.HCL(erste(""))},
			{
				Config:          e.HCL(erste("")),
				ResourceName:    address,
				ImportState:     true,
				ImportStateKind: resource.ImportBlockWithResourceIdentity,
			},
		},
	})
}

func TestConsent_waitsForApproval(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.NeedsPerson()
	e.DecideNext("approve")
	var id string
	e.Run(resource.TestCase{
		CheckDestroy: e.Of("consent").CheckDestroyed(),
		Steps: []resource.TestStep{{
			Config: e.HCL(erste("wait_for_authorization = true")),
			ConfigStateChecks: []statecheck.StateCheck{
				status("active"),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("redirect_url"), knownvalue.Null()),
			},
			Check: resource.ComposeTestCheckFunc(acctest.Remember(address, "id", &id), serverHas(t, e, &id, "active")),
		}},
	})
}

// A wait that runs out is a warning that taints nothing: an error would have the
// next apply revoke what the person approved meanwhile.
func TestConsent_waitRunsOutThenWaitsAgain(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.NeedsPerson()
	sameID := statecheck.CompareValue(compare.ValuesSame())
	config := e.HCL(erste(`wait_for_authorization = true
  timeouts = { create = "1ms", update = "1m" }`))
	var redirect string
	e.Run(resource.TestCase{
		CheckDestroy: e.Of("consent").CheckDestroyed(),
		Steps: []resource.TestStep{
			{
				Config:             config,
				ConfigStateChecks:  []statecheck.StateCheck{status("pending"), sameID.AddStateValue(address, tfjsonpath.New("id"))},
				Check:              acctest.Remember(address, "redirect_url", &redirect),
				ExpectNonEmptyPlan: true, // it would wait again
			},
			{
				PreConfig: func() { e.DecideAfterPoll(redirect, "approve") },
				Config:    config,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
					plancheck.ExpectUnknownValue(address, tfjsonpath.New("status")),
				}},
				ConfigStateChecks: []statecheck.StateCheck{status("active"), sameID.AddStateValue(address, tfjsonpath.New("id"))},
			},
		},
	})
}

// A decline while the apply waits is an error; the consent is in the state, and
// the next apply makes a new one.
func TestConsent_declinedWhileWaiting(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.NeedsPerson()
	e.DecideNext("decline")
	config := e.HCL(erste("wait_for_authorization = true"))
	next := plancheck.ResourceActionDestroyBeforeCreate
	if acctest.UndoesFailedCreates(t) {
		next = plancheck.ResourceActionCreate
	}
	e.Run(resource.TestCase{
		CheckDestroy: e.Of("consent").CheckDestroyed(),
		Steps: []resource.TestStep{
			{Config: config, ExpectError: regexp.MustCompile(`(?s)was\s+declined,\s+or\s+failed\s+at\s+the\s+bank`)},
			{
				PreConfig:         func() { e.DecideNext("approve") },
				Config:            config,
				ConfigPlanChecks:  planned(next),
				ConfigStateChecks: []statecheck.StateCheck{status("active")},
			},
		},
	})
}

// What kills a consent past the provider is seen, explained and mended by a new
// consent, wherever it came from. Account ids outlive it.
func TestConsent_deadIsReplaced(t *testing.T) {
	t.Parallel()
	for name, kill := range map[string]func(t *testing.T, e *acctest.Env, id string){
		"revoked": func(t *testing.T, e *acctest.Env, id string) {
			t.Helper()
			e.Must(http.StatusNoContent, http.MethodDelete, "/consents/"+id, nil)
		},
		"expired after 90 days": func(t *testing.T, e *acctest.Env, _ string) {
			t.Helper()
			advance(t, e, 91*24*time.Hour)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t, acctest.AutoAuthorize())
			config := e.HCL(erste(""), `
data "openbanking_accounts" "test" {
  bank_id    = "erste-hr"
  depends_on = [openbanking_consent.test]
}`)
			newConsent := statecheck.CompareValue(compare.ValuesDiffer())
			sameAccount := statecheck.CompareValue(compare.ValuesSame())
			firstAccount := tfjsonpath.New("accounts").AtSliceIndex(0)
			var id string
			e.Run(resource.TestCase{
				CheckDestroy: e.Of("consent").CheckDestroyed(),
				Steps: []resource.TestStep{
					{
						Config: config,
						ConfigStateChecks: []statecheck.StateCheck{
							status("active"),
							newConsent.AddStateValue(address, tfjsonpath.New("id")),
							sameAccount.AddStateValue("data.openbanking_accounts.test", firstAccount.AtMapKey("id")),
						},
						Check: acctest.Remember(address, "id", &id),
					},
					{
						PreConfig:        func() { kill(t, e, id) },
						Config:           config,
						ConfigPlanChecks: planned(plancheck.ResourceActionDestroyBeforeCreate),
						ConfigStateChecks: []statecheck.StateCheck{
							status("active"),
							newConsent.AddStateValue(address, tfjsonpath.New("id")),
							sameAccount.AddStateValue("data.openbanking_accounts.test", firstAccount.AtMapKey("id")),
						},
					},
				},
			})
		})
	}
}

func advance(t *testing.T, e *acctest.Env, d time.Duration) {
	t.Helper()
	if err := e.Sandbox().Advance(d); err != nil {
		t.Fatal(err)
	}
}

// A pending consent that nobody answers lapses after 30 minutes.
func TestConsent_lapsedIsReplaced(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.Run(resource.TestCase{
		CheckDestroy: e.Of("consent").CheckDestroyed(),
		Steps: []resource.TestStep{
			{Config: e.HCL(erste("")), ConfigStateChecks: []statecheck.StateCheck{status("pending")}},
			{
				PreConfig:         func() { advance(t, e, 31*time.Minute) },
				Config:            e.HCL(erste("")),
				ConfigPlanChecks:  planned(plancheck.ResourceActionDestroyBeforeCreate),
				ConfigStateChecks: []statecheck.StateCheck{status("pending")},
			},
		},
	})
}

func TestConsent_anotherBankMakesAnotherConsent(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.Run(resource.TestCase{
		CheckDestroy: e.Of("consent").CheckDestroyed(),
		Steps: []resource.TestStep{
			{Config: e.HCL(erste(""))},
			{
				Config: e.HCL(`resource "openbanking_consent" "test" {
  bank_id      = "raiffeisen-rs"
  callback_url = "https://app.example.com/banking/callback"
}`),
				ConfigPlanChecks: planned(plancheck.ResourceActionDestroyBeforeCreate),
			},
		},
	})
}

func TestConsent_badInput(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	for name, c := range map[string]struct{ config, want string }{
		"an unknown bank": {
			`resource "openbanking_consent" "test" {
  bank_id      = "erste-rh"
  callback_url = "https://app.example.com/"
}`, `(?s)Unknown bank.*Did you mean "erste-hr"`,
		},
		"plain http": {
			`resource "openbanking_consent" "test" {
  bank_id      = "erste-hr"
  callback_url = "http://app.example.com/"
}`, `(?s)Not a usable URL.*not\s+encrypted`,
		},
		"no time to wait": {
			erste(`timeouts = { create = "0s" }`), `(?s)Not a usable duration.*above\s+zero`,
		},
		"renewals without end": {
			erste(`renew_before_expiry = "90d"`), `(?s)Renewals would never end.*less\s+than\s+the\s+90d`,
		},
		"renewals of no time": {
			erste(`renew_before_expiry = "0d"`), `(?s)Not a usable duration.*at\s+least\s+one\s+second`,
		},
		"a timeout that is none": {
			erste(`timeouts = { create = "soon" }`), `(?s)Not a usable duration.*Got "soon"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e.In(t).Run(resource.TestCase{Steps: []resource.TestStep{{
				Config: e.HCL(c.config), PlanOnly: true, ExpectError: regexp.MustCompile(c.want),
			}}})
		})
	}
	t.Cleanup(func() {
		if n := e.Count("/consents"); n != 0 && !e.IsRemote() { // There it may have others.
			t.Errorf("bad input made %d consents", n)
		}
	})
}

func TestConsentsDataSource(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AutoAuthorize())
	e.Must(http.StatusCreated, http.MethodPost, "/consents", map[string]any{"bankId": "nlb-rs", "callbackUrl": "https://app.example.com/"})
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config: e.HCL(`
data "openbanking_consents" "all" {}
data "openbanking_consents" "dead" { status = "revoked" }`),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.openbanking_consents.all", tfjsonpath.New("consents"), knownvalue.ListExact([]knownvalue.Check{
				knownvalue.ObjectPartial(map[string]knownvalue.Check{
					"bank_id": knownvalue.StringExact("nlb-rs"), "status": knownvalue.StringExact("active"), "redirect_url": knownvalue.Null(),
				}),
			})),
			statecheck.ExpectKnownValue("data.openbanking_consents.dead", tfjsonpath.New("consents"), knownvalue.ListSizeExact(0)),
		},
	}}})
}
