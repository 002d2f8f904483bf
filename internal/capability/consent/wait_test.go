// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// epoch is when the tests' clocks start.
var epoch = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// pending is a consent that nobody has answered yet.
func pending() platform.Consent {
	return platform.Consent{
		ID: "cns_1", BankID: "erste-hr", CallbackURL: "https://app.example.com/callback",
		Status: platform.ConsentPending, RedirectURL: "https://bank.example/sca/h1", CreatedAt: epoch, ExpiresAt: epoch.Add(30 * time.Minute),
	}
}

// with returns the consent in another status.
func with(status platform.ConsentStatus) platform.Consent {
	c := pending()
	c.Status = status
	if status != platform.ConsentPending {
		c.RedirectURL = ""
	}
	if status == platform.ConsentActive {
		c.AuthorizedAt, c.ExpiresAt = epoch.Add(time.Minute), epoch.Add(90*24*time.Hour)
	}
	return c
}

// consents is a platform.Consents whose answers a test decides.
type consents struct {
	create func(ctx context.Context, bankID, callbackURL string) (platform.Consent, error)
	get    func(ctx context.Context, id string) (platform.Consent, error)
	revoke func(ctx context.Context, id string) error
}

func (c *consents) Create(ctx context.Context, bankID, callbackURL string) (platform.Consent, error) {
	return c.create(ctx, bankID, callbackURL)
}

func (c *consents) Get(ctx context.Context, id string) (platform.Consent, error) {
	return c.get(ctx, id)
}

func (c *consents) List(context.Context, platform.ConsentStatus) iter.Seq2[platform.Consent, error] {
	return func(func(platform.Consent, error) bool) {}
}

func (c *consents) Revoke(ctx context.Context, id string) error { return c.revoke(ctx, id) }

// outcome is what a wait ends with.
type outcome struct {
	consent platform.Consent
	diags   diag.Diagnostics
}

// waiting is a wait in progress, on a fake clock.
type waiting struct {
	t      *testing.T
	clock  *clockwork.FakeClock
	cancel context.CancelFunc
	done   chan outcome

	mu    sync.Mutex
	looks []time.Duration // when the platform was asked, since the epoch
}

// begin starts a wait for a pending consent. The n-th look at it gets the n-th
// answer; after the last one it is asked no more.
func begin(t *testing.T, timeout time.Duration, answers ...func(context.Context) (platform.Consent, error)) *waiting {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	w := &waiting{t: t, clock: clockwork.NewFakeClockAt(epoch), cancel: cancel, done: make(chan outcome, 1)}
	double := &consents{get: func(ctx context.Context, id string) (platform.Consent, error) {
		w.mu.Lock()
		w.looks = append(w.looks, w.clock.Now().Sub(epoch))
		number := len(w.looks)
		w.mu.Unlock()
		if id != "cns_1" {
			t.Errorf("asked for the consent %q", id)
		}
		if number > len(answers) {
			t.Errorf("asked %d times, want %d", number, len(answers))
			return pending(), nil
		}
		return answers[number-1](ctx)
	}}
	go func() {
		c, diags := wait{consents: double, clock: w.clock, timeout: timeout}.forAnswer(ctx, pending())
		w.done <- outcome{c, diags}
	}()
	return w
}

// pass lets time go by once the wait is between two looks.
func (w *waiting) pass(d time.Duration) {
	w.t.Helper()
	if err := w.clock.BlockUntilContext(w.t.Context(), 2); err != nil { // The deadline and the next look.
		w.t.Fatal(err)
	}
	w.clock.Advance(d)
}

// end returns how the wait ended, and when the platform was asked.
func (w *waiting) end() (outcome, []time.Duration) {
	result := <-w.done
	w.mu.Lock()
	defer w.mu.Unlock()
	return result, slices.Clone(w.looks)
}

// says is an answer of the platform.
func says(status platform.ConsentStatus) func(context.Context) (platform.Consent, error) {
	return func(context.Context) (platform.Consent, error) { return with(status), nil }
}

// fails is a failed call.
func fails(kind platform.Kind) func(context.Context) (platform.Consent, error) {
	return func(context.Context) (platform.Consent, error) {
		return platform.Consent{}, &platform.Error{Kind: kind, Err: errors.New("GET /consents/cns_1 went wrong")}
	}
}

// TestWaitAnswered proves how a wait ends once a person, or time, has answered:
// well where the consent is active, with an error where it is dead.
func TestWaitAnswered(t *testing.T) {
	t.Parallel()
	tests := map[platform.ConsentStatus]struct{ summary, detail string }{
		platform.ConsentActive:  {},
		platform.ConsentError:   {"Consent cns_1 was declined", `Its status is "error"`},
		platform.ConsentExpired: {"Consent cns_1 lapsed before anybody answered", `Its status is "expired"`},
		platform.ConsentRevoked: {"Consent cns_1 was revoked", `Its status is "revoked"`},
	}
	for status, want := range tests {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			w := begin(t, time.Hour, says(platform.ConsentPending), says(status))
			w.pass(1 * time.Second)
			w.pass(2 * time.Second)
			got, _ := w.end()
			if got.consent != with(status) {
				t.Errorf("got %+v, want it as it was last seen", got.consent)
			}
			if want.summary == "" {
				if len(got.diags) != 0 {
					t.Errorf("got %v, want nothing to say", got.diags)
				}
				return
			}
			if len(got.diags) != 1 || got.diags[0].Severity() != diag.SeverityError {
				t.Fatalf("got %v, want one error", got.diags)
			}
			if !strings.Contains(got.diags[0].Summary(), want.summary) || !strings.Contains(got.diags[0].Detail(), want.detail) {
				t.Errorf("the error does not say %q and %q: %v", want.summary, want.detail, got.diags)
			}
		})
	}
}

// TestWaitIntervals proves the pace of the looks: soon at first, then so that
// most of a rate limit is left to others.
func TestWaitIntervals(t *testing.T) {
	t.Parallel()
	still := says(platform.ConsentPending)
	w := begin(t, time.Hour, still, still, still, still, still, says(platform.ConsentActive))
	for _, seconds := range []int{1, 2, 4, 5, 5, 5} {
		w.pass(time.Duration(seconds) * time.Second)
	}
	got, looks := w.end()
	if got.diags.HasError() {
		t.Errorf("got %v", got.diags)
	}
	want := []time.Duration{1 * time.Second, 3 * time.Second, 7 * time.Second, 12 * time.Second, 17 * time.Second, 22 * time.Second}
	if !slices.Equal(looks, want) {
		t.Errorf("looked after %v, want %v", looks, want)
	}
}

// checkStillPending checks the end of a wait without an answer: the consent as
// it was, and a warning that leads the person on. An error would taint the
// resource, and the next apply would revoke what was approved meanwhile.
func checkStillPending(t *testing.T, got outcome, why string) {
	t.Helper()
	if got.consent != pending() {
		t.Errorf("got %+v, want the consent as it was last seen", got.consent)
	}
	if len(got.diags) != 1 || got.diags[0].Severity() != diag.SeverityWarning {
		t.Fatalf("got %v, want one warning", got.diags)
	}
	if summary := got.diags[0].Summary(); summary != "Consent cns_1 is still pending" {
		t.Errorf("the summary is %q", summary)
	}
	for _, text := range []string{why, "https://bank.example/sca/h1", "next apply", "timeouts.create"} {
		if !strings.Contains(got.diags[0].Detail(), text) {
			t.Errorf("the warning does not mention %q: %s", text, got.diags[0].Detail())
		}
	}
}

func TestWaitTimesOut(t *testing.T) {
	t.Parallel()
	w := begin(t, 2500*time.Millisecond, says(platform.ConsentPending))
	w.pass(1 * time.Second)
	w.pass(1500 * time.Millisecond)
	got, looks := w.end()
	checkStillPending(t, got, "Nobody answered within 2.5s.")
	if want := []time.Duration{time.Second}; !slices.Equal(looks, want) {
		t.Errorf("looked after %v, want %v", looks, want)
	}
}

func TestWaitTimesOutBeforeFirstLook(t *testing.T) {
	t.Parallel()
	w := begin(t, 500*time.Millisecond)
	w.pass(500 * time.Millisecond)
	got, _ := w.end()
	checkStillPending(t, got, "Nobody answered within 500ms.")
}

func TestWaitInterruptedBetweenLooks(t *testing.T) {
	t.Parallel()
	w := begin(t, time.Hour, says(platform.ConsentPending))
	w.pass(1 * time.Second)
	if err := w.clock.BlockUntilContext(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	w.cancel()
	got, _ := w.end()
	checkStillPending(t, got, "interrupted")
}

func TestWaitInterruptedDuringLook(t *testing.T) {
	t.Parallel()
	var w *waiting
	w = begin(t, time.Hour, func(ctx context.Context) (platform.Consent, error) {
		w.cancel()
		<-ctx.Done()
		return platform.Consent{}, &platform.Error{Kind: platform.KindUnreachable, Err: ctx.Err()}
	})
	w.pass(1 * time.Second)
	got, _ := w.end()
	checkStillPending(t, got, "interrupted")
}

// TestWaitTimesOutDuringLook proves that a look which waits for the platform's rate
// limit does not outlast the time, and that the warning says what it waited for.
func TestWaitTimesOutDuringLook(t *testing.T) {
	t.Parallel()
	var w *waiting
	w = begin(t, 2*time.Second, func(ctx context.Context) (platform.Consent, error) {
		w.clock.Advance(time.Second)
		<-ctx.Done()
		return platform.Consent{}, &platform.Error{Kind: platform.KindRateLimited, Err: errors.New("the limit needs 48s more")}
	})
	w.pass(1 * time.Second)
	got, _ := w.end()
	checkStillPending(t, got, "Nobody answered within 2s.")
	if detail := got.diags[0].Detail(); !strings.Contains(detail, "the limit needs 48s more") {
		t.Errorf("the warning does not say what it waited for: %s", detail)
	}
}

// TestWaitCutsLookOff proves that a look which the end of the time cuts off is not
// told as an interrupt: nobody has interrupted anything.
func TestWaitCutsLookOff(t *testing.T) {
	t.Parallel()
	var w *waiting
	w = begin(t, 2*time.Second, func(ctx context.Context) (platform.Consent, error) {
		w.clock.Advance(time.Second)
		<-ctx.Done()
		return platform.Consent{}, &platform.Error{Kind: platform.KindUnreachable, Err: fmt.Errorf("GET /consents/cns_1 got no answer: %w", ctx.Err())}
	})
	w.pass(1 * time.Second)
	got, _ := w.end()
	checkStillPending(t, got, "Nobody answered within 2s.")
	detail := got.diags[0].Detail()
	if !strings.Contains(detail, "The last look did not end in time: GET /consents/cns_1 got no answer") {
		t.Errorf("the warning does not say what it waited for: %s", detail)
	}
	for _, wrong := range []string{"interrupted", "canceled", "HTTPS_PROXY"} {
		if strings.Contains(detail, wrong) {
			t.Errorf("the warning says %q: %s", wrong, detail)
		}
	}
}

// TestWaitCannotAsk proves that a platform which cannot be asked ends the wait
// with a warning, whatever the reason.
func TestWaitCannotAsk(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]platform.Kind{
		"unexpected":      platform.KindUnexpected,
		"unauthenticated": platform.KindUnauthenticated,
		"forbidden":       platform.KindForbidden,
		"rate limited":    platform.KindRateLimited,
		"unavailable":     platform.KindBankUnavailable,
		"unreachable":     platform.KindUnreachable,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := begin(t, time.Hour, says(platform.ConsentPending), fails(kind))
			w.pass(1 * time.Second)
			w.pass(2 * time.Second)
			got, _ := w.end()
			checkStillPending(t, got, "GET /consents/cns_1 went wrong")
		})
	}
}

// TestWaitConsentDisappears proves that a consent which the platform no longer
// knows is an error: no later apply can find it.
func TestWaitConsentDisappears(t *testing.T) {
	t.Parallel()
	w := begin(t, time.Hour, fails(platform.KindNotFound))
	w.pass(1 * time.Second)
	got, _ := w.end()
	if got.consent != pending() {
		t.Errorf("got %+v, want the consent as it was last seen", got.consent)
	}
	if len(got.diags) != 1 || got.diags[0].Severity() != diag.SeverityError || !strings.Contains(got.diags[0].Summary(), "disappeared") {
		t.Errorf("got %v, want one error", got.diags)
	}
}

// TestNoWaitWithoutNeed proves that a consent which is not pending is not asked
// for again.
func TestNoWaitWithoutNeed(t *testing.T) {
	t.Parallel()
	for _, status := range platform.ConsentStatuses() {
		c := with(platform.ConsentStatus(status))
		if c.Status == platform.ConsentPending {
			continue
		}
		double := &consents{get: func(context.Context, string) (platform.Consent, error) {
			t.Errorf("a consent that is %s was asked for", status)
			return c, nil
		}}
		got, diags := wait{consents: double, clock: clockwork.NewFakeClockAt(epoch), timeout: time.Hour}.forAnswer(t.Context(), c)
		if got != c || diags.HasError() != c.Status.Dead() {
			t.Errorf("%s: got %+v and %v", status, got, diags)
		}
	}
}
