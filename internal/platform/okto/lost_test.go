// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// repeated is what a reset under a key that was used before answers.
var repeated = dialecttest.Answer(409, `{"status":"error","error":{"code":409,"errorCode":"ER-TECH-0009","message":"made before","trace_id":"trace-1","details":{"app_id":"app-1","version":4}}}`)

// TestLostAnswer proves that a reset whose answer was lost is followed by
// another one under another key, so that the live secret comes back in the end.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	made := dialecttest.Answer(201, resetJSON)
	tests := map[string]struct {
		retries int
		steps   []http.HandlerFunc
		keys    []int // which of the requests share an idempotency key
	}{
		"the connection breaks, the retry learns of it": {3, []http.HandlerFunc{dialecttest.HangUp, repeated, made}, []int{0, 0, 1}},
		"the answer is cut off":                         {3, []http.HandlerFunc{truncated, repeated, made}, []int{0, 0, 1}},
		"nothing was made, the retry makes it":          {3, []http.HandlerFunc{dialecttest.HangUp, made}, []int{0, 0}},
		"a proxy's 502, then the retry learns of it":    {3, []http.HandlerFunc{dialecttest.Typed(502, "text/html", "<html>"), repeated, made}, []int{0, 0, 1}},
		"a proxy repeated it":                           {3, []http.HandlerFunc{repeated, made}, []int{0, 1}},
		"without retries":                               {0, []http.HandlerFunc{dialecttest.HangUp, made}, []int{0, 1}},
		"twice":                                         {0, []http.HandlerFunc{dialecttest.HangUp, truncated, made}, []int{0, 1, 2}},
		"a web page instead of the answer":              {3, []http.HandlerFunc{dialecttest.Typed(201, "text/html", "<html>"), made}, []int{0, 1}},
		"an answer without the secret":                  {3, []http.HandlerFunc{dialecttest.Answer(201, secretJSON), made}, []int{0, 1}},
		"a busy server in between":                      {3, []http.HandlerFunc{dialecttest.HangUp, refusal(429, codeRateLimit), repeated, made}, []int{0, 0, 0, 1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, test.steps...)
			got, err := server.open(test.retries).Reset(t.Context(), "app-1")
			if err != nil || got.Secret != "shown-once" || got.Version != 4 {
				t.Fatalf("got version %d and %v", got.Version, err)
			}
			byKey := map[string]int{}
			for i, request := range server.Seen() {
				key := request.Header.Get("Idempotency-Key")
				if _, known := byKey[key]; !known {
					byKey[key] = len(byKey)
				}
				if byKey[key] != test.keys[i] {
					t.Errorf("request %d has key %d, want %d", i, byKey[key], test.keys[i])
				}
			}
		})
	}
}

// TestLostForGood proves that Reset does not go on for ever, and that its error
// then says that the old secret may be dead, whatever the last answer was.
func TestLostForGood(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		steps []http.HandlerFunc
		want  platform.Kind
	}{
		"no answer ever":              {[]http.HandlerFunc{dialecttest.HangUp, dialecttest.HangUp, dialecttest.HangUp}, platform.KindUnreachable},
		"always made before":          {[]http.HandlerFunc{repeated, repeated, repeated}, platform.KindConflict},
		"then the token is refused":   {[]http.HandlerFunc{dialecttest.HangUp, refusal(401, codeUnauthorized)}, platform.KindUnauthenticated},
		"then the app is gone":        {[]http.HandlerFunc{dialecttest.HangUp, refusal(404, codeNotFound)}, platform.KindNotFound},
		"then the limit is used up":   {[]http.HandlerFunc{truncated, refusal(429, codeRateLimit)}, platform.KindRateLimited},
		"then a proxy's page each":    {[]http.HandlerFunc{dialecttest.HangUp, dialecttest.Typed(502, "text/html", "<html>"), dialecttest.Typed(502, "text/html", "<html>")}, platform.KindUnexpected},
		"then answers without secret": {[]http.HandlerFunc{dialecttest.HangUp, dialecttest.Answer(201, secretJSON), dialecttest.Answer(201, secretJSON)}, platform.KindUnexpected},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := serve(t, test.steps...).open(0).Reset(t.Context(), "app-1")
			mentions(t, err, "POST /management/v1/apps/app-1/secret/reset")
			if !platform.IsOutcomeUnknown(err) {
				t.Errorf("the old secret counts as alive: %v", err)
			}
			if platform.KindOf(err) != test.want {
				t.Errorf("the kind is %d, want %d: %v", platform.KindOf(err), test.want, err)
			}
		})
	}
}

// TestNoAnswerEver proves that a platform which answers none of all attempts is not
// asked as often again under another key: with time limits that would take a
// quarter of an hour.
func TestNoAnswerEver(t *testing.T) {
	t.Parallel()
	server := serve(t, dialecttest.HangUp, dialecttest.HangUp, dialecttest.HangUp)
	_, err := server.open(2).Reset(t.Context(), "app-1")
	if !platform.IsOutcomeUnknown(err) || platform.KindOf(err) != platform.KindUnreachable || len(server.Seen()) != 3 {
		t.Errorf("got %v after %d requests, want an unknown outcome after 3", err, len(server.Seen()))
	}
}

// TestInterrupted proves that a reset stops with its context, and still says
// that the old secret may be dead.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	_, err := serve(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		dialecttest.HangUp(w, r)
	}).open(3).Reset(ctx, "app-1")
	if !errors.Is(err, context.Canceled) || !platform.IsOutcomeUnknown(err) {
		t.Errorf("got %v", err)
	}
}

// TestNothingHappened proves that a reset which was refused leaves no doubt:
// the old secret still works.
func TestNothingHappened(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]http.HandlerFunc{
		"refused": refusal(403, "ER-TECH-0999"), "limited": refusal(429, codeRateLimit), "unknown app": refusal(404, codeNotFound),
	} {
		_, err := serve(t, step).open(0).Reset(t.Context(), "app-1")
		if err == nil || platform.IsOutcomeUnknown(err) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestReadsAreRepeated proves that a read survives what passes.
func TestReadsAreRepeated(t *testing.T) {
	t.Parallel()
	server := serve(t, dialecttest.HangUp, refusal(503, "ER-TECH-0006"), refusal(429, codeRateLimit), dialecttest.Answer(200, secretJSON))
	if _, err := server.open(3).Get(t.Context(), "app-1"); err != nil {
		t.Error(err)
	}
}
