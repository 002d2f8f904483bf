// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"context"
	"net/http"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestLostAnswers proves that every call is made again after an answer that got
// lost, in the same words: reads may be, and each write says what is to be or
// carries an idempotency key.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		for name, step := range map[string]http.HandlerFunc{
			"broken connection": dialecttest.HangUp,
			"truncated body":    dialecttest.Truncated(200, op.with(op.object)[:50]),
			"gateway's error":   dialecttest.Typed(502, "text/html", "<html>Bad gateway</html>"),
			"unavailable":       refusal(503, ""),
		} {
			t.Run(op.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				server := serve(t, op.steps(step, dialecttest.Answer(200, op.with(op.object)))...)
				if err := op.call(t.Context(), server.open()); err != nil {
					t.Fatalf("was not made again: %v", err)
				}
				requests := server.Seen()[len(op.before):]
				first, again := requests[0], requests[1]
				if first.Method != again.Method || first.URI != again.URI || first.Body != again.Body {
					t.Errorf("the second attempt is another call: %+v after %+v", again, first)
				}
				if a, b := first.Header.Get("Idempotency-Key"), again.Header.Get("Idempotency-Key"); a != b {
					t.Errorf("the attempts carry the idempotency keys %q and %q", a, b)
				}
			})
		}
	}
}

// TestRateLimited proves that every call is made again after a rate limit, for
// which Okra sends Retry-After: nothing happened then.
func TestRateLimited(t *testing.T) {
	t.Parallel()
	limited := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "7")
		refusal(429, "RATE_LIMIT")(w, r)
	}
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			steps := op.steps(limited, limited, dialecttest.Answer(200, op.with(op.object)))
			if err := op.call(t.Context(), serve(t, steps...).open()); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestRefusalsAreFinal proves that a call which the platform refused is not
// made again, and did not happen.
func TestRefusalsAreFinal(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		for _, step := range []http.HandlerFunc{
			refusal(400, "CUSTOM"), refusal(401, ""), refusal(403, "PLAN"), refusal(404, ""), refusal(409, "CUSTOM"),
		} {
			err := op.call(t.Context(), serve(t, op.steps(step)...).open())
			if err == nil || platform.IsOutcomeUnknown(err) {
				t.Errorf("%s: got %v", op.name, err)
			}
		}
	}
}

// TestUnknownOutcome proves that a write which stays without an answer says
// that it may have happened, and a read never does.
func TestUnknownOutcome(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, op.before...)
			server.Rest = dialecttest.HangUp
			err := op.call(t.Context(), server.open())
			mentions(t, err, op.method()+" "+op.path)
			if got := platform.IsOutcomeUnknown(err); got != op.write {
				t.Errorf("outcome unknown is %t, want %t: %v", got, op.write, err)
			}
		})
	}
}

// TestCancelled proves that every call stops when its context ends.
func TestCancelled(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			server := serve(t, op.steps(dialecttest.Interrupt(cancel))...)
			err := op.call(ctx, server.open())
			mentions(t, err, op.method()+" "+op.path, context.Canceled.Error())
		})
	}
}

// TestCreatedAnyway proves that the success which Okra documents beside 200 is
// one for every call.
func TestCreatedAnyway(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		if err := op.call(t.Context(), serve(t, op.steps(dialecttest.Answer(201, op.with(op.object)))...).open()); err != nil {
			t.Errorf("%s: %v", op.name, err)
		}
	}
}
