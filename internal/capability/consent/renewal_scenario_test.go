// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent_test

import (
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

const day = 24 * time.Hour

// reads are data sources behind the consent, which fail where it does not open
// its accounts.
const reads = `
data "openbanking_accounts" "test" {
  bank_id    = "erste-hr"
  depends_on = [openbanking_consent.test]
}

data "openbanking_transactions" "test" {
  account_id  = data.openbanking_accounts.test.accounts[0].id
  max_results = 1
}`

// account is the id of the account that is read.
var account = tfjsonpath.New("account_id")

func later(t *testing.T, e *acctest.Env, d time.Duration) func() {
	t.Helper()
	return func() {
		t.Helper()
		advance(t, e, d)
	}
}

func null(name string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(name), knownvalue.Null())
}

func ready(want bool) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New("ready_for_renewal"), knownvalue.Bool(want))
}

var (
	emptyPlan = resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}

	// renewalPlan starts a renewal, and changes nothing of the consent in force.
	renewalPlan = resource.ConfigPlanChecks{
		PreApply: []plancheck.PlanCheck{
			plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
			plancheck.ExpectUnknownValue(address, tfjsonpath.New("renewal_id")),
			plancheck.ExpectUnknownValue(address, tfjsonpath.New("renewal_redirect_url")),
			plancheck.ExpectUnknownValue(address, tfjsonpath.New("ready_for_renewal")),
			plancheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.NotNull()),
			plancheck.ExpectKnownValue(address, tfjsonpath.New("status"), knownvalue.StringExact("active")),
			plancheck.ExpectKnownValue(address, tfjsonpath.New("redirect_url"), knownvalue.Null()),
			plancheck.ExpectKnownValue(address, tfjsonpath.New("authorized_at"), knownvalue.NotNull()),
			plancheck.ExpectKnownValue(address, tfjsonpath.New("expires_at"), knownvalue.NotNull()),
		},
		PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
	}
)

// live lists the banks of the consents that are pending or active on the
// platform, sorted.
func live(e *acctest.Env) []string {
	banks := []string{}
	for _, c := range e.All("/consents") {
		if c["status"] == "pending" || c["status"] == "active" {
			bank, _ := c["bankId"].(string)
			banks = append(banks, bank)
		}
	}
	slices.Sort(banks)
	return banks
}

// isLive checks which banks have a live consent on the platform.
func isLive(t *testing.T, e *acctest.Env, want ...string) resource.TestCheckFunc {
	t.Helper()
	return func(*terraform.State) error {
		if got := live(e); !slices.Equal(got, want) {
			t.Errorf("the platform has live consents for %v, expected %v", got, want)
		}
		return nil
	}
}

// A renewal with a person in it. The consent in force, the accounts behind it
// and their ids go through it undisturbed, the plan is empty while nobody has
// clicked, and a destroy leaves nothing on the platform.
func TestConsentRenewal_inPlace(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.NeedsPerson()
	config := e.HCL(erste(`renew_before_expiry = "14d"`), reads)
	sameID := statecheck.CompareValue(compare.ValuesSame())
	newID := statecheck.CompareValue(compare.ValuesDiffer())
	sameAccount := statecheck.CompareValue(compare.ValuesSame())
	var first, redirect, second, renewal string
	e.Run(resource.TestCase{
		CheckDestroy: isLive(t, e),
		Steps: []resource.TestStep{
			{
				Config:            e.HCL(erste(`renew_before_expiry = "14d"`)),
				ConfigStateChecks: []statecheck.StateCheck{status("pending"), ready(false), null("renewal_id"), null("renewal_redirect_url")},
				Check:             acctest.Remember(address, "redirect_url", &redirect),
			},
			{
				PreConfig: func() { e.Decide(redirect, "approve") },
				Config:    config,
				ConfigStateChecks: []statecheck.StateCheck{
					status("active"), ready(false),
					sameID.AddStateValue(address, tfjsonpath.New("id")),
					newID.AddStateValue(address, tfjsonpath.New("id")),
					sameAccount.AddStateValue("data.openbanking_transactions.test", account),
				},
				Check: acctest.Remember(address, "id", &first),
			},
			{PreConfig: later(t, e, 75*day), Config: config, ConfigPlanChecks: emptyPlan},
			{
				PreConfig:        later(t, e, 2*day),
				Config:           config,
				ConfigPlanChecks: renewalPlan,
				ConfigStateChecks: []statecheck.StateCheck{
					status("active"), ready(false),
					sameID.AddStateValue(address, tfjsonpath.New("id")),
					sameAccount.AddStateValue("data.openbanking_transactions.test", account),
				},
				Check: resource.ComposeTestCheckFunc(
					acctest.Remember(address, "renewal_id", &second), acctest.Remember(address, "renewal_redirect_url", &renewal),
					serverHas(t, e, &first, "active"), serverHas(t, e, &second, "pending"),
				),
			},
			{PreConfig: later(t, e, 20*time.Minute), Config: config, ConfigPlanChecks: emptyPlan},
			{
				PreConfig:        func() { e.Decide(renewal, "approve") },
				Config:           config,
				ConfigPlanChecks: emptyPlan,
			},
			{
				RefreshState: true,
				Check: resource.ComposeTestCheckFunc(
					resource.TestCheckResourceAttrPtr(address, "id", &second),
					resource.TestCheckResourceAttr(address, "status", "active"),
					resource.TestCheckResourceAttr(address, "ready_for_renewal", "false"),
					resource.TestCheckNoResourceAttr(address, "renewal_id"),
					resource.TestCheckNoResourceAttr(address, "renewal_redirect_url"),
					serverHas(t, e, &first, "active"), // Until the next write.
				),
			},
			{ // The consent in force outlives the one that it superseded.
				PreConfig:        later(t, e, 30*day),
				Config:           config,
				ConfigPlanChecks: emptyPlan,
				ConfigStateChecks: []statecheck.StateCheck{
					status("active"),
					newID.AddStateValue(address, tfjsonpath.New("id")),
					sameAccount.AddStateValue("data.openbanking_transactions.test", account),
				},
				Check: serverHas(t, e, &first, "expired"),
			},
		},
	})
}

// Where a bank needs no person the renewal takes over by itself, time and
// again. Each write revokes what the renewal before it has superseded.
func TestConsentRenewal_timeAndAgain(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AutoAuthorize())
	config := e.HCL(erste(`renew_before_expiry = "40d"`), reads)
	newID := statecheck.CompareValue(compare.ValuesDiffer())
	sameAccount := statecheck.CompareValue(compare.ValuesSame())
	checks := func() []statecheck.StateCheck {
		return []statecheck.StateCheck{
			status("active"), ready(false),
			newID.AddStateValue(address, tfjsonpath.New("id")),
			sameAccount.AddStateValue("data.openbanking_transactions.test", account),
		}
	}
	steps := []resource.TestStep{{Config: config, ConfigStateChecks: checks(), Check: isLive(t, e, "erste-hr")}}
	for range 3 {
		steps = append(steps,
			resource.TestStep{PreConfig: later(t, e, 51*day), Config: config, ConfigPlanChecks: renewalPlan, Check: isLive(t, e, "erste-hr", "erste-hr")},
			resource.TestStep{Config: config, ConfigPlanChecks: emptyPlan, ConfigStateChecks: checks()},
		)
	}
	e.Run(resource.TestCase{CheckDestroy: isLive(t, e), Steps: steps})
}

// An apply that waits ends with the renewal approved; the refresh that follows
// puts it in its place.
func TestConsentRenewal_waits(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.NeedsPerson()
	e.DecideNext("approve")
	config := e.HCL(erste(`renew_before_expiry    = "14d"
  wait_for_authorization = true`), reads)
	var second string
	e.Run(resource.TestCase{
		CheckDestroy: isLive(t, e),
		Steps: []resource.TestStep{
			{Config: config, ConfigStateChecks: []statecheck.StateCheck{status("active")}},
			{
				PreConfig: func() {
					advance(t, e, 77*day)
					e.DecideNext("approve")
				},
				Config:           config,
				ConfigPlanChecks: renewalPlan,
				Check: resource.ComposeTestCheckFunc(
					acctest.Remember(address, "renewal_id", &second), serverHas(t, e, &second, "active"),
					resource.TestCheckNoResourceAttr(address, "renewal_redirect_url"),
				),
			},
			{
				Config:           config,
				ConfigPlanChecks: emptyPlan,
				Check:            resource.TestCheckResourceAttrPtr(address, "id", &second),
			},
		},
	})
}

// A wait that runs out is a warning, and the plan after it is empty: the person
// has yet to click. A decline while the apply waits is an error, and the next
// apply starts another renewal.
func TestConsentRenewal_waitRunsOutThenDeclined(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AnyRequest())
	e.DecideNext("approve")
	config := func(update string) string {
		return e.HCL(erste(`renew_before_expiry    = "14d"
  wait_for_authorization = true
  timeouts               = { update = "` + update + `" }`))
	}
	var renewal string
	e.Run(resource.TestCase{
		CheckDestroy: isLive(t, e),
		Steps: []resource.TestStep{
			{Config: config("1ms"), ConfigStateChecks: []statecheck.StateCheck{status("active")}},
			{
				PreConfig:         later(t, e, 77*day),
				Config:            config("1ms"),
				ConfigPlanChecks:  renewalPlan,
				ConfigStateChecks: []statecheck.StateCheck{status("active"), ready(false)},
				Check:             acctest.Remember(address, "renewal_redirect_url", &renewal),
			},
			{ // Declined, and the next one declined while the apply waits for it.
				PreConfig: func() {
					e.Decide(renewal, "decline")
					e.DecideNext("decline")
				},
				Config:      config("5m"),
				ExpectError: regexp.MustCompile(`(?s)Renewal\s+cns_\w+\s+was\s+declined.*works\s+until\s+its\s+own\s+expiry`),
			},
			{
				PreConfig:         func() { e.DecideNext("approve") },
				Config:            config("5m"),
				ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{status("active"), ready(false)},
			},
			{Config: config("5m"), ConfigPlanChecks: emptyPlan, ConfigStateChecks: []statecheck.StateCheck{null("renewal_id")}},
		},
	})
}

// A renewal that nobody answers lapses after 30 minutes, and the next plan
// starts another one. The consent in force works on.
func TestConsentRenewal_lapsed(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.NeedsPerson()
	e.DecideNext("approve")
	var renewal string
	waits := e.HCL(erste(`wait_for_authorization = true`))
	config := e.HCL(erste(`renew_before_expiry = "14d"`), reads)
	sameID := statecheck.CompareValue(compare.ValuesSame())
	newRenewal := statecheck.CompareValue(compare.ValuesDiffer())
	checks := func() []statecheck.StateCheck {
		return []statecheck.StateCheck{
			status("active"), ready(false),
			sameID.AddStateValue(address, tfjsonpath.New("id")), newRenewal.AddStateValue(address, tfjsonpath.New("renewal_id")),
		}
	}
	e.Run(resource.TestCase{
		CheckDestroy: isLive(t, e),
		Steps: []resource.TestStep{
			{Config: waits, ConfigStateChecks: []statecheck.StateCheck{status("active"), sameID.AddStateValue(address, tfjsonpath.New("id"))}},
			{Config: config, ConfigPlanChecks: planned(plancheck.ResourceActionUpdate)},
			{PreConfig: later(t, e, 77*day), Config: config, ConfigPlanChecks: renewalPlan, ConfigStateChecks: checks()},
			{
				PreConfig: later(t, e, 31*time.Minute), Config: config, ConfigPlanChecks: renewalPlan, ConfigStateChecks: checks(),
				Check: acctest.Remember(address, "renewal_id", &renewal),
			},
			{ // Revoked at the bank: the same.
				PreConfig: func() { e.Must(http.StatusNoContent, http.MethodDelete, "/consents/"+renewal, nil) },
				Config:    config, ConfigPlanChecks: renewalPlan, ConfigStateChecks: checks(),
			},
		},
	})
}

// Where the consent in force ends before anybody has answered, the renewal
// takes its place: the URL that the person was sent stays valid.
func TestConsentRenewal_takesOverPending(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	e.NeedsPerson()
	e.DecideNext("approve")
	config := e.HCL(erste(`renew_before_expiry = "10m"`))
	var second, renewal string
	e.Run(resource.TestCase{
		CheckDestroy: isLive(t, e),
		Steps: []resource.TestStep{
			{Config: e.HCL(erste("wait_for_authorization = true"))},
			{Config: config},
			{
				PreConfig:        later(t, e, 90*day-5*time.Minute),
				Config:           config,
				ConfigPlanChecks: renewalPlan,
				Check: resource.ComposeTestCheckFunc(
					acctest.Remember(address, "renewal_id", &second), acctest.Remember(address, "renewal_redirect_url", &renewal)),
			},
			{PreConfig: later(t, e, 10*time.Minute), Config: config, ConfigPlanChecks: emptyPlan},
			{
				RefreshState: true,
				Check: resource.ComposeTestCheckFunc(
					resource.TestCheckResourceAttrPtr(address, "id", &second),
					resource.TestCheckResourceAttr(address, "status", "pending"),
					resource.TestCheckResourceAttrPtr(address, "redirect_url", &renewal),
					resource.TestCheckNoResourceAttr(address, "renewal_id"),
				),
			},
			{
				PreConfig: func() { e.Decide(renewal, "approve") },
				Config:    e.HCL(erste(`renew_before_expiry = "10m"`), reads),
				Check: resource.ComposeTestCheckFunc(
					resource.TestCheckResourceAttrPtr(address, "id", &second), resource.TestCheckResourceAttr(address, "status", "active")),
			},
		},
	})
}
