// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"net/http"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// lost are the ways in which an answer gets lost after the server did the work.
func lost(status int) map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"broken connection": dialecttest.HangUp,
		"truncated body":    truncated(status),
		"gateway's error":   dialecttest.Typed(502, "text/html", "<html>Bad gateway</html>"),
		"unavailable":       refusal(503, "UNAVAILABLE"),
	}
}

// good is the answer with which each operation succeeds.
func good(o operation) http.HandlerFunc {
	if !o.answers() {
		return dialecttest.Answer(o.status, "")
	}
	return dialecttest.Answer(o.status, o.wrap(`{"id":"x","status":"active","key":"k","signingSecret":"s","currency":"EUR","amount":"1.0000","direction":"inbound"}`))
}

// TestLostAnswers proves which calls are made again after an answer that got
// lost: all but starting a consent, which has no idempotency key, so that a
// second attempt could leave two.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		for name, step := range lost(op.status) {
			if name == "truncated body" && !op.answers() {
				continue
			}
			t.Run(op.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				if op.name == "create consent" {
					err := op.call(t.Context(), serve(t, step).open())
					mentions(t, err, "POST /consents", "whether it took effect on the server is unknown")
					if !platform.IsOutcomeUnknown(err) {
						t.Errorf("the consent may exist, but the outcome counts as known: %v", err)
					}
					return
				}
				server := serve(t, step)
				server.Rest = good(op)
				if err := op.call(t.Context(), server.open()); err != nil {
					t.Fatalf("was not made again: %v", err)
				}
				requests := server.Seen()
				for _, again := range requests[1:] {
					if again.Method != op.method || again.URI != requests[0].URI || again.Body != requests[0].Body {
						t.Errorf("the second attempt is another call: %+v after %+v", again, requests[0])
					}
				}
			})
		}
	}
}

// TestRateLimited proves that every call, without exception, is made again
// after a rate limit: nothing happened then.
func TestRateLimited(t *testing.T) {
	t.Parallel()
	limited := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "7")
		refusal(429, "RATE_LIMITED")(w, r)
	}
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			if err := op.call(t.Context(), serve(t, limited, limited, good(op)).open()); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestRefusalsAreFinal proves that a call which the platform refused is not
// made again.
func TestRefusalsAreFinal(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			for _, step := range []http.HandlerFunc{
				refusal(400, "INVALID_REQUEST"), refusal(401, "INVALID_API_KEY"), refusal(403, "FORBIDDEN"),
				refusal(404, "NOT_FOUND"), refusal(409, "CONFLICT"),
			} {
				if err := op.call(t.Context(), serve(t, step).open()); err == nil {
					t.Error("got no error")
				}
			}
		})
	}
}

// TestIdempotencyKeyIsKept proves that the attempts of one creation share the
// idempotency key, so that the server can see that they are one.
func TestIdempotencyKeyIsKept(t *testing.T) {
	t.Parallel()
	settings := platform.WebhookSettings{URL: "https://example.com", Events: []string{"account.updated"}}
	tests := map[string]struct {
		call func(context.Context, *platform.Platform) error
		last string
	}{
		"key": {func(ctx context.Context, p *platform.Platform) error {
			key, err := p.APIKeys.Create(ctx, platform.NewAPIKey{Name: "ci"}, "idem-77")
			if key.Key == "" {
				t.Error("the key of the last answer is lost")
			}
			return err
		}, createdKeyJSON},
		"webhook": {func(ctx context.Context, p *platform.Platform) error {
			webhook, err := p.Webhooks.Create(ctx, settings, "", "idem-77")
			if webhook.SigningSecret == "" {
				t.Error("the secret of the last answer is lost")
			}
			return err
		}, createdWebhookJSON},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, dialecttest.HangUp, truncated(201), refusal(429, "RATE_LIMITED"), dialecttest.Answer(201, test.last))
			if err := test.call(t.Context(), server.open()); err != nil {
				t.Fatal(err)
			}
			for i, sent := range server.Seen() {
				if got := sent.Header.Values("Idempotency-Key"); len(got) != 1 || got[0] != "idem-77" {
					t.Errorf("attempt %d carried the idempotency key %q", i+1, got)
				}
			}
		})
	}
}

// TestUnknownOutcome proves that a creation which stays without an answer says
// that it may have happened, and a read never does.
func TestUnknownOutcome(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			err := op.call(t.Context(), always(t, refusal(503, "UNAVAILABLE")).open())
			mentions(t, err, op.method, op.path, "503")
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
			server := serve(t, dialecttest.Interrupt(cancel))
			err := op.call(ctx, server.open())
			mentions(t, err, op.method, op.path, context.Canceled.Error())
		})
	}
}
