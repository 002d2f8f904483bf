// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

// FuzzListen checks that no headers make the client believe a limit that cannot
// be, nor wait for it without end: after any two answers the next request leaves
// within the longest wait that is believed.
func FuzzListen(f *testing.F) {
	const noon, later = "Sun, 01 Mar 2026 12:00:00 GMT", "Sun, 01 Mar 2026 12:00:07 GMT"
	for _, seed := range []struct {
		status                               int
		limit, remaining, reset, after, date string
	}{
		{200, "300", "299", "1772366401", "", noon},
		{200, "60", "0", "1772366460", "", noon},
		{429, "60", "0", "1772366460", "7", noon},
		{429, "", "", "", "", ""},
		{503, "", "", "", "Sun, 01 Mar 2026 12:00:20 GMT", noon},
		{200, "-1", "-1", "-1", "-1", noon},
		{200, "0", "1e9", "9223372036854775807", "99999999999", later},
		{200, "1000000000", "1000000000", "1772452800", "", noon},
		{200, "2", "5000", "1772366400", "0", later},
		{0, " 3 ", "\x00", "0x10", "soon", "yesterday"},
	} {
		f.Add(seed.status, seed.limit, seed.remaining, seed.reset, seed.after, seed.date, uint8(3))
	}
	f.Fuzz(func(t *testing.T, status int, limit, remaining, reset, after, date string, ms uint8) {
		client := fuzzClient(t)
		response := newResponse(&http.Response{StatusCode: status, Header: http.Header{
			"X-Ratelimit-Limit": {limit}, "X-Ratelimit-Remaining": {remaining}, "X-Ratelimit-Reset": {reset},
			"Retry-After": {after}, "Date": {date},
		}})
		asked, _ := client.retryAfter(response)
		s := listen(response, asked)
		if s.remaining < 0 || s.limit < 0 || s.remaining > mostRequests || s.limit > mostRequests {
			t.Errorf("believes %d left of %d", s.remaining, s.limit)
		}
		if s.until < 0 || s.until > farthest || s.retryAfter < 0 || s.retryAfter > farthest {
			t.Errorf("believes a reset in %s and a wait of %s", s.until, s.retryAfter)
		}
		if s.resets == (s.until == 0) || (s.retryAfter > 0 && !s.refused) {
			t.Errorf("is not consistent: %+v", s)
		}

		clock := clockwork.NewFakeClockAt(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		g := newGovernor(clock)
		for range 2 {
			var ticket uint64
			given, w := g.enter(&ticket, 0, false)
			for range 64 { // Each look may find that there is yet something to wait for.
				if given != nil {
					break
				}
				var ahead outlook
				if given, ahead = g.look(w); given == nil {
					if ahead.wait <= 0 || ahead.wait > farthest+time.Minute {
						t.Fatalf("has to wait for %s after %+v", ahead.wait, s)
					}
					clock.Advance(ahead.wait)
				}
			}
			if given == nil {
				t.Fatalf("never gets a turn after %+v", s)
			}
			clock.Advance(time.Duration(ms) * time.Millisecond)
			given.answered(s)
			if g.pace.limit < 0 || math.IsNaN(g.pace.lo) || math.IsNaN(g.pace.hi) {
				t.Errorf("paces by %+v", g.pace)
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
		client := fuzzClient(t)
		start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		clock := clockwork.NewFakeClockAt(start)
		g := newGovernor(clock)
		said := func(status int) said {
			response := newResponse(&http.Response{StatusCode: status, Header: http.Header{
				"X-Ratelimit-Limit": {limit}, "X-Ratelimit-Remaining": {remaining}, "X-Ratelimit-Reset": {reset},
				"Retry-After": {after}, "Date": {clock.Now().UTC().Format(http.TimeFormat)},
			}})
			asked, _ := client.retryAfter(response)
			return listen(response, asked)
		}
		if before { // An answer has made the client believe what it says.
			var ticket uint64
			if given, _ := g.enter(&ticket, int(ceiling), false); given != nil {
				given.answered(said(http.StatusOK))
			}
		}
		var began time.Time // of the refusals
		for !g.standstill().over {
			var ticket uint64
			given, w := g.enter(&ticket, int(ceiling), false)
			for given == nil {
				var ahead outlook
				if given, ahead = g.look(w); given != nil {
					break
				}
				if ahead.wait > LongestWait {
					return // Nobody waits so long.
				}
				clock.Advance(ahead.wait)
			}
			clock.Advance(time.Duration(ms%30_000) * time.Millisecond) // An attempt takes half a minute at most.
			if began.IsZero() {
				began = clock.Now()
			}
			refusal := said(http.StatusTooManyRequests)
			given.answered(refusal)
			if took := clock.Since(began); took > 2*time.Minute && refusal.retryAfter <= time.Minute {
				t.Fatalf("not given up %s after the first refusal: %+v", took, refusal)
			}
		}
	})
}
