// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// stubborn is a platform that answers every request alike, until it does not.
type stubborn struct {
	status  int                                   // 0 refuses the connection
	header  func(now time.Time) map[string]string // nil for none
	takes   time.Duration                         // to answer
	relents func(number int, now time.Time) bool  // the request succeeds; nil for never

	mu   sync.Mutex
	sent []time.Time
}

// RoundTrip implements http.RoundTripper.
func (s *stubborn) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.sent = append(s.sent, realClock.Now())
	number := len(s.sent)
	s.mu.Unlock()
	<-realClock.After(s.takes)
	now, status := realClock.Now(), s.status
	if s.relents != nil && s.relents(number, now) {
		status = http.StatusOK
	}
	if status == 0 {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
	header := http.Header{"Content-Type": {"application/json"}, "Date": {now.UTC().Format(http.TimeFormat)}}
	if s.header != nil && status != http.StatusOK {
		for name, value := range s.header(now) {
			header.Set(name, value)
		}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(`{}`)), Request: r}, nil
}

// newStubborn makes a run on the platform, with a client that was changed.
func newStubborn(t *testing.T, s *stubborn, change func(*httpapi.Config)) *run {
	t.Helper()
	config := httpapi.Config{
		BaseURL: "https://api.example/v1", MaxRetries: 8, Transport: s, Secrets: []string{t.Name()},
		Platform: "Tok", Credential: "tok.api_key",
	}
	if change != nil {
		change(&config)
	}
	client, err := httpapi.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return &run{client: client}
}

// TestLastingRefusalsEnd proves that a run under lasting refusals ends within two
// minutes, however many objects it is about and whatever the headers say.
func TestLastingRefusalsEnd(t *testing.T) {
	t.Parallel()
	only := func(pairs ...string) func(time.Time) map[string]string {
		return func(time.Time) map[string]string {
			header := map[string]string{}
			for i := 0; i < len(pairs); i += 2 {
				header[pairs[i]] = pairs[i+1]
			}
			return header
		}
	}
	after := func(d time.Duration) func(time.Time) map[string]string {
		return func(now time.Time) map[string]string {
			return map[string]string{"Retry-After": now.Add(d).UTC().Format(http.TimeFormat)}
		}
	}
	reset := func(d time.Duration, limit string) func(time.Time) map[string]string {
		return func(now time.Time) map[string]string {
			return map[string]string{"X-RateLimit-Limit": limit, "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": itoa(now.Add(d).Unix())}
		}
	}
	for name, header := range map[string]func(time.Time) map[string]string{
		"nothing":                nil,
		"Retry-After negative":   only("Retry-After", "-5"),
		"Retry-After zero":       only("Retry-After", "0"),
		"Retry-After a second":   only("Retry-After", "1"),
		"Retry-After a minute":   only("Retry-After", "60"),
		"Retry-After a week":     only("Retry-After", "604800"),
		"Retry-After an hour":    only("Retry-After", "3600"),
		"Retry-After beyond":     only("Retry-After", "99999999999999999999"),
		"Retry-After a word":     only("Retry-After", "soon"),
		"Retry-After past":       after(-time.Hour),
		"Retry-After far future": after(365 * 24 * time.Hour),
		"Limit 0":                only("X-RateLimit-Limit", "0", "X-RateLimit-Remaining", "0"),
		"Limit 1":                only("X-RateLimit-Limit", "1", "X-RateLimit-Remaining", "0"),
		"a million left":         only("X-RateLimit-Limit", "1000000", "X-RateLimit-Remaining", "1000000"),
		"huge numbers":           only("X-RateLimit-Limit", "9223372036854775807", "X-RateLimit-Remaining", "9223372036854775807", "X-RateLimit-Reset", "9223372036854775807"),
		"Reset past":             reset(-time.Hour, "60"),
		"Reset in a minute":      reset(time.Minute, "60"),
		"Reset in nine minutes":  reset(9*time.Minute, "60"),
		"Reset in 23 hours":      reset(23*time.Hour, "1"),
		"Reset in a year":        reset(365*24*time.Hour, "60"),
	} {
		for _, n := range []int{1, 3, 100} {
			for kind, change := range map[string]func(*httpapi.Config){
				"default":      nil,
				"two retries":  func(c *httpapi.Config) { c.MaxRetries = 2 },
				"many retries": func(c *httpapi.Config) { c.MaxRetries = 1000 },
				"ceiling":      func(c *httpapi.Config) { c.RequestsPerMinute = 1 },
			} {
				t.Run(name+"/"+itoa(int64(n))+"/"+kind, func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						platform := &stubborn{status: http.StatusTooManyRequests, header: header, takes: 50 * time.Millisecond}
						r := newStubborn(t, platform, change)
						r.calls(t, n, 10)
						if r.took > 2*time.Minute || r.failed != n {
							t.Errorf("%d of %d calls failed in %s, after %d requests", r.failed, n, r.took, len(platform.sent))
						}
					})
				})
			}
		}
	}
}

// TestLastingFailuresEnd proves that what many resources meet alike is not tried by
// each of them with all its retries.
func TestLastingFailuresEnd(t *testing.T) {
	t.Parallel()
	for name, platform := range map[string]*stubborn{
		"503":                   {status: http.StatusServiceUnavailable, takes: 50 * time.Millisecond},
		"502":                   {status: http.StatusBadGateway, takes: 50 * time.Millisecond},
		"503, a negative wait":  {status: http.StatusServiceUnavailable, header: func(time.Time) map[string]string { return map[string]string{"Retry-After": "-1"} }},
		"503, a wait":           {status: http.StatusServiceUnavailable, header: func(time.Time) map[string]string { return map[string]string{"Retry-After": "30"} }},
		"connection is refused": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newStubborn(t, platform, nil)
				r.calls(t, 100, 10)
				if r.took > 2*time.Minute || r.failed != 100 {
					t.Errorf("%d of 100 calls failed in %s, after %d requests", r.failed, r.took, len(platform.sent))
				}
			})
		})
	}
}

// TestStandstillIsTold proves that who gives up says which platform refuses, by which
// credential, and for how long, and that what was not sent has had no effect.
func TestStandstillIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		ctx := tflogtest.RootLogger(t.Context(), &log)
		platform := &stubborn{status: http.StatusTooManyRequests, header: func(time.Time) map[string]string {
			return map[string]string{"X-RateLimit-Limit": "1000000", "X-RateLimit-Remaining": "0"}
		}}
		r := newStubborn(t, platform, nil)
		var done sync.WaitGroup
		var ended []time.Time
		var mu sync.Mutex
		unsent := 0
		for i := range 10 {
			done.Go(func() {
				call := get(i)
				call.Method, call.Write, call.IdempotencyKey = http.MethodPost, true, "once"
				_, err := r.client.Do(ctx, call, nil)
				var still *httpapi.StandstillError
				if !errors.As(err, &still) || !still.Refused || still.For < time.Minute || httpapi.OutcomeUnknown(err) {
					t.Errorf("the call ended with %v", err)
					return
				}
				if want := "Tok has refused all "; !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "under tok.api_key for 1m") {
					t.Errorf("the error reads %q", err)
				}
				mu.Lock()
				defer mu.Unlock()
				ended = append(ended, realClock.Now())
				if strings.HasPrefix(err.Error(), "POST ") && strings.Contains(err.Error(), " was not sent: ") {
					unsent++
				}
			})
			synctest.Wait()
		}
		done.Wait()
		if unsent < 8 {
			t.Errorf("%d of 10 calls say that they were not sent", unsent)
		}
		if len(ended) == 10 && ended[9].Sub(ended[0]) > 0 {
			t.Errorf("they gave up over %s, want together", ended[9].Sub(ended[0]))
		}
		told := waitsTold(t, &log)
		if len(told) == 0 {
			t.Error("the log says nothing of waits")
		}
		for _, line := range told {
			if line["reason"] != "the wait after a refusal by the platform" {
				t.Errorf("the log says %q", line["reason"])
			}
		}
	})
}

// TestProgressIsNoStandstill proves that nobody gives up on a platform which lets
// something succeed now and then, and that it is asked again after a standstill.
func TestProgressIsNoStandstill(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		platform *stubborn
		n        int
	}{
		"a success each 50 s": {&stubborn{status: http.StatusTooManyRequests, relents: everyAfter(50 * time.Second)}, 20},
		"slow answers":        {&stubborn{status: http.StatusServiceUnavailable, takes: 25 * time.Second, relents: func(n int, _ time.Time) bool { return n%3 == 0 }}, 30},
		"slow refusals":       {&stubborn{status: http.StatusTooManyRequests, takes: 25 * time.Second, relents: func(n int, _ time.Time) bool { return n%2 == 0 }}, 30},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newStubborn(t, test.platform, func(c *httpapi.Config) { c.MaxRetries = 1000 })
				r.calls(t, test.n, 10)
				if r.failed > 0 {
					t.Errorf("%d of %d calls failed after %s", r.failed, test.n, r.took)
				}
			})
		})
	}
}

// everyAfter lets one request succeed when so much time has passed since the last one.
func everyAfter(gap time.Duration) func(int, time.Time) bool {
	last := realClock.Now()
	var mu sync.Mutex
	return func(_ int, now time.Time) bool {
		mu.Lock()
		defer mu.Unlock()
		if last.After(now) || now.Sub(last) > 24*time.Hour {
			last = now // The bubble has a clock of its own.
		}
		if now.Sub(last) < gap {
			return false
		}
		last = now
		return true
	}
}

// TestAfterAStandstill proves what comes after all have given up: nothing is sent for
// a while but what ends something, which is tried once; then one asks again.
func TestAfterAStandstill(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		well := false
		platform := &stubborn{status: http.StatusTooManyRequests, relents: func(int, time.Time) bool { return well }}
		r := newStubborn(t, platform, nil)
		r.calls(t, 10, 10)
		sent := len(platform.sent)
		r.calls(t, 90, 10)
		if r.took > 0 || len(platform.sent) != sent {
			t.Errorf("90 more calls took %s and %d requests", r.took, len(platform.sent)-sent)
		}
		revoke := get(1)
		revoke.Method, revoke.Write, revoke.Idempotent = http.MethodDelete, true, true
		before := realClock.Now()
		_, err := r.client.Do(t.Context(), revoke, nil)
		if len(platform.sent) != sent+1 || err == nil || !realClock.Now().Equal(before) {
			t.Errorf("what ends something made %d requests and ended with %v", len(platform.sent)-sent, err)
		}
		<-realClock.After(10 * time.Second)
		if _, err = r.client.Do(t.Context(), get(1), nil); err == nil || len(platform.sent) != sent+2 {
			t.Errorf("after a while %d requests were made: %v", len(platform.sent)-sent, err)
		}
		again := newStubborn(t, platform, nil) // A new run asks at once.
		before = realClock.Now()
		if again.calls(t, 1, 1); len(platform.sent) == sent+2 || !platform.sent[sent+2].Equal(before) {
			t.Error("a new run asks nothing")
		}
		<-realClock.After(10 * time.Second)
		well = true
		r.failed = 0
		if r.calls(t, 20, 10); r.failed > 0 || r.took > 0 {
			t.Errorf("%d of 20 calls failed although the platform answers again, in %s", r.failed, r.took)
		}
	})
}

// TestRunsUnderRefusals proves that two clients of one credential give up together.
func TestRunsUnderRefusals(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		platform := &stubborn{status: http.StatusTooManyRequests}
		one, other := newStubborn(t, platform, nil), newStubborn(t, platform, func(c *httpapi.Config) { c.RequestsPerMinute = 30 })
		var both sync.WaitGroup
		both.Go(func() { one.calls(t, 50, 10) })
		both.Go(func() { other.calls(t, 50, 10) })
		both.Wait()
		if one.failed+other.failed != 100 || max(one.took, other.took) > 2*time.Minute {
			t.Errorf("%d calls failed in %s and %s", one.failed+other.failed, one.took, other.took)
		}
	})
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// TestABurstIsRefused proves that what one of many refusals says of the reset does not
// keep the others waiting for it.
func TestABurstIsRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		platform := &stubborn{
			status: http.StatusTooManyRequests, takes: 50 * time.Millisecond,
			relents: func(number int, _ time.Time) bool { return number == 1 },
			header: func(now time.Time) map[string]string {
				return map[string]string{"X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": itoa(now.Add(9 * time.Minute).Unix())}
			},
		}
		r := newStubborn(t, platform, nil)
		r.calls(t, 1, 1)
		r.calls(t, 50, 10)
		if r.took > 2*time.Minute || r.failed != 50 {
			t.Errorf("%d of 50 calls failed in %s", r.failed, r.took)
		}
	})
}
