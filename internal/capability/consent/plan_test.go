// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestPlanOfDeadConsent proves that a dead consent, and only that, is replaced
// though nobody changed the configuration, and that the plan says why.
func TestPlanOfDeadConsent(t *testing.T) {
	t.Parallel()
	tests := map[platform.ConsentStatus]string{
		platform.ConsentPending: "",
		platform.ConsentActive:  "",
		platform.ConsentExpired: "has expired",
		platform.ConsentRevoked: "was revoked",
		platform.ConsentError:   "was declined",
	}
	for status, why := range tests {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			plan := newFixture(t).Plan(state(status, nil), config(nil))
			if why == "" {
				plan.Diagnostics.None(t)
				if changes := plan.Changes(); len(changes) != 0 || len(plan.Replaces) != 0 {
					t.Errorf("changes %v, replaces because of %v, want an empty plan", changes, plan.Replaces)
				}
				return
			}
			plan.Diagnostics.OneWarning(t, "status: ", "cns_1", "erste-hr", why, "redirect_url")
			if !slices.Equal(plan.Replaces, []string{"status"}) {
				t.Errorf("replaces because of %v, want status", plan.Replaces)
			}
			for _, name := range []string{"id", "status", "redirect_url", "created_at", "authorized_at", "expires_at"} {
				if plan.Attributes[name] != unknown {
					t.Errorf("%s is planned as %v, want it unknown", name, plan.Attributes[name])
				}
			}
		})
	}
}

// TestPlanNeedsNoClock proves that a plan is made of state and configuration
// alone: at another time it is the same, so a saved plan applies a day later.
func TestPlanNeedsNoClock(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, status := range platform.ConsentStatuses() {
		object := state(platform.ConsentStatus(status), nil)
		before := f.Plan(object, config(nil))
		f.clock.Advance(365 * 24 * time.Hour)
		after := f.Plan(object, config(nil))
		if !slices.Equal(before.Changes(), after.Changes()) || !slices.Equal(before.Replaces, after.Replaces) {
			t.Errorf("%s: planned %v, a year later %v", status, before.Changes(), after.Changes())
		}
	}
}

// TestPlanOfWaiting proves that a pending consent whose applies wait shows its
// status in place, so that there is an apply that waits again, and that nothing
// else of it changes.
func TestPlanOfWaiting(t *testing.T) {
	t.Parallel()
	waits := inprocess.Values{"wait_for_authorization": true}
	plan := newFixture(t).Plan(state(platform.ConsentPending, waits), config(waits))
	plan.Diagnostics.None(t)
	if want := []string{"authorized_at", "expires_at", "redirect_url", "status"}; !slices.Equal(plan.Changes(), want) || len(plan.Replaces) != 0 {
		t.Errorf("changes %v, replaces because of %v, want changes of %v", plan.Changes(), plan.Replaces, want)
	}
	plan = newFixture(t).Plan(state(platform.ConsentActive, waits), config(waits))
	plan.Diagnostics.None(t)
	if changes := plan.Changes(); len(changes) != 0 {
		t.Errorf("an active consent changes %v, want an empty plan", changes)
	}
}

// TestPlanOfBank proves that a bank is checked where it is new, and that the
// nearest ones are named.
func TestPlanOfBank(t *testing.T) {
	t.Parallel()
	broken := &platform.Error{Kind: platform.KindUnexpected, Err: errors.New("GET /banks went wrong")}
	tests := map[string]struct {
		prior   inprocess.Object
		bank    any
		listErr error
		asked   int
		want    []string // of the error; none for none
	}{
		"a known bank":           {bank: "erste-hr", asked: 1},
		"a mistyped bank":        {bank: "erst-hr", asked: 1, want: []string{"bank_id: ", `"erst-hr"`, "5 banks", `Did you mean "erste-hr"`, "openbanking_banks"}},
		"two candidates":         {bank: "otp-xx", asked: 1, want: []string{`"otp-hr" or "otp-rs"`}},
		"nothing like it":        {bank: "zzzzzzzzzzzzz", asked: 1, want: []string{`"zzzzzzzzzzzzz"`, "openbanking_banks"}},
		"not known yet":          {bank: unknown},
		"changed to a known one": {prior: state(platform.ConsentActive, nil), bank: "addiko-hr", asked: 1},
		"changed to an unknown":  {prior: state(platform.ConsentActive, nil), bank: "adiko-hr", asked: 1, want: []string{`"addiko-hr"`}},
		"not changed":            {prior: state(platform.ConsentActive, inprocess.Values{"bank_id": "closed-hr"}), bank: "closed-hr"},
		"no list of banks":       {bank: "new-hr", listErr: broken, asked: 1},
		"a refused credential": {
			bank: "erste-hr", asked: 1, want: []string{"Could not check the bank", "credential"},
			listErr: &platform.Error{Kind: platform.KindUnauthenticated, Err: errors.New("401")},
		},
		"a wrong environment": {
			bank: "erste-hr", asked: 1, want: []string{"Could not check the bank", "environment"},
			listErr: &platform.Error{Kind: platform.KindWrongEnvironment, Err: errors.New("wrong")},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.banks.err = test.listErr
			plan := f.Plan(test.prior, config(inprocess.Values{"bank_id": test.bank}))
			switch {
			case len(test.want) != 0:
				plan.Diagnostics.OneError(t, test.want...)
			case name == "changed to a known one":
				plan.Diagnostics.OneWarning(t, "cns_1 works, and is replaced")
			default:
				plan.Diagnostics.None(t)
			}
			if f.banks.calls != test.asked {
				t.Errorf("the banks were listed %d times, want %d", f.banks.calls, test.asked)
			}
			if name == "changed to a known one" && !slices.Contains(plan.Replaces, "bank_id") {
				t.Errorf("replaces because of %v, want bank_id", plan.Replaces)
			}
		})
	}
}

// TestValidate checks the configuration that no plan needs a platform for.
func TestValidate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		more inprocess.Values
		want []string // of the error; none for none
	}{
		"the least":             {},
		"everything":            {more: inprocess.Values{"wait_for_authorization": true, "renew_before_expiry": "2w", "timeouts": map[string]any{"create": "5m", "update": "1s"}}},
		"http on loopback":      {more: inprocess.Values{"callback_url": "http://localhost:8080/cb"}},
		"unknown timeouts":      {more: inprocess.Values{"timeouts": unknown}},
		"an unknown timeout":    {more: inprocess.Values{"timeouts": map[string]any{"create": unknown}}},
		"nearly all its life":   {more: inprocess.Values{"renew_before_expiry": "89d23h59m"}},
		"unknown renewal":       {more: inprocess.Values{"renew_before_expiry": unknown}},
		"all its life":          {more: inprocess.Values{"renew_before_expiry": "2160h"}, want: []string{"renew_before_expiry: ", `"2160h"`, "less than the 90d", "14d"}},
		"no time":               {more: inprocess.Values{"renew_before_expiry": "0s"}, want: []string{"renew_before_expiry: ", `"0s"`, "at least one second"}},
		"before it ends":        {more: inprocess.Values{"renew_before_expiry": "-14d"}, want: []string{"renew_before_expiry: ", `"-14d"`}},
		"renewal too long":      {more: inprocess.Values{"renew_before_expiry": "9999999999d"}, want: []string{"renew_before_expiry: ", `"9999999999d"`, "less than the 90d"}},
		"a timeout too long":    {more: inprocess.Values{"timeouts": map[string]any{"create": "9999999999h"}}, want: []string{"timeouts.create: ", "too long", `"876000h"`}},
		"a bank of a space":     {more: inprocess.Values{"bank_id": "\u00a0"}, want: []string{"bank_id: ", "nothing but white space"}},
		"a bank with a break":   {more: inprocess.Values{"bank_id": "erste-hr\n"}, want: []string{"bank_id: ", "beginning or end"}},
		"no duration":           {more: inprocess.Values{"renew_before_expiry": "two weeks"}, want: []string{"renew_before_expiry: ", `"two weeks"`}},
		"callback unencrypted":  {more: inprocess.Values{"callback_url": "http://app.example.com/cb"}, want: []string{"callback_url: ", "not encrypted", "https"}},
		"an empty bank":         {more: inprocess.Values{"bank_id": ""}, want: []string{"bank_id: "}},
		"no timeout":            {more: inprocess.Values{"timeouts": map[string]any{"create": "0s"}}, want: []string{"timeouts.create: ", `"0s"`, "wait_for_authorization"}},
		"a negative timeout":    {more: inprocess.Values{"timeouts": map[string]any{"update": "-5m"}}, want: []string{"timeouts.update: ", `"-5m"`}},
		"a timeout of no unit":  {more: inprocess.Values{"timeouts": map[string]any{"update": "5"}}, want: []string{"timeouts.update: "}},
		"a computed attribute":  {more: inprocess.Values{"status": "active"}, want: []string{"status: "}},
		"an URL without a host": {more: inprocess.Values{"callback_url": "https:///cb"}, want: []string{"callback_url: ", "no host"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := newFixture(t).Validate(config(test.more))
			if len(test.want) == 0 {
				diags.None(t)
				return
			}
			diags.OneError(t, test.want...)
		})
	}
}
