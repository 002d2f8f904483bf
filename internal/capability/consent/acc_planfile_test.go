// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

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
	e.NeedsPerson()
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
