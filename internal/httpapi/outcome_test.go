// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// Some clients sleep out a wait although nobody waits for the answer any more.
func TestAWaitEndsWithTheCallersContext(t *testing.T) {
	t.Parallel()

	srv := newServer(t, refusal(429, "RATE_LIMITED", "Retry-After", "60"), answer(200, `{"id":"a"}`))
	c, clock := config(srv.URL), newClock()
	ctx, cancel := context.WithCancel(t.Context())
	clock.onWait = cancel // Time stands still: only the cancel can end the wait.
	c.Clock = clock

	response, err := newClient(t, c).Do(ctx, read, new(object))
	var gaveUp *httpapi.RetryError
	if !errors.As(err, &gaveUp) || !errors.Is(err, context.Canceled) {
		t.Fatalf("the call ended with %v", err)
	}
	if want := "was interrupted after 1 attempt in 0s (context canceled): GET /things/1 was refused with 429"; !strings.HasPrefix(err.Error(), want) {
		t.Errorf("the error reads %q", err)
	}
	if response == nil || response.Status != 429 || len(srv.seen()) != 1 {
		t.Errorf("the response is %v after %d requests", response, len(srv.seen()))
	}
}

// outOfTime is a context that ends because the caller's time is over.
type outOfTime struct{ context.Context }

func (c outOfTime) Err() error {
	if c.Context.Err() != nil {
		return context.DeadlineExceeded
	}
	return nil
}

// A caller who has no more time has interrupted nothing.
func TestAWaitEndsWithTheCallersTime(t *testing.T) {
	t.Parallel()

	srv := newServer(t, refusal(429, "RATE_LIMITED", "Retry-After", "60"))
	c, clock := config(srv.URL), newClock()
	ctx, cancel := context.WithCancel(t.Context())
	clock.onWait = cancel
	c.Clock = clock

	_, err := newClient(t, c).Do(outOfTime{ctx}, read, new(object))
	if want := "ran out of time after 1 attempt in 0s: GET /things/1 was refused with 429"; err == nil || !strings.HasPrefix(err.Error(), want) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error reads %q, want %q", err, want)
	}
}

func TestAnAttemptEndsWithTheCallersContext(t *testing.T) {
	t.Parallel()

	ctx, cancel := context.WithCancel(t.Context())
	srv := newServer(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done() // The client hangs up.
	})
	_, err := newClient(t, config(srv.URL)).Do(ctx, keyed, new(object))
	var transport *httpapi.TransportError
	if !errors.As(err, &transport) || !transport.Sent || !errors.Is(err, context.Canceled) {
		t.Fatalf("the call ended with %v", err)
	}
	if !httpapi.OutcomeUnknown(err) || len(srv.seen()) != 1 {
		t.Errorf("outcome unknown: %t after %d requests; want true and no retry", httpapi.OutcomeUnknown(err), len(srv.seen()))
	}
}

func TestNothingIsSentForADeadContext(t *testing.T) {
	t.Parallel()

	srv := newServer(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newClient(t, config(srv.URL)).Do(ctx, create, new(object))
	var transport *httpapi.TransportError
	if !errors.As(err, &transport) || transport.Sent || !errors.Is(err, context.Canceled) || httpapi.OutcomeUnknown(err) {
		t.Fatalf("the call ended with %v", err)
	}
	if len(srv.seen()) != 0 {
		t.Errorf("%d requests were made", len(srv.seen()))
	}
}

func TestEachAttemptHasATimeLimit(t *testing.T) {
	t.Parallel()

	clock := newClock()
	slow := func(_ http.ResponseWriter, r *http.Request) {
		clock.Advance(httpapi.DefaultTimeout)
		<-r.Context().Done()
	}
	slowBody := func(w http.ResponseWriter, r *http.Request) {
		answer(200, `{"id":`)(w, r)
		if flusher, ok := w.(http.Flusher); ok {
			flusher.Flush()
		}
		slow(w, r)
	}
	srv := newServer(t, slow, slowBody, answer(200, `{"id":"a"}`))
	c := config(srv.URL)
	c.Clock = clock
	var out object
	response, err := newClient(t, c).Do(t.Context(), read, &out)
	if err != nil || out.ID != "a" || response.Attempts != 3 {
		t.Errorf("got %v, %v, %v", out, response, err)
	}
}

func TestATimedOutWriteIsUnknown(t *testing.T) {
	t.Parallel()

	clock := newClock()
	srv := newServer(t, func(_ http.ResponseWriter, r *http.Request) {
		clock.Advance(httpapi.DefaultTimeout)
		<-r.Context().Done()
	})
	c := config(srv.URL)
	c.Clock = clock
	_, err := newClient(t, c).Do(t.Context(), create, new(object))
	if !httpapi.OutcomeUnknown(err) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the call ended with %v; want an unknown outcome, and not the caller's deadline", err)
	}
	want := "POST /things got no answer from " + strings.TrimPrefix(srv.URL, "http://") +
		": nothing complete came within 30s; whether it took effect on the server is unknown"
	if err.Error() != want {
		t.Errorf("the error reads\n%s, want\n%s", err, want)
	}
}

func TestOutcomeUnknown(t *testing.T) {
	t.Parallel()

	steps := func(s ...http.HandlerFunc) []http.HandlerFunc { return s }
	limited := refusal(429, "RATE_LIMITED", "Retry-After", "9999")
	tests := map[string]struct {
		call  httpapi.Call
		steps []http.HandlerFunc
		want  bool
	}{
		"dropped":                           {create, steps(dropped), true},
		"truncated success":                 {create, steps(truncated(201)), true},
		"success of another shape":          {create, steps(answer(201, `{"id":1}`)), true},
		"success that is a web page":        {create, steps(page(200)), true},
		"303 as after a POST":               {create, steps(answer(303, "", "Location", "/x")), true},
		"proxy's 502":                       {create, steps(page(502)), true},
		"platform's 502":                    {create, steps(refusal(502, "BANK_API_ERROR")), true},
		"another redirect":                  {create, steps(answer(307, "", "Location", "/x")), false},
		"refused":                           {create, steps(refusal(400, "INVALID_REQUEST")), false},
		"refused with success":              {create, steps(refusal(200, "INVALID_REQUEST")), true},
		"proxy's 404":                       {create, steps(page(404)), false},
		"rate limited":                      {create, steps(limited), false},
		"a read":                            {read, steps(refusal(404, "NOT_FOUND")), false},
		"a dropped read":                    {read, steps(dropped, limited), false},
		"dropped, then rate limited":        {keyed, steps(dropped, limited), true},
		"dropped, then key revoked":         {keyed, steps(dropped, refusal(401, "INVALID_API_KEY")), true},
		"dropped, then still at work":       {keyed, steps(dropped, refusal(409, "CONFLICT")), true},
		"dropped, then refused for good":    {keyed, steps(dropped, refusal(400, "INVALID_REQUEST")), false},
		"dropped, then already gone":        {remove, steps(dropped, refusal(404, "NOT_FOUND")), false},
		"dropped, then a proxy's 404":       {remove, steps(dropped, page(404)), true},
		"rate limited, then dropped, given": {create, steps(refusal(429, "RATE_LIMITED"), dropped), true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, tt.steps...)
			_, err := newClient(t, config(srv.URL)).Do(t.Context(), tt.call, new(object))
			if err == nil || len(srv.seen()) != len(tt.steps) {
				t.Fatalf("the call ended with %v after %d requests", err, len(srv.seen()))
			}
			if got := httpapi.OutcomeUnknown(err); got != tt.want {
				t.Errorf("outcome unknown is %t, want %t: %v", got, tt.want, err)
			}
		})
	}
	if httpapi.OutcomeUnknown(nil) || httpapi.OutcomeUnknown(errors.New("other")) {
		t.Error("an error of something else leaves an outcome unknown")
	}
}

// A secret that is shown once is in the lost answer alone: a call without retries is
// sent once more for it.
func TestALostAnswerIsAskedForOnceMore(t *testing.T) {
	t.Parallel()

	steps := func(s ...http.HandlerFunc) []http.HandlerFunc { return s }
	made := answer(201, `{"id":"a"}`)
	replays := keyed
	replays.Replays = true
	for name, tt := range map[string]struct {
		call    httpapi.Call
		steps   []http.HandlerFunc
		unknown bool // The call ends with an unknown outcome.
		fails   bool
	}{
		"dropped":                         {call: replays, steps: steps(dropped, made)},
		"a proxy's 502":                   {call: replays, steps: steps(page(502), made)},
		"a web page":                      {call: replays, steps: steps(page(200)), unknown: true, fails: true},
		"dropped twice":                   {call: replays, steps: steps(dropped, dropped), unknown: true, fails: true},
		"dropped, then refused":           {call: replays, steps: steps(dropped, refusal(400, "INVALID_REQUEST")), fails: true},
		"no replay":                       {call: keyed, steps: steps(dropped), unknown: true, fails: true},
		"refused":                         {call: replays, steps: steps(refusal(400, "INVALID_REQUEST")), fails: true},
		"a server that asks for patience": {call: replays, steps: steps(answer(503, "", "Retry-After", "5")), unknown: true, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, tt.steps...)
			c := config(srv.URL)
			c.MaxRetries = 0
			var out object
			_, err := newClient(t, c).Do(t.Context(), tt.call, &out)
			if (err != nil) != tt.fails || httpapi.OutcomeUnknown(err) != tt.unknown || len(srv.seen()) != len(tt.steps) {
				t.Fatalf("got %v, %v after %d requests", out, err, len(srv.seen()))
			}
			if err == nil && out.ID != "a" {
				t.Errorf("got %v", out)
			}
		})
	}
}

// On a kept connection Go's transport repeats what it takes for idempotent. If
// it did so with a write, the last answer would hide what the first request did.
func TestTheTransportRepeatsNoWriteByItself(t *testing.T) {
	t.Parallel()

	srv := newServer(t, page(503), dropped, refusal(429, "RATE_LIMITED", "Retry-After", "9999"))
	_, err := newClient(t, config(srv.URL)).Do(t.Context(), keyed, new(object))
	var gaveUp *httpapi.RetryError
	if !errors.As(err, &gaveUp) || gaveUp.Attempts != 3 || len(srv.seen()) != 3 {
		t.Errorf("the call ended with %v after %d requests, want each one counted as an attempt", err, len(srv.seen()))
	}
	if !httpapi.OutcomeUnknown(err) {
		t.Errorf("the dropped write is forgotten: %v", err)
	}
}
