// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestPlanReplacesLiveConsent proves that the plan which replaces a consent that
// works, or that a person was sent the URL of, says what that means to people, and
// how it goes without an outage.
func TestPlanReplacesLiveConsent(t *testing.T) {
	t.Parallel()
	renewing := inprocess.Values{"renew_before_expiry": "14d", "renewal_id": "cns_2", "renewal_redirect_url": "https://bank.example/sca/h2"}
	another := inprocess.Values{"callback_url": "https://app.example.com/other"}
	for name, test := range map[string]struct {
		prior  inprocess.Object
		change inprocess.Values
		want   []string // of the one warning
	}{
		"another callback": {
			prior: state(platform.ConsentActive, nil), change: another,
			want: []string{"callback_url: ", "cns_1", "works", "erste-hr", "is revoked", "a person has to approve", "create_before_destroy", "wait_for_authorization"},
		},
		"a callback that is not known yet": {
			prior: state(platform.ConsentActive, nil), change: inprocess.Values{"callback_url": unknown},
			want: []string{"callback_url: ", "cns_1", "works", "create_before_destroy"},
		},
		"another callback, while a renewal waits": {
			prior: state(platform.ConsentActive, renewing), change: another,
			want: []string{"cns_1", "works", "The renewal cns_2", "a person may have been sent"},
		},
		"another callback, while a person is asked": {
			prior: state(platform.ConsentPending, nil), change: another,
			want: []string{"callback_url: ", "cns_1", "is pending", "a person may have been sent", "another redirect_url"},
		},
		"another bank": {
			prior: state(platform.ConsentActive, nil), change: inprocess.Values{"bank_id": "addiko-hr"},
			want: []string{"bank_id: ", "cns_1", "works", "erste-hr", "is revoked", "addiko-hr", "a second openbanking_consent"},
		},
		"a bank that is not known yet": {
			prior: state(platform.ConsentActive, nil), change: inprocess.Values{"bank_id": unknown},
			want: []string{"bank_id: ", "cns_1", "works", "a bank that is not known yet"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			desired := config(nil)
			if renewal := test.prior.Attributes["renew_before_expiry"]; renewal != nil {
				desired["renew_before_expiry"] = renewal
			}
			maps.Copy(desired, test.change)
			plan := newFixture(t).Plan(test.prior, desired)
			plan.Diagnostics.OneWarning(t, test.want...)
			if len(plan.Replaces) != 1 {
				t.Errorf("replaces because of %v, want one reason", plan.Replaces)
			}
		})
	}
}

// TestPlanDestroysLiveConsent proves that a destroy says what becomes of a consent
// that works, and asks no platform for it.
func TestPlanDestroysLiveConsent(t *testing.T) {
	t.Parallel()
	for _, status := range platform.ConsentStatuses() {
		f := newFixture(t)
		diags := f.Plan(state(platform.ConsentStatus(status), nil), nil).Diagnostics
		if f.banks.calls != 0 {
			t.Error("the banks were listed")
		}
		if platform.ConsentStatus(status) != platform.ConsentActive {
			diags.None(t)
			continue
		}
		diags.OneWarning(t, "cns_1", "works", "erste-hr", "revokes it", "another active consent", "a person")
	}
	waiting := state(platform.ConsentActive, inprocess.Values{"renewal_id": "cns_2", "renewal_redirect_url": "https://bank.example/sca/h2"})
	newFixture(t).Plan(waiting, nil).Diagnostics.OneWarning(t, "cns_1", "The renewal cns_2")
}

// TestSuccessorComesFirst proves that a replacement which creates first revokes the
// old consent only once the new one works: until then the old one is kept.
func TestSuccessorComesFirst(t *testing.T) {
	t.Parallel()
	for status, want := range map[platform.ConsentStatus][]string{
		platform.ConsentActive:  nil,
		platform.ConsentPending: {"cns_1", "kept", "cns_2", "still pending", "https://bank.example/sca/cns_2", "apply again"},
		platform.ConsentRevoked: {"cns_1", "kept", "cns_2", `"revoked"`},
	} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			f, l := onLedger(t, platform.ConsentActive)
			_, diags := f.Create(config(nil))
			diags.None(t)
			l.put("cns_2", status)
			plan := f.Plan(state(platform.ConsentActive, nil), nil)
			if want != nil {
				plan.Diagnostics.OneError(t, want...)
				return
			}
			plan.Diagnostics.None(t)
			_, diags = f.Apply(plan)
			diags.None(t)
			if !slices.Equal(l.revoked, []string{"cns_1"}) {
				t.Errorf("revoked %v, want the old consent", l.revoked)
			}
		})
	}
	f, l := onLedger(t, platform.ConsentActive)
	_, diags := f.Create(config(nil))
	diags.None(t)
	l.broken["cns_2"] = &platform.Error{Kind: platform.KindUnreachable, Err: context.DeadlineExceeded}
	f.Plan(state(platform.ConsentActive, nil), nil).Diagnostics.OneError(t, "Could not read the consent cns_2")
}
