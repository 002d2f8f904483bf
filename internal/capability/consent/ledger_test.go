// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// life is how long an approved consent lasts.
const life = 90 * 24 * time.Hour

// ledger is a platform that remembers consents. Its clock is its own.
type ledger struct {
	now     time.Time
	known   map[string]platform.Consent
	next    platform.ConsentStatus // of a consent that is made
	made    int
	revoked []string         // ids, in order
	broken  map[string]error // ids that cannot be read or revoked
}

// onLedger puts the fixture on a platform with the consent cns_1 in a status.
func onLedger(t *testing.T, status platform.ConsentStatus) (*fixture, *ledger) {
	t.Helper()
	f := newFixture(t)
	l := &ledger{now: epoch, known: map[string]platform.Consent{}, next: platform.ConsentPending, broken: map[string]error{}}
	l.put("cns_1", status)
	l.made = 1
	f.consents.create = func(ctx context.Context, bankID, callbackURL string) (platform.Consent, error) {
		if bankID != "erste-hr" || callbackURL != "https://app.example.com/callback" {
			t.Errorf("made a consent for %q and %q", bankID, callbackURL)
		}
		if err := l.broken["create"]; err != nil {
			return platform.Consent{}, err
		}
		l.made++
		return l.put(fmt.Sprintf("cns_%d", l.made), l.next), ctx.Err()
	}
	f.consents.get = func(_ context.Context, id string) (platform.Consent, error) {
		if err := l.broken[id]; err != nil {
			return platform.Consent{}, err
		}
		c, ok := l.known[id]
		if !ok {
			return platform.Consent{}, &platform.Error{Kind: platform.KindNotFound, Err: errors.New("there is no " + id)}
		}
		c.AsOf = platform.AsOf{Said: l.now}
		return c, nil
	}
	f.consents.revoke = func(ctx context.Context, id string) error {
		if err := l.broken[id]; err != nil {
			return err
		}
		if !l.known[id].Status.Dead() {
			l.put(id, platform.ConsentRevoked)
		}
		l.revoked = append(l.revoked, id)
		return ctx.Err()
	}
	return f, l
}

// put gives a consent a status, as of now.
func (l *ledger) put(id string, status platform.ConsentStatus) platform.Consent {
	c, known := l.known[id]
	if !known {
		c = platform.Consent{ID: id, BankID: "erste-hr", CallbackURL: "https://app.example.com/callback", CreatedAt: l.now, ExpiresAt: l.now.Add(30 * time.Minute)}
	}
	c.Status, c.RedirectURL = status, ""
	switch status {
	case platform.ConsentPending:
		c.RedirectURL = "https://bank.example/sca/" + id
	case platform.ConsentActive:
		c.AuthorizedAt, c.ExpiresAt = l.now, l.now.Add(life)
	case platform.ConsentExpired, platform.ConsentRevoked, platform.ConsentError:
	}
	c.AsOf = platform.AsOf{Said: l.now}
	l.known[id] = c
	return c
}

// forget removes a consent.
func (l *ledger) forget(id string) { delete(l.known, id) }

// alive lists the consents that are pending or active, sorted.
func (l *ledger) alive() []string {
	ids := []string{}
	for id, c := range l.known {
		if !c.Status.Dead() {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// renews is a configuration that renews a while before the end.
func renews(before any) inprocess.Values {
	return config(inprocess.Values{"renew_before_expiry": before})
}

// read refreshes and demands that there is nothing to say about it.
func (f *fixture) read(t *testing.T, object inprocess.Object) inprocess.Object {
	t.Helper()
	after, diags := f.Read(object)
	diags.None(t)
	return after
}

// started is a fixture whose consent cns_1 is due, with its renewal cns_2 begun
// and pending.
func started(t *testing.T) (*fixture, *ledger, inprocess.Object) {
	t.Helper()
	f, l, object := dueObject(t, renews("14d"))
	object, diags := f.Apply(f.Plan(object, renews("14d")))
	diags.None(t)
	return f, l, object
}

// dueObject is a fixture whose consent cns_1 was found to be due.
func dueObject(t *testing.T, config inprocess.Values) (*fixture, *ledger, inprocess.Object) {
	t.Helper()
	f, l := onLedger(t, platform.ConsentActive)
	object := state(platform.ConsentActive, config)
	l.now = epoch.Add(life - 13*24*time.Hour)
	object = f.read(t, object)
	if object.Attributes["ready_for_renewal"] != true {
		t.Fatalf("the consent is not due: %v", object.Attributes)
	}
	return f, l, object
}

// empty demands an empty plan.
func (f *fixture) empty(t *testing.T, object inprocess.Object, config inprocess.Values) {
	t.Helper()
	plan := f.Plan(object, config)
	plan.Diagnostics.None(t)
	if changes := plan.Changes(); len(changes) != 0 || len(plan.Replaces) != 0 {
		t.Errorf("changes %v, replaces because of %v, want an empty plan", changes, plan.Replaces)
	}
}

// has checks attributes of the state.
func has(t *testing.T, object inprocess.Object, want inprocess.Values) {
	t.Helper()
	for name, v := range want {
		if object.Attributes[name] != v {
			t.Errorf("%s is %v, want %v", name, object.Attributes[name], v)
		}
	}
}

// Revocations are checked by what they leave and by their order.
func (l *ledger) check(t *testing.T, alive, revoked []string) {
	t.Helper()
	if got := l.alive(); !slices.Equal(got, alive) {
		t.Errorf("%v are alive, want %v", got, alive)
	}
	if !slices.Equal(l.revoked, revoked) {
		t.Errorf("%v were revoked, want %v", l.revoked, revoked)
	}
}
