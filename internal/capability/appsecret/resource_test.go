// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestCreate proves that creating resets the app, once, that all of it is in
// the state, and that the next plan is empty.
func TestCreate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config inprocess.Values
		want   inprocess.Values
	}{
		"the provider's app": {none, inprocess.Values{
			"id": "wallet/4", "app_id": "wallet", "version": int64(4), "secret": "secret-text-wallet-4", "fingerprint": "sha256:wallet-4", "status": "current",
			"created_at": "2026-03-01T12:00:00Z", "rotates_at": nil, "ready_for_rotation": false,
		}},
		"another app": {inprocess.Values{"app_id": "kiosk", "rotate_after": "90d"}, inprocess.Values{
			"id": "kiosk/10", "app_id": "kiosk", "version": int64(10), "secret": "secret-text-kiosk-10", "rotates_at": "2026-05-30T12:00:00Z", "ready_for_rotation": false,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDashboard()
			r := resourceOn(t, d)
			object, diags := r.Create(test.config)
			diags.None(t)
			has(t, object, test.want)
			if object.Identity["id"] != test.want["id"] || object.Identity["platform"] != "okto" || object.Identity["environment"] != "sandbox" {
				t.Errorf("the identity is %v", object.Identity)
			}
			if len(d.resets) != 1 {
				t.Errorf("reset %v, want one reset", d.resets)
			}
			object, diags = r.Read(object)
			diags.None(t)
			has(t, object, test.want)
			plan := r.Plan(object, test.config)
			plan.Diagnostics.None(t)
			if len(plan.Changes()) != 0 || len(plan.Replaces) != 0 {
				t.Errorf("the next plan changes %v", plan.Changes())
			}
		})
	}
}

// TestCreateRefused proves that a refusal leaves no state, and says whether the
// old secret still works.
func TestCreateRefused(t *testing.T) {
	t.Parallel()
	d := newDashboard()
	d.resetErr = fails(platform.KindRateLimited)
	object, diags := resourceOn(t, d).Create(none)
	diags.OneError(t, "Could not reset the secret of the app wallet", "went wrong", "rate limit")
	if object.Attributes != nil {
		t.Errorf("left the state %v", object.Attributes)
	}
	d.resetErr = &platform.Error{Kind: platform.KindUnreachable, OutcomeUnknown: true, Err: errors.New("the call went wrong")}
	object, diags = resourceOn(t, d).Create(none)
	diags.OneError(t, "Could not reset the secret of the app wallet", "went wrong.", "old secret may have stopped working", "Apply again")
	if object.Attributes != nil {
		t.Errorf("left the state %v", object.Attributes)
	}
}

// TestInterrupt proves that an interrupted run still brings a reset that has
// begun to its end: the answer holds the only copy of the secret.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	d := newDashboard()
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	plan := resourceOn(t, d).Plan(inprocess.Object{}, none)
	object, diags := serve(t, d).Within(interrupted).Resource("openbanking_app_secret").Apply(plan)
	diags.None(t)
	has(t, object, inprocess.Values{"secret": "secret-text-wallet-4", "status": "current"})
}

// TestReadSuperseded proves that a reset past the provider is drift: the state
// still says which secret it holds, and that it is no longer the app's.
func TestReadSuperseded(t *testing.T) {
	t.Parallel()
	d, r, object := created(t, aged)
	d.now = start.Add(time.Hour)
	d.reset("wallet")
	object, diags := r.Read(object)
	diags.None(t)
	own := inprocess.Values{
		"id": "wallet/4", "version": int64(4), "secret": "secret-text-wallet-4", "fingerprint": "sha256:wallet-4", "status": "superseded",
		"created_at": "2026-03-01T12:00:00Z", "rotates_at": "2026-05-30T12:00:00Z", "ready_for_rotation": false,
	}
	has(t, object, own)
	if object.Identity["id"] != "wallet/4" {
		t.Errorf("the identity is %v", object.Identity)
	}
	object, diags = r.Read(object)
	diags.None(t)
	has(t, object, own)
}

// TestReadTellsSecretsApart proves that the version alone does not make a
// secret the app's, and that a platform which tells less is believed.
func TestReadTellsSecretsApart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		version           int64
		fingerprint, want string
	}{
		{4, "sha256:wallet-4", "current"},
		{4, "sha256:another", "superseded"},
		{4, "", "current"},
		{5, "sha256:wallet-4", "superseded"},
		{5, "", "superseded"},
		{3, "", "superseded"},
	} {
		d, r, object := created(t, none)
		present := d.apps["wallet"]
		present.Version, present.Fingerprint = test.version, test.fingerprint
		d.apps["wallet"] = present
		object, diags := r.Read(object)
		diags.None(t)
		has(t, object, inprocess.Values{"status": test.want, "version": int64(4), "secret": "secret-text-wallet-4"})
	}
}

// TestReadDecidesWhatIsDue proves that the platform's clock makes a secret due.
func TestReadDecidesWhatIsDue(t *testing.T) {
	t.Parallel()
	d, r, object := created(t, aged)
	for _, test := range []struct {
		now  time.Time
		want bool
	}{{start.Add(90*day - time.Second), false}, {start.Add(90 * day), true}, {start, false}, {time.Time{}, false}} {
		d.now = test.now
		read, diags := r.Read(object)
		if test.now.IsZero() {
			diags.OneWarning(t, "Okto does not say what time it is")
		} else {
			diags.None(t)
		}
		has(t, read, inprocess.Values{"ready_for_rotation": test.want, "rotates_at": "2026-05-30T12:00:00Z"})
	}
}

// TestReadFails proves that only the platform's own "not found" removes a
// secret from the state.
func TestReadFails(t *testing.T) {
	t.Parallel()
	for kind := platform.KindUnexpected; kind <= platform.KindWrongEnvironment; kind++ {
		d, r, object := created(t, none)
		d.getErr = fails(kind)
		read, diags := r.Read(object)
		if kind == platform.KindNotFound {
			diags.OneWarning(t, "The app wallet no longer exists")
			if read.Attributes != nil {
				t.Errorf("an app that is gone is still in the state: %v", read.Attributes)
			}
			continue
		}
		diags.OneError(t, "Could not read the app secret wallet/4", "went wrong")
		has(t, read, inprocess.Values{"secret": "secret-text-wallet-4"})
	}
}

// TestUpdate proves that a policy changes in place, that the platform's clock
// says whether the secret is due by the new one, and that the next plan acts on
// it.
func TestUpdate(t *testing.T) {
	t.Parallel()
	d, r, object := created(t, none)
	d.now = start.Add(100 * day)
	plan := r.Plan(object, aged)
	plan.Diagnostics.None(t)
	if want := []string{"ready_for_rotation", "rotate_after", "rotates_at", "status"}; !slices.Equal(plan.Changes(), want) {
		t.Errorf("changes %v, want %v", plan.Changes(), want)
	}
	updated, diags := r.Apply(plan)
	diags.OneWarning(t, "The app secret wallet/4 is due for rotation", "2026-05-30T12:00:00Z")
	has(t, updated, inprocess.Values{"id": "wallet/4", "secret": "secret-text-wallet-4", "status": "current", "rotates_at": "2026-05-30T12:00:00Z", "ready_for_rotation": true})
	if next := r.Plan(updated, aged); !slices.Equal(next.Replaces, []string{"ready_for_rotation"}) || len(d.resets) != 0 {
		t.Errorf("the next plan replaces because of %v, and %v was reset", next.Replaces, d.resets)
	}

	d.reset("wallet")
	superseded, diags := r.Apply(r.Plan(object, aged))
	diags.OneWarning(t, "The app secret wallet/4 is due for rotation")
	has(t, superseded, inprocess.Values{"status": "superseded", "version": int64(4), "fingerprint": "sha256:wallet-4", "created_at": "2026-03-01T12:00:00Z"})

	plan = r.Plan(object, aged)
	d.getErr = fails(platform.KindUnreachable)
	kept, diags := r.Apply(plan)
	diags.OneError(t, "Could not change the app secret wallet/4", "went wrong")
	has(t, kept, inprocess.Values{"rotate_after": nil, "secret": "secret-text-wallet-4"})
}

// TestDelete proves that destroying forgets: nothing is asked of the platform,
// and nothing is said, since every replacement deletes too.
func TestDelete(t *testing.T) {
	t.Parallel()
	d, r, object := created(t, none)
	plan := r.Plan(object, nil)
	d.getErr, d.resetErr = fails(platform.KindUnreachable), fails(platform.KindUnreachable)
	gone, diags := r.Apply(plan)
	diags.None(t)
	if gone.Attributes != nil || len(d.resets) != 0 {
		t.Errorf("left %v, and reset %v", gone.Attributes, d.resets)
	}
}

// TestValidate checks what can be written down.
func TestValidate(t *testing.T) {
	t.Parallel()
	r := resourceOn(t, newDashboard())
	for _, config := range []inprocess.Values{
		none, triggers, aged, {"app_id": "8f0c1f0e-64a4-4b0f-9f43-6f1d3c1c2a11"}, {"app_id": "0x" + "ab"}, {"app_id": unknown}, {"rotate_after": unknown}, {"rotate_after": "36h"},
	} {
		r.Validate(config).None(t)
	}
	for _, config := range []inprocess.Values{
		{"app_id": ""},
		{"app_id": "wallet/3"},
		{"app_id": "my wallet"},
		{"app_id": "wallet\n"},
		{"rotate_after": "0s"},
		{"rotate_after": "-1h"},
		{"rotate_after": "soon"},
		{"secret": "mine"},
		{"version": 3},
		{"ready_for_rotation": true},
	} {
		if !r.Validate(config).HasError() {
			t.Errorf("%v is accepted", config)
		}
	}
}
