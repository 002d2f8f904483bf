// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// get is a call of one of many objects.
func get(i int) httpapi.Call {
	return httpapi.Call{Method: http.MethodGet, Path: fmt.Sprintf("/things/%d", i)}
}

// queue starts calls one after another, so that the order in which they wait is
// known, and returns once all wait or are on their way.
func queue(t *testing.T, r *run, from, to int, done *sync.WaitGroup) {
	t.Helper()
	for i := from; i < to; i++ {
		done.Go(func() {
			if _, err := r.client.Do(t.Context(), get(i), nil); err != nil {
				t.Errorf("call %d: %v", i, err)
			}
		})
		synctest.Wait()
	}
}

// inOrder fails the test unless the platform saw the objects one after another.
func inOrder(t *testing.T, s *simulated, n int) {
	t.Helper()
	want := make([]string, n)
	for i := range want {
		want[i] = fmt.Sprintf("/v1/things/%d", i)
	}
	if !slices.Equal(s.arrived, want) {
		t.Errorf("requests came in the order %v", s.arrived)
	}
}

func TestCallsWaitInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// Without latency none overtakes another on the way.
		platform := &simulated{counter: newBucket(60, 3)}
		r := newRun(t, platform)
		var done sync.WaitGroup
		queue(t, r, 0, 200, &done)
		done.Wait()
		inOrder(t, platform, 200)
	})
}

// A call that was refused has waited longer than the others, and goes first.
func TestARefusedCallKeepsItsPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		counted := newBucket(60, 1)
		counted.take(realClock.Now()) // Another run has used it up.
		platform := &simulated{counter: counted}
		r := newRun(t, platform)
		var done sync.WaitGroup
		queue(t, r, 0, 5, &done)
		done.Wait()
		if platform.refused != 1 || platform.arrived[0] != "/v1/things/0" {
			t.Fatalf("%d refused, in the order %v; want the first alone", platform.refused, platform.arrived)
		}
		platform.arrived = platform.arrived[1:]
		inOrder(t, platform, 5)
	})
}

// Ten first calls meet a limit of which one request is left: one of them finds
// out for all.
func TestTheFirstCallTellsTheLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		counted := newBucket(60, 10)
		for range 9 {
			counted.take(realClock.Now())
		}
		platform := &simulated{counter: counted, latency: 20 * time.Millisecond}
		r := newRun(t, platform)
		r.calls(t, 10, 10)
		if platform.refused > 0 || len(platform.arrived) != 10 {
			t.Errorf("%d of %d requests were refused", platform.refused, len(platform.arrived))
		}
	})
}

// A first call that takes long, as one that a bank must answer, does not keep
// all others waiting for it.
func TestASlowFirstCallHoldsNobodyForLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		platform := &simulated{counter: newBucket(300, 50), latency: 20 * time.Second}
		r := newRun(t, platform)
		r.calls(t, 5, 5)
		for i, at := range platform.begun {
			if want := time.Duration(i) * time.Second; at.Sub(platform.begun[0]) != want {
				t.Errorf("request %d left after %s, want %s", i+1, at.Sub(platform.begun[0]), want)
			}
		}
	})
}

// Okto tells no limit: nothing is slowed down until a refusal says so, and then
// everybody waits as long as it asks.
func TestAPlatformThatTellsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := realClock.Now()
		platform := &simulated{counter: &window{limit: 100, start: start}, latency: 20 * time.Millisecond, silent: true}
		r := newRun(t, platform)
		r.calls(t, 100, 50)
		if r.took > 200*time.Millisecond {
			t.Errorf("100 calls took %s, although there is no limit to be seen", r.took)
		}
		r.calls(t, 100, 50)
		if platform.refused > 50 || r.failed > 0 {
			t.Errorf("%d were refused, %d failed; want no more refusals than were on their way", platform.refused, r.failed)
		}
		for _, at := range platform.begun[100+platform.refused:] {
			if at.Sub(start) < time.Minute {
				t.Fatalf("a request left after %s, before the refusals allow it", at.Sub(start))
			}
		}
	})
}

func TestAWaitForTheLimitEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		platform := &simulated{counter: &window{limit: 1, start: realClock.Now()}}
		r := newRun(t, platform)
		r.calls(t, 1, 1)
		ctx, cancel := context.WithCancel(t.Context())
		var done sync.WaitGroup
		for i := range 3 { // The first in line, and others.
			done.Go(func() {
				call := get(i)
				call.Write = true
				_, err := r.client.Do(ctx, call, nil)
				var limited *httpapi.RateLimitError
				if !errors.As(err, &limited) || !errors.Is(err, context.Canceled) || httpapi.OutcomeUnknown(err) {
					t.Errorf("the call ended with %v", err)
					return
				}
				if limited.Wait < 50*time.Second || !strings.Contains(err.Error(), "was not sent: the platform's rate limit of 1 requests a minute needs another ") {
					t.Errorf("the error reads %q", err)
				}
			})
		}
		synctest.Wait()
		before := realClock.Now()
		cancel()
		done.Wait()
		if realClock.Now() != before || len(platform.arrived) != 1 {
			t.Errorf("the calls ended after %s, with %d requests sent", realClock.Since(before), len(platform.arrived))
		}
		// Those who left keep nobody from going.
		r.calls(t, 2, 2)
		if r.failed > 0 || platform.refused > 0 {
			t.Errorf("%d calls failed, %d requests were refused", r.failed, platform.refused)
		}
	})
}

// Nobody waits for what cannot come in time.
func TestALimitBeyondTheDeadlineIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		platform := &simulated{counter: &window{limit: 1, start: realClock.Now()}}
		r := newRun(t, platform)
		r.calls(t, 1, 1)
		before := realClock.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		_, err := r.client.Do(ctx, get(1), nil)
		var limited *httpapi.RateLimitError
		if !errors.As(err, &limited) || limited.Left != 20*time.Second || limited.Wait != time.Minute || realClock.Now() != before {
			t.Fatalf("after %s the call ended with %v", realClock.Since(before), err)
		}
		want := "GET /things/1 was not sent: the platform's rate limit of 1 requests a minute needs another 1m, and at most 20s can be waited"
		if err.Error() != want {
			t.Errorf("the error reads\n%s, want\n%s", err, want)
		}
	})
}

// broken is a transport on which every connection breaks after the request.
type broken struct{ after func() }

// RoundTrip implements http.RoundTripper.
func (b broken) RoundTrip(*http.Request) (*http.Response, error) {
	b.after()
	return nil, errors.New("the connection broke")
}

// A write that may have taken effect is not forgotten over a limit that keeps
// it from being repeated.
func TestALimitDoesNotHideAnUnknownOutcome(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		clock := newClock()
		refusing := &stubborn{status: http.StatusTooManyRequests, header: func(time.Time) map[string]string { return map[string]string{"Retry-After": "3600"} }}
		other := newStubborn(t, refusing, func(c *httpapi.Config) { c.Clock, c.MaxRetries = clock, 0 })
		r := newRun(t, nil, func(c *httpapi.Config) {
			c.Clock, c.Transport = clock, broken{func() { other.calls(t, 1, 1) }} // It is refused meanwhile.
		})
		call := get(0)
		call.Write, call.Idempotent = true, true
		_, err := r.client.Do(t.Context(), call, nil)
		var limited *httpapi.RateLimitError
		if !errors.As(err, &limited) || limited.Left != httpapi.LongestWait || limited.Wait < 59*time.Minute || !httpapi.OutcomeUnknown(err) {
			t.Errorf("the call ended with %v; outcome unknown: %t", err, httpapi.OutcomeUnknown(err))
		}
	})
}
