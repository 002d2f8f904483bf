// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// renewalChanges is all that the plan of a renewal may show.
var renewalChanges = []string{"ready_for_renewal", "renewal_id", "renewal_redirect_url"}

// TestPlanOfRenewal proves when a plan renews, and that what else it changes
// comes first.
func TestPlanOfRenewal(t *testing.T) {
	t.Parallel()
	active := func(more inprocess.Values) inprocess.Object { return state(platform.ConsentActive, more) }
	due := inprocess.Values{"renew_before_expiry": "14d", "ready_for_renewal": true}
	notDue := inprocess.Values{"renew_before_expiry": "14d"}
	underway := inprocess.Values{"renew_before_expiry": "14d", "renewal_id": "cns_2", "renewal_redirect_url": "https://bank.example/sca/cns_2"}
	with := func(list []string, name string) []string {
		both := append(slices.Clone(list), name)
		slices.Sort(both)
		return both
	}
	tests := map[string]struct {
		state   inprocess.Object
		config  inprocess.Values
		changes []string
		warning []string
	}{
		"not due":                  {active(notDue), renews("14d"), nil, nil},
		"due":                      {active(due), renews("14d"), renewalChanges, []string{"is due for renewal", "person"}},
		"due, written differently": {active(due), renews("2w"), with(renewalChanges, "renew_before_expiry"), []string{"is due for renewal"}},
		"due, now later":           {active(due), renews("7d"), []string{"ready_for_renewal", "renew_before_expiry"}, []string{"renew_before_expiry: ", "waits for the next plan", "cns_1"}},
		"due, now never":           {active(due), config(nil), []string{"ready_for_renewal", "renew_before_expiry"}, nil},
		"due, not known":           {active(due), renews(unknown), with(renewalChanges, "renew_before_expiry"), []string{"is due for renewal"}},
		"not due, now earlier":     {active(notDue), renews("30d"), []string{"ready_for_renewal", "renew_before_expiry"}, nil},
		"not due, not known":       {active(notDue), renews(unknown), []string{"ready_for_renewal", "renew_before_expiry"}, nil},
		"not set, now set":         {active(nil), renews("14d"), []string{"ready_for_renewal", "renew_before_expiry"}, nil},
		"underway":                 {active(underway), renews("14d"), nil, nil},
		"underway, now later":      {active(underway), renews("7d"), []string{"renew_before_expiry"}, nil},
		"underway, now waiting":    {active(underway), config(inprocess.Values{"renew_before_expiry": "14d", "wait_for_authorization": true}), []string{"wait_for_authorization"}, nil},
		"pending and waiting": { // A consent that lasts a week is due as soon as it is approved.
			state(platform.ConsentPending, inprocess.Values{"renew_before_expiry": "14d", "wait_for_authorization": true}),
			config(inprocess.Values{"renew_before_expiry": "14d", "wait_for_authorization": true}),
			[]string{"authorized_at", "expires_at", "ready_for_renewal", "redirect_url", "status"},
			nil,
		},
		"pending, now set": {state(platform.ConsentPending, nil), renews("14d"), []string{"renew_before_expiry"}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := newFixture(t).Plan(test.state, test.config)
			if test.warning == nil {
				plan.Diagnostics.None(t)
			} else {
				plan.Diagnostics.OneWarning(t, test.warning...)
			}
			if changes := plan.Changes(); !slices.Equal(changes, test.changes) || len(plan.Replaces) != 0 {
				t.Errorf("changes %v, replaces because of %v, want changes of %v", changes, plan.Replaces, test.changes)
			}
		})
	}
}

// TestReplacedConsentIsNotRenewed proves that a due consent which another bank
// or callback URL replaces is not renewed besides.
func TestReplacedConsentIsNotRenewed(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]string{"bank_id": "addiko-hr", "callback_url": "https://app.example.com/other"} {
		object := state(platform.ConsentActive, inprocess.Values{"renew_before_expiry": "14d", "ready_for_renewal": true})
		plan := newFixture(t).Plan(object, config(inprocess.Values{"renew_before_expiry": "14d", name: v}))
		plan.Diagnostics.OneWarning(t, name+": ", "cns_1 works, and is replaced")
		if !slices.Equal(plan.Replaces, []string{name}) {
			t.Errorf("replaces because of %v, want %s", plan.Replaces, name)
		}
	}
}

// TestPlanAgainAtApply proves that what was not known at plan may turn out as
// anything: the plan that the CLI makes at the apply, of the same state, keeps
// to all that the first plan knew.
func TestPlanAgainAtApply(t *testing.T) {
	t.Parallel()
	states := map[string]inprocess.Object{
		"due":     state(platform.ConsentActive, inprocess.Values{"renew_before_expiry": "14d", "ready_for_renewal": true}),
		"not due": state(platform.ConsentActive, inprocess.Values{"renew_before_expiry": "14d"}),
		"pending": state(platform.ConsentPending, inprocess.Values{"renew_before_expiry": "14d"}),
	}
	finals := []inprocess.Values{
		{"renew_before_expiry": "14d"},
		{"renew_before_expiry": "7d"},
		{},
		{"renew_before_expiry": "14d", "wait_for_authorization": true},
		{"renew_before_expiry": "14d", "wait_for_authorization": false},
	}
	for name, object := range states {
		for _, final := range finals {
			f := newFixture(t)
			first := f.Plan(object, config(inprocess.Values{"renew_before_expiry": unknown, "wait_for_authorization": unknown}))
			second := f.Plan(object, config(final))
			for attribute, planned := range first.Attributes {
				if planned != any(unknown) && !reflect.DeepEqual(planned, second.Attributes[attribute]) {
					t.Errorf("%s, %v: %s was planned as %v and is %v in the final plan", name, final, attribute, planned, second.Attributes[attribute])
				}
			}
		}
	}
}

// TestOldPlanApplies proves that a plan file outlives what happens on the
// platform before it is applied: an update stores what was planned, and leaves
// the news to the next refresh.
func TestOldPlanApplies(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	tests := map[string]struct {
		config  inprocess.Values
		meant   func(l *ledger)
		renewal any
		ready   bool
		warning []string
	}{
		"another value, expired since": {config: renews("30d"), meant: func(l *ledger) { l.put("cns_1", platform.ConsentExpired) }},
		"another value, gone since":    {config: renews("30d"), meant: func(l *ledger) { l.forget("cns_1") }},
		"another value, due since": {
			config: renews("30d"), meant: func(l *ledger) { l.now = epoch.Add(life - 20*day) },
			ready: true, warning: []string{"renew_before_expiry: ", "cns_1 is due for renewal", "The next plan renews it"},
		},
		"another value, due by the old one since": {
			config: renews("13d"), meant: func(l *ledger) { l.now = epoch.Add(life - 14*day) },
		},
		"another timeout, revoked since": {
			config: config(inprocess.Values{"renew_before_expiry": "14d", "timeouts": map[string]any{"update": "5m"}}),
			meant:  func(l *ledger) { l.put("cns_1", platform.ConsentRevoked) },
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, l := onLedger(t, platform.ConsentActive)
			object := f.read(t, state(platform.ConsentActive, renews("14d")))
			plan := f.Plan(object, test.config)
			plan.Diagnostics.None(t)
			test.meant(l)
			object, diags := f.Apply(plan)
			if test.warning == nil {
				diags.None(t)
			} else {
				diags.OneWarning(t, test.warning...)
			}
			has(t, object, inprocess.Values{"id": "cns_1", "status": "active", "ready_for_renewal": test.ready, "renewal_id": nil})
		})
	}
}

// TestOldRenewalPlanApplies proves that the plan of a renewal still applies once
// its consent has died: the next refresh puts the renewal in its place.
func TestOldRenewalPlanApplies(t *testing.T) {
	t.Parallel()
	f, l, object := dueObject(t, renews("14d"))
	plan := f.Plan(object, renews("14d"))
	l.now = epoch.Add(life)
	l.put("cns_1", platform.ConsentExpired)
	object, diags := f.Apply(plan)
	diags.None(t)
	has(t, object, inprocess.Values{"id": "cns_1", "status": "active", "renewal_id": "cns_2"})
	object, diags = f.Read(object)
	diags.OneWarning(t, "cns_1 ended before its renewal was approved")
	has(t, object, inprocess.Values{"id": "cns_2", "status": "pending", "redirect_url": "https://bank.example/sca/cns_2", "renewal_id": nil})
	f.empty(t, object, renews("14d"))
}

// TestChangeWhileUnreadable proves that another renew_before_expiry is not
// stored before it is known what it means.
func TestChangeWhileUnreadable(t *testing.T) {
	t.Parallel()
	f, l := onLedger(t, platform.ConsentActive)
	object := f.read(t, state(platform.ConsentActive, renews("14d")))
	l.broken["cns_1"] = &platform.Error{Kind: platform.KindUnreachable, Err: errors.New("GET went wrong")}
	object, diags := f.Apply(f.Plan(object, renews("7d")))
	diags.OneError(t, "Could not read the consent cns_1", "GET went wrong")
	has(t, object, inprocess.Values{"renew_before_expiry": "14d"})
}

// TestRenewalsEnd proves that no renewal is planned which would be due as soon
// as it is approved, on a platform whose consents last less than 90 days.
func TestRenewalsEnd(t *testing.T) {
	t.Parallel()
	short := func(status platform.ConsentStatus) inprocess.Object {
		return state(status, inprocess.Values{
			"renew_before_expiry": "30d", "ready_for_renewal": status == platform.ConsentActive,
			"authorized_at": epoch.Format(time.RFC3339), "expires_at": epoch.Add(30 * 24 * time.Hour).Format(time.RFC3339),
		})
	}
	f := newFixture(t)
	for _, before := range []string{"30d", "31d"} {
		f.Plan(short(platform.ConsentActive), renews(before)).Diagnostics.OneError(t, "renew_before_expiry: ", `"`+before+`"`, "cns_1", "which is 30d", "14d")
	}
	plan := f.Plan(short(platform.ConsentActive), renews("29d"))
	plan.Diagnostics.OneWarning(t, "waits for the next plan")
	f.Plan(short(platform.ConsentExpired), renews("30d")).Diagnostics.OneWarning(t, "cns_1 is dead")
	f.Plan(short(platform.ConsentActive), nil).Diagnostics.OneWarning(t, "cns_1 works, and is destroyed") // It can always be.
}
