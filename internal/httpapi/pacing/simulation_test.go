// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ratelimit"
)

// counter is a platform's way of counting requests. It is the simulation's, so
// that a mistake in the limiter is not repeated here.
type counter interface {
	take(now time.Time) ratelimit.State
}

// bucket is the sandbox's own token bucket.
type bucket struct{ *ratelimit.Limiter }

func newBucket(perMinute, burst int) bucket {
	return bucket{ratelimit.New(ratelimit.Tier{PerMinute: perMinute, Burst: burst})}
}

func (b bucket) take(now time.Time) ratelimit.State { return b.Take("org_1", now) }

// window is a fixed window of a minute, which begins anew at whole minutes after
// its start.
type window struct {
	limit int
	start time.Time
	used  int
}

func (w *window) take(now time.Time) ratelimit.State {
	for now.Sub(w.start) >= time.Minute {
		w.start, w.used = w.start.Add(time.Minute), 0
	}
	end := w.start.Add(time.Minute)
	s := ratelimit.State{Allowed: w.used < w.limit, Limit: w.limit, Reset: ceilSecond(end)}
	if s.Allowed {
		w.used++
		s.Remaining = w.limit - w.used
	} else {
		s.RetryAfter = int(end.Sub(now)/time.Second) + 1
	}
	return s
}

// sliding counts the last 60 seconds at any moment, and says that it resets a
// minute from now, whenever that is.
type sliding struct {
	limit int
	times []time.Time
}

func (s *sliding) take(now time.Time) ratelimit.State {
	for len(s.times) > 0 && now.Sub(s.times[0]) >= time.Minute {
		s.times = s.times[1:]
	}
	state := ratelimit.State{Allowed: len(s.times) < s.limit, Limit: s.limit, Reset: ceilSecond(now.Add(time.Minute))}
	if state.Allowed {
		s.times = append(s.times, now)
		state.Remaining = s.limit - len(s.times)
	} else {
		state.RetryAfter = int(s.times[0].Add(time.Minute).Sub(now)/time.Second) + 1
	}
	return state
}

func ceilSecond(t time.Time) int64 { return t.Add(time.Second - time.Nanosecond).Unix() }

// simulated is a platform in simulated time, as a transport: what the client
// would send over a network reaches it after half of a latency.
type simulated struct {
	counter counter
	// latency is the mean of a round trip, half of it random.
	latency time.Duration
	// ahead is how far the platform's clock is ahead of this machine's.
	ahead time.Duration
	// silent leaves the headers out, but for Retry-After on a refusal.
	silent bool

	mu      sync.Mutex
	random  *rand.Rand
	arrived []string // The paths, in order of counting.
	refused int
	begun   []time.Time // When each request was sent.
}

func (s *simulated) delay() {
	s.mu.Lock()
	if s.random == nil {
		s.random = rand.New(rand.NewPCG(1, 2)) //nolint:gosec // Delays that are the same each time.
	}
	d := s.latency/4 + time.Duration(s.random.Int64N(int64(s.latency/2)+1))
	s.mu.Unlock()
	<-realClock.After(d)
}

// RoundTrip implements http.RoundTripper.
func (s *simulated) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.begun = append(s.begun, realClock.Now())
	s.mu.Unlock()
	s.delay()
	s.mu.Lock()
	now := realClock.Now()
	state := s.counter.take(now)
	s.arrived = append(s.arrived, r.URL.Path)
	header := http.Header{"Content-Type": {"application/json"}, "Date": {now.Add(s.ahead).UTC().Format(http.TimeFormat)}}
	if !s.silent {
		header.Set("X-RateLimit-Limit", strconv.Itoa(state.Limit))
		header.Set("X-RateLimit-Remaining", strconv.Itoa(state.Remaining))
		header.Set("X-RateLimit-Reset", strconv.FormatInt(state.Reset+int64(s.ahead/time.Second), 10))
	}
	status, body := http.StatusOK, `{}`
	if !state.Allowed {
		s.refused++
		status, body = http.StatusTooManyRequests, `{"error":{"code":"RATE_LIMITED"}}`
		header.Set("Retry-After", strconv.Itoa(state.RetryAfter))
	}
	s.mu.Unlock()
	s.delay()
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// run is one process that makes calls.
type run struct {
	client *httpapi.Client
	took   time.Duration
	failed int
}

// realClock is the machine's clock, or that of a bubble of package synctest.
var realClock = clockwork.NewRealClock()

// ownClock tells the real time. Clients with different ones do not share a limiter.
type ownClock struct{ clockwork.Clock }

func newClock() *ownClock { return &ownClock{realClock} }

// newRun makes a client of the platform with a limiter of its own, as another
// process would have.
func newRun(t *testing.T, s *simulated, changes ...func(*httpapi.Config)) *run {
	t.Helper()
	config := httpapi.Config{BaseURL: "https://api.example/v1", MaxRetries: 8, Transport: s, Secrets: []string{t.Name()}, Clock: newClock()}
	for _, change := range changes {
		change(&config)
	}
	client, err := httpapi.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return &run{client: client}
}

// calls makes n calls, so many at once, in the order of their numbers.
func (r *run) calls(t *testing.T, n, parallel int) {
	t.Helper()
	start := realClock.Now()
	numbers := make(chan int)
	var workers sync.WaitGroup
	var mu sync.Mutex
	for range parallel {
		workers.Go(func() {
			for i := range numbers {
				_, err := r.client.Do(t.Context(), httpapi.Call{Method: http.MethodGet, Path: fmt.Sprintf("/things/%d", i)}, nil)
				if err != nil {
					mu.Lock()
					r.failed++
					mu.Unlock()
				}
			}
		})
	}
	for i := range n {
		numbers <- i
	}
	close(numbers)
	workers.Wait()
	r.took = realClock.Since(start)
}
