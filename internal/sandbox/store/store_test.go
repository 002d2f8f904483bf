// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/delivery"
)

// inMemory opens a store that is closed with its test.
func inMemory(tb testing.TB) *Store {
	tb.Helper()
	s, err := Open(tb.Context(), "", emulated())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Errorf("closing: %v", err)
		}
	})
	return s
}

// emulated is a platform with one table.
func emulated() Platform {
	script := `CREATE TABLE keys (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, organisation TEXT, environment TEXT, name TEXT, hash BLOB, hint TEXT,
		created_at INTEGER, expires_at INTEGER, revoked_at INTEGER, last_used_at INTEGER, idempotency BLOB) STRICT`
	return Platform{
		Name: "emulated", Migrations: fstest.MapFS{"migrations/0001_keys.sql": {Data: []byte(script)}},
		Proof: func(secrets []string) delivery.Proof { return delivery.Signatures(secrets) },
	}
}

func keys(tx *Tx) Keys { return Keys{Tx: tx, Table: "keys"} }

func webhooks(tx *Tx) Webhooks { return Webhooks{Tx: tx, Platform: "emulated"} }

func home() Scope { return Scope{Organisation: "org_1", Environment: Sandbox} }

func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func TestFailedUpdateLeavesNothing(t *testing.T) {
	t.Parallel()
	s := inMemory(t)
	insert := func(tx *Tx, id string) error { return tx.InsertOrganisation(Organisation{ID: id, Name: id}) }
	wanted := errors.New("no")
	if err := s.Update(t.Context(), func(tx *Tx) error { return errors.Join(insert(tx, "org_1"), wanted) }); !errors.Is(err, wanted) {
		t.Errorf("got %v, expected the function's own error", err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("a panic is swallowed")
			}
		}()
		_ = s.Update(t.Context(), func(tx *Tx) error {
			if err := insert(tx, "org_2"); err != nil {
				t.Error(err)
			}
			panic("no")
		})
	}()
	if err := s.Update(t.Context(), func(tx *Tx) error { return insert(tx, "org_3") }); err != nil {
		t.Fatalf("after a panic: %v", err)
	}
	err := s.View(t.Context(), func(tx *Tx) error {
		list, err := tx.Organisations()
		if len(list) != 1 || list[0].ID != "org_3" {
			t.Errorf("got %v, expected org_3 alone", list)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestCancelledRequestKeepsTheDatabase cancels a request within its transaction.
// A database in memory must survive that: it lives in its one connection.
func TestCancelledRequestKeepsTheDatabase(t *testing.T) {
	t.Parallel()
	s := inMemory(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Update(ctx, func(tx *Tx) error {
		cancel()
		return tx.SetSeed(5)
	})
	if err != nil {
		t.Errorf("a transaction under way is cut off: %v", err)
	}
	err = s.View(t.Context(), func(tx *Tx) error {
		seed, err := tx.Seed()
		if seed != 5 {
			t.Errorf("got seed %d, expected 5", seed)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := s.View(ctx, func(*Tx) error { t.Error("it runs"); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v from a cancelled context, expected context.Canceled", err)
	}
}

func TestClosedStore(t *testing.T) {
	t.Parallel()
	s := inMemory(t)
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"view":   s.View(t.Context(), func(*Tx) error { return nil }),
		"update": s.Update(t.Context(), func(*Tx) error { return nil }),
		"limit":  s.LimitSize(t.Context(), 1),
	} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s: got %v, expected ErrClosed", name, err)
		}
	}
}

// TestUseOfAKeyIsWrittenWithTheNextChange watches a use on its way to the table.
func TestUseOfAKeyIsWrittenWithTheNextChange(t *testing.T) {
	t.Parallel()
	s := inMemory(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	stored := func() (at time.Time) {
		t.Helper()
		must(s.View(t.Context(), func(tx *Tx) error {
			return tx.Get(func(r Scanner) error { return r.Scan(Seconds(&at)) }, "SELECT last_used_at FROM keys")
		}))
		return at
	}
	must(s.Update(t.Context(), func(tx *Tx) error {
		return keys(tx).Insert(APIKey{ID: "key_1", Scope: home(), Name: "k", CreatedAt: noon()})
	}))
	must(s.View(t.Context(), func(tx *Tx) error { keys(tx).Touch("key_1", noon()); return nil }))
	must(s.View(t.Context(), func(tx *Tx) error {
		k, err := keys(tx).Find(home(), "key_1", noon())
		if !k.LastUsedAt.Equal(noon()) {
			t.Errorf("a reader sees %s", k.LastUsedAt)
		}
		return err
	}))
	if got := stored(); !got.IsZero() {
		t.Errorf("a read wrote %s", got)
	}
	// A change that fails writes nothing, and forgets nothing.
	if err := s.Update(t.Context(), func(*Tx) error { return ErrNotFound }); !errors.Is(err, ErrNotFound) {
		t.Fatal(err)
	}
	if got := stored(); !got.IsZero() {
		t.Errorf("a failed change wrote %s", got)
	}
	must(s.Update(t.Context(), func(tx *Tx) error { keys(tx).Touch("key_1", noon().Add(time.Second)); return nil }))
	if got := stored(); !got.Equal(noon()) {
		t.Errorf("a change wrote %s, expected what was known when it began", got)
	}
	must(s.Update(t.Context(), func(*Tx) error { return nil }))
	if got := stored(); !got.Equal(noon().Add(time.Second)) || len(s.lastUsed) != 0 {
		t.Errorf("the next change wrote %s and left %v", got, s.lastUsed)
	}
}

// TestDueGoesByTurns has one webhook and one organisation with far more messages
// than the limits, and looks for those of the others.
func TestDueGoesByTurns(t *testing.T) {
	t.Parallel()
	s, ctx := inMemory(t), t.Context()
	err := s.Update(ctx, func(tx *Tx) error {
		var errs []error
		add := func(organisation, webhook string, count int) {
			w := Webhook{ID: webhook, Scope: Scope{Organisation: organisation, Environment: Sandbox}, URL: "u", Events: []string{"e"}, Enabled: true, CreatedAt: noon(), UpdatedAt: noon(), SecretVersion: 1, SecretCreatedAt: noon()}
			errs = append(errs, webhooks(tx).Insert(w, "secret"))
			for i := range count {
				d := Delivery{ID: fmt.Sprintf("%s_%02d", webhook, i), WebhookID: webhook, Event: "e", Payload: []byte("{}"), CreatedAt: noon()}
				errs = append(errs, tx.Enqueue(Queue{organisation, 1000}, d))
			}
		}
		add("one", "flood", 50)
		for i := range 9 {
			add("one", fmt.Sprintf("many%d", i), 3)
		}
		add("two", "few", 1)
		return errors.Join(errs...)
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Due(ctx, noon(), 2, 12)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, m := range got {
		counts[m.WebhookID]++
		counts[m.Organisation]++
	}
	if counts["one"] != 12 || counts["two"] != 1 || counts["flood"] != 2 || counts["many0"] != 2 || counts["many8"] != 1 {
		t.Errorf("got %v, expected 12 messages of the first organisation, one of each webhook after the other, and the other's", counts)
	}
	if got[0].Attempts != 0 || string(got[0].Payload) != "{}" {
		t.Errorf("got %+v, expected a whole message", got[0])
	}
}

// TestDeliveriesSurvive covers what the delivery engine relies on.
func TestDeliveriesSurvive(t *testing.T) {
	t.Parallel()
	s, ctx := inMemory(t), t.Context()
	w := Webhook{ID: "whk_1", Scope: home(), URL: "u", Events: []string{"e"}, Enabled: true, CreatedAt: noon(), UpdatedAt: noon(), SecretVersion: 1, SecretCreatedAt: noon()}
	if err := s.Update(ctx, func(tx *Tx) error {
		return errors.Join(webhooks(tx).Insert(w, "first"), tx.Enqueue(Queue{Most: 1}, Delivery{ID: "dlv_1", WebhookID: "whk_1", Event: "e", Payload: []byte("{}"), CreatedAt: noon()}))
	}); err != nil {
		t.Fatal(err)
	}
	due := func(now time.Time, want int) {
		t.Helper()
		if got, err := s.Due(ctx, now, 10, 10); err != nil || len(got) != want {
			t.Errorf("%d messages are due at %s, %v, expected %d", len(got), now, err, want)
		}
	}
	due(noon().Add(-time.Millisecond), 0)
	due(noon(), 1)
	next := noon().Add(5*time.Second + time.Nanosecond)
	if err := s.Record(ctx, "dlv_1", delivery.Result{
		Attempt: delivery.Attempt{At: noon(), StatusCode: 500, Duration: 12 * time.Millisecond, Error: "failed"}, Status: delivery.Pending, NextAttempt: next,
	}); err != nil {
		t.Fatal(err)
	}
	due(next, 0) // Stored in milliseconds, rounded up.
	due(next.Add(time.Millisecond), 1)
	if got, err := s.NextDue(ctx, noon()); err != nil || got.Before(next) || got.Sub(next) >= time.Millisecond {
		t.Errorf("the next is due at %s, %v, expected %s", got, err, next)
	}
	if got, err := s.NextDue(ctx, got(t, s)); err != nil || !got.IsZero() {
		t.Errorf("after that %s, %v, expected none", got, err)
	}
	if err := s.Record(ctx, "dlv_2", delivery.Result{Status: delivery.Failed}); err != nil {
		t.Errorf("a message that is gone: %v", err)
	}
	if _, err := s.Endpoint(ctx, "whk_2", noon()); !errors.Is(err, delivery.ErrNoEndpoint) {
		t.Errorf("got %v for an unknown webhook, expected ErrNoEndpoint", err)
	}
	if got, err := s.Endpoint(ctx, "whk_1", noon()); err != nil || got.URL != "u" || !slices.Equal(got.Proof.(delivery.Signatures), []string{"first"}) { //nolint:forcetypeassert // A panic fails the test.
		t.Errorf("got %v, %v", got, err)
	}
	if err := s.Update(ctx, func(tx *Tx) error { _, err := tx.Exec("UPDATE webhook_secrets SET sealed = x'00'"); return err }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Endpoint(ctx, "whk_1", noon()); !errors.Is(err, delivery.ErrUnreadable) {
		t.Errorf("got %v for a damaged secret, expected ErrUnreadable", err)
	}
}

// got returns when the one pending message is due.
func got(t *testing.T, s *Store) time.Time {
	t.Helper()
	next, err := s.NextDue(t.Context(), noon())
	if err != nil {
		t.Fatal(err)
	}
	return next
}

// BenchmarkOpen measures what every test with a sandbox pays first.
func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		s, err := Open(b.Context(), "", emulated())
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
