// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestCreate proves that a consent is stored as the platform gave it, with its
// identity, and that nobody waits by default.
func TestCreate(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.consents.create = func(_ context.Context, bankID, callbackURL string) (platform.Consent, error) {
		if bankID != "erste-hr" || callbackURL != "https://app.example.com/callback" {
			t.Errorf("created a consent for %q and %q", bankID, callbackURL)
		}
		return pending(), nil
	}
	object, diags := f.Create(config(nil))
	diags.None(t)
	want := inprocess.Values{
		"id": "cns_1", "status": "pending", "redirect_url": "https://bank.example/sca/h1", "created_at": "2026-03-01T12:00:00Z",
		"authorized_at": nil, "expires_at": "2026-03-01T12:30:00Z", "wait_for_authorization": nil,
		"ready_for_renewal": false, "renewal_id": nil, "renewal_redirect_url": nil,
	}
	for name, v := range want {
		if object.Attributes[name] != v {
			t.Errorf("%s is %v, want %v", name, object.Attributes[name], v)
		}
	}
	if object.Identity["id"] != "cns_1" || object.Identity["platform"] != "tok" || object.Identity["environment"] != "sandbox" {
		t.Errorf("the identity is %v", object.Identity)
	}
	if changes := f.Plan(object, config(nil)).Changes(); len(changes) != 0 {
		t.Errorf("the next plan changes %v, want an empty one", changes)
	}
}

// TestCreateRefused proves that a refusal leaves no state.
func TestCreateRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.consents.create = func(context.Context, string, string) (platform.Consent, error) {
		return platform.Consent{}, &platform.Error{Kind: platform.KindInvalid, Err: errors.New("POST /consents was refused")}
	}
	object, diags := f.Create(config(nil))
	diags.OneError(t, "Could not create the consent", "POST /consents was refused")
	if object.Attributes != nil {
		t.Errorf("left the state %v", object.Attributes)
	}
}

// TestCreateWaits proves what an apply that waits leaves behind: in every case
// the consent is in the state, and only a dead one is an error.
func TestCreateWaits(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer  func(context.Context) (platform.Consent, error)
		pause   time.Duration
		status  string
		warning string
		failure string
	}{
		"approved":     {says(platform.ConsentActive), time.Second, "active", "", ""},
		"declined":     {says(platform.ConsentError), time.Second, "error", "", "was declined"},
		"lapsed":       {says(platform.ConsentExpired), time.Second, "expired", "", "lapsed"},
		"out of time":  {says(platform.ConsentPending), 2 * time.Second, "pending", "is still pending", ""},
		"cannot ask":   {fails(platform.KindUnreachable), time.Second, "pending", "is still pending", ""},
		"disappeared":  {fails(platform.KindNotFound), time.Second, "pending", "", "disappeared"},
		"unauthorized": {fails(platform.KindUnauthenticated), time.Second, "pending", "is still pending", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.consents.create = func(context.Context, string, string) (platform.Consent, error) { return pending(), nil }
			f.consents.get = func(ctx context.Context, _ string) (platform.Consent, error) { return test.answer(ctx) }
			plan := f.Plan(inprocess.Object{}, config(inprocess.Values{
				"wait_for_authorization": true, "timeouts": map[string]any{"create": "2s"},
			}))
			done := make(chan struct{})
			go func() {
				defer close(done)
				if f.clock.BlockUntilContext(t.Context(), 2) == nil {
					f.clock.Advance(test.pause)
				}
			}()
			object, diags := f.Apply(plan)
			<-done
			switch {
			case test.warning != "":
				diags.OneWarning(t, test.warning, "https://bank.example/sca/h1")
			case test.failure != "":
				diags.OneError(t, test.failure)
			default:
				diags.None(t)
			}
			if object.Attributes["id"] != "cns_1" || object.Attributes["status"] != test.status {
				t.Errorf("the state has %v as %v, want cns_1 as %s", object.Attributes["id"], object.Attributes["status"], test.status)
			}
		})
	}
}

// TestInterrupt proves that an interrupted run still brings a write that has
// begun to its end and stores the consent untainted, while the waiting stops.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.consents.create = func(ctx context.Context, _, _ string) (platform.Consent, error) { return pending(), ctx.Err() }
	f.consents.revoke = func(ctx context.Context, _ string) error { return ctx.Err() }
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	r := f.provider.Within(interrupted).Resource("openbanking_consent")
	object, diags := r.Create(config(inprocess.Values{"wait_for_authorization": true}))
	diags.OneWarning(t, "is still pending", "interrupted", "https://bank.example/sca/h1")
	if object.Attributes["id"] != "cns_1" || object.Attributes["status"] != "pending" {
		t.Errorf("the consent is lost: %v", object.Attributes)
	}
	_, diags = r.Apply(r.Plan(object, nil))
	diags.None(t)
}

// TestUpdateWaitsAgain proves that the next apply of a pending consent waits
// again and stores the answer.
func TestUpdateWaitsAgain(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	answers := []platform.ConsentStatus{platform.ConsentPending, platform.ConsentActive}
	f.consents.get = func(context.Context, string) (platform.Consent, error) {
		next := answers[0]
		answers = answers[1:]
		return with(next), nil
	}
	waits := inprocess.Values{"wait_for_authorization": true}
	plan := f.Plan(state(platform.ConsentPending, waits), config(waits))
	done := make(chan struct{})
	go func() {
		defer close(done)
		if f.clock.BlockUntilContext(t.Context(), 2) == nil {
			f.clock.Advance(time.Second)
		}
	}()
	object, diags := f.Apply(plan)
	<-done
	diags.None(t)
	if object.Attributes["status"] != "active" || object.Attributes["redirect_url"] != nil || object.Attributes["authorized_at"] == nil {
		t.Errorf("the state is %v, want the consent active", object.Attributes)
	}
	if changes := f.Plan(object, config(waits)).Changes(); len(changes) != 0 {
		t.Errorf("the next plan changes %v, want an empty one", changes)
	}
}

// TestLaterWait proves that a later apply waits as long as the first one was to,
// unless it has a time of its own, which in turn says nothing of the first one.
func TestLaterWait(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		timeouts     any
		first, later string // as the warnings write them
	}{
		"neither":     {nil, "10m", "10m"},
		"create only": {map[string]any{"create": "20m"}, "20m", "20m"},
		"update only": {map[string]any{"update": "5m"}, "10m", "5m"},
		"both":        {map[string]any{"create": "20m", "update": "5m"}, "20m", "5m"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, l := onLedger(t, platform.ConsentPending)
			waits := config(inprocess.Values{"wait_for_authorization": true, "timeouts": test.timeouts})
			ended, end := context.WithCancel(t.Context())
			defer end()
			go func() {
				for f.clock.BlockUntilContext(ended, 2) == nil {
					f.clock.Advance(5 * time.Second)
				}
			}()
			object, diags := f.Create(waits)
			diags.OneWarning(t, "is still pending", "Nobody answered within "+test.first)
			_, diags = f.Apply(f.Plan(object, waits))
			diags.OneWarning(t, "is still pending", "Nobody answered within "+test.later)
			if len(l.revoked) != 0 {
				t.Errorf("revoked %v", l.revoked)
			}
		})
	}
}

// TestRead proves that only the platform's own "not found" removes a consent
// from the state.
func TestRead(t *testing.T) {
	t.Parallel()
	for kind := platform.KindUnexpected; kind <= platform.KindWrongEnvironment; kind++ {
		f := newFixture(t)
		f.consents.get = func(ctx context.Context, _ string) (platform.Consent, error) { return fails(kind)(ctx) }
		object, diags := f.Read(state(platform.ConsentActive, nil))
		if kind == platform.KindNotFound {
			diags.OneWarning(t, "The consent cns_1 for erste-hr no longer exists")
			if object.Attributes != nil {
				t.Errorf("a consent that is gone is still in the state: %v", object.Attributes)
			}
			continue
		}
		diags.OneError(t, "Could not read the consent cns_1", "went wrong")
		if object.Attributes["id"] != "cns_1" {
			t.Errorf("kind %d: the consent was removed from the state", kind)
		}
	}
	f := newFixture(t)
	f.consents.get = func(context.Context, string) (platform.Consent, error) {
		return platform.Consent{ID: "cns_1", Status: platform.ConsentExpired}, nil
	}
	object, diags := f.Read(state(platform.ConsentActive, nil))
	diags.None(t)
	if object.Attributes["status"] != "expired" || object.Attributes["bank_id"] != "erste-hr" || object.Attributes["callback_url"] != "https://app.example.com/callback" {
		t.Errorf("the state is %v", object.Attributes)
	}
}

// TestDelete proves that a consent that is gone counts as revoked, and nothing
// else that fails does.
func TestDelete(t *testing.T) {
	t.Parallel()
	for kind := platform.KindUnexpected; kind <= platform.KindWrongEnvironment; kind++ {
		f := newFixture(t)
		f.consents.revoke = func(_ context.Context, id string) error {
			if id != "cns_1" {
				t.Errorf("revoked %q", id)
			}
			return &platform.Error{Kind: kind, Err: errors.New("DELETE /consents/cns_1 went wrong")}
		}
		object, diags := f.Apply(f.Plan(state(platform.ConsentActive, nil), nil))
		if kind == platform.KindNotFound {
			diags.None(t)
			continue
		}
		diags.OneError(t, "Could not revoke the consent cns_1", "went wrong")
		if object.Attributes["id"] != "cns_1" {
			t.Errorf("kind %d: the consent was removed from the state", kind)
		}
	}
}

// TestImport proves that an import by id and by identity ends in an empty plan.
func TestImport(t *testing.T) {
	t.Parallel()
	for name, identity := range map[string]inprocess.Values{
		"by id":            nil,
		"by identity":      {"id": "cns_1"},
		"by full identity": {"id": "cns_1", "platform": "tok", "environment": "sandbox"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.consents.get = func(context.Context, string) (platform.Consent, error) { return with(platform.ConsentActive), nil }
			id := "cns_1"
			if identity != nil {
				id = ""
			}
			imported, diags := f.Import(id, identity)
			diags.None(t)
			object, diags := f.Read(imported)
			diags.None(t)
			plan := f.Plan(object, config(nil))
			plan.Diagnostics.None(t)
			if changes := plan.Changes(); len(changes) != 0 {
				t.Errorf("the plan after the import changes %v", changes)
			}
		})
	}
	_, diags := newFixture(t).Import("", inprocess.Values{"id": "cns_1", "environment": "production"})
	diags.OneError(t, "production", "sandbox", "alias")
	if strings.Contains(diags.Errors()[0], "state:") {
		t.Error("the state was written")
	}
}
