// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing

import (
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

// FuzzParseHeaders checks that no headers make the client believe a limit that cannot
// be, nor wait for it without end: after any two answers the next request leaves
// within the longest wait that is believed.
func FuzzParseHeaders(f *testing.F) {
	const midday, later = "Sun, 01 Mar 2026 12:00:00 GMT", "Sun, 01 Mar 2026 12:00:07 GMT"
	for _, seed := range []struct {
		status                               int
		limit, remaining, reset, after, date string
	}{
		{200, "300", "299", "1772366401", "", midday},
		{200, "60", "0", "1772366460", "", midday},
		{429, "60", "0", "1772366460", "7", midday},
		{429, "", "", "", "", ""},
		{503, "", "", "", "Sun, 01 Mar 2026 12:00:20 GMT", midday},
		{200, "-1", "-1", "-1", "-1", midday},
		{200, "0", "1e9", "9223372036854775807", "99999999999", later},
		{200, "1000000000", "1000000000", "1772452800", "", midday},
		{200, "2", "5000", "1772366400", "0", later},
		{0, " 3 ", "\x00", "0x10", "soon", "yesterday"},
	} {
		f.Add(seed.status, seed.limit, seed.remaining, seed.reset, seed.after, seed.date, uint8(3))
	}
	f.Fuzz(func(t *testing.T, status int, limit, remaining, reset, after, date string, ms uint8) {
		o := ParseHeaders(status, http.Header{
			"X-Ratelimit-Limit": {limit}, "X-Ratelimit-Remaining": {remaining}, "X-Ratelimit-Reset": {reset}, "Retry-After": {after},
		}, dateOf(date), noon)
		if o.remaining < 0 || o.limit < 0 || o.remaining > mostRequests || o.limit > mostRequests {
			t.Errorf("believes %d left of %d", o.remaining, o.limit)
		}
		if o.until < 0 || o.until > farthest || o.retryAfter < 0 || o.retryAfter > farthest {
			t.Errorf("believes a reset in %s and a wait of %s", o.until, o.retryAfter)
		}
		if o.resets == (o.until == 0) || (o.retryAfter > 0 && !o.refused) {
			t.Errorf("is not consistent: %+v", o)
		}

		clock := clockwork.NewFakeClockAt(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		l := newLimiter(clock)
		for range 2 {
			var place Place
			given, w := l.enter(&place, 0, false)
			for range 64 { // Each look may find that there is yet something to wait for.
				if given != nil {
					break
				}
				var ahead forecast
				if given, ahead = l.look(w); given == nil {
					if ahead.wait <= 0 || ahead.wait > farthest+time.Minute {
						t.Fatalf("has to wait for %s after %+v", ahead.wait, o)
					}
					clock.Advance(ahead.wait)
				}
			}
			if given == nil {
				t.Fatalf("never gets a turn after %+v", o)
			}
			clock.Advance(time.Duration(ms) * time.Millisecond)
			given.Answered(o)
			if l.bucket.limit < 0 || math.IsNaN(l.bucket.lo) || math.IsNaN(l.bucket.hi) {
				t.Errorf("paces by %+v", l.bucket)
			}
		}
	})
}

// FuzzLastingRefusals checks that no headers keep those who are refused time and again
// waiting: they give up within two minutes, or the platform itself has named a longer
// wait, once.
func FuzzLastingRefusals(f *testing.F) {
	for _, seed := range []struct{ limit, remaining, reset, after string }{
		{"", "", "", ""},
		{"0", "0", "0", "0"},
		{"1", "0", "1772366940", "-1"},
		{"1000000", "999999", "1772366400", "1"},
		{"9223372036854775807", "-1", "9223372036854775807", "99999999999999999999"},
		{"60", "0", "1772449200", "Sat, 28 Feb 2026 12:00:00 GMT"},
	} {
		f.Add(seed.limit, seed.remaining, seed.reset, seed.after, uint8(1), uint16(50), true)
	}
	f.Fuzz(func(t *testing.T, limit, remaining, reset, after string, ceiling uint8, ms uint16, before bool) {
		start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		clock := clockwork.NewFakeClockAt(start)
		l := newLimiter(clock)
		answer := func(status int) Observation {
			return ParseHeaders(status, http.Header{
				"X-Ratelimit-Limit": {limit}, "X-Ratelimit-Remaining": {remaining}, "X-Ratelimit-Reset": {reset}, "Retry-After": {after},
			}, clock.Now().UTC().Truncate(time.Second), clock.Now())
		}
		if before { // An answer has made the client believe what it says.
			var place Place
			if given, _ := l.enter(&place, int(ceiling), false); given != nil {
				given.Answered(answer(http.StatusOK))
			}
		}
		var began time.Time // of the refusals
		for l.Standstill() == nil {
			var place Place
			given, w := l.enter(&place, int(ceiling), false)
			for given == nil {
				var ahead forecast
				if given, ahead = l.look(w); given != nil {
					break
				}
				if ahead.wait > 10*time.Minute {
					return // Nobody waits so long.
				}
				clock.Advance(ahead.wait)
			}
			clock.Advance(time.Duration(ms%30_000) * time.Millisecond) // An attempt takes half a minute at most.
			if began.IsZero() {
				began = clock.Now()
			}
			refusal := answer(http.StatusTooManyRequests)
			given.Answered(refusal)
			if took := clock.Since(began); took > 2*time.Minute && refusal.retryAfter <= time.Minute {
				t.Fatalf("not given up %s after the first refusal: %+v", took, refusal)
			}
		}
	})
}

// dateOf reads the header Date; zero for what is none.
func dateOf(text string) time.Time {
	date, err := http.ParseTime(text)
	if err != nil {
		return time.Time{}
	}
	return date
}

// FuzzRetryAfter checks that no header makes a client wait a negative time, or
// wait for what is not a number or a date.
func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{
		"", "0", "1", " 120 ", "-1", "+5", "1e9", "0x10", "99999999999999999999", "9223372036",
		"Sun, 01 Mar 2026 12:00:20 GMT", "Sun, 01 Mar 2026 11:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "soon",
	} {
		f.Add(seed, "Sun, 01 Mar 2026 12:00:00 GMT")
		f.Add(seed, "")
	}
	f.Fuzz(func(t *testing.T, retryAfter, date string) {
		wait, ok := RetryAfter(http.Header{"Retry-After": {retryAfter}}, dateOf(date), noon)
		if wait < 0 || (wait > 0 && !ok) {
			t.Errorf("%q is a wait of %s, %t", retryAfter, wait, ok)
		}
		if ok && !strings.ContainsAny(retryAfter, "0123456789") {
			t.Errorf("%q is a wait of %s", retryAfter, wait)
		}
	})
}
