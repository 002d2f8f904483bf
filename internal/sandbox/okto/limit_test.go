// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// TestLimiterWindows uses a window up at one instant and asks again at another.
func TestLimiterWindows(t *testing.T) {
	t.Parallel()
	at := func(clock string) time.Time {
		v, err := time.Parse(time.RFC3339Nano, "2026-03-"+clock)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	tests := map[string]struct {
		first, used, asked string // The day's first request, when the window is used up, and the request in question.
		wait               int
	}{
		"at once":                     {"01T12:03:20Z", "01T12:03:20Z", "01T12:03:20Z", 300},
		"rounded up":                  {"01T12:03:20Z", "01T12:03:20Z", "01T12:03:20.1Z", 300},
		"the last second":             {"01T12:03:20Z", "01T12:03:20Z", "01T12:08:19.9Z", 1},
		"the window's end":            {"01T12:03:20Z", "01T12:03:20Z", "01T12:08:20Z", 0},
		"windows follow the first":    {"01T12:03:20Z", "01T15:00:00Z", "01T15:00:00Z", 200},
		"a later window's end":        {"01T12:03:20Z", "01T15:00:00Z", "01T15:03:20Z", 0},
		"a window ends with its day":  {"01T23:58:00Z", "01T23:58:00Z", "01T23:58:30Z", 90},
		"the next day begins afresh":  {"01T23:58:00Z", "01T23:58:00Z", "02T00:00:00Z", 0},
		"a day is one in UTC":         {"02T01:58:00+02:00", "02T01:58:00+02:00", "02T01:58:30+02:00", 90},
		"many days later":             {"01T12:00:00Z", "01T12:00:00Z", "09T12:00:00Z", 0},
		"the same minute another day": {"01T12:00:00Z", "02T12:00:00Z", "02T12:01:00Z", 240},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var l limiter
			scope, other := store.Scope{Organisation: "org_1", Environment: store.Sandbox}, store.Scope{Organisation: "org_1", Environment: store.Production}
			l.take(scope, at(tt.first))
			for l.take(scope, at(tt.used)) == 0 {
				continue // Until the window is used up.
			}
			if got := l.take(scope, at(tt.asked)); got != tt.wait {
				t.Errorf("got a wait of %d s, expected %d", got, tt.wait)
			}
			if got := l.take(other, at(tt.asked)); got != 0 {
				t.Errorf("another environment has to wait %d s", got)
			}
			l.refill()
			if got := l.take(scope, at(tt.asked)); got != 0 {
				t.Errorf("got a wait of %d s after a refill", got)
			}
		})
	}
}

// TestLimiterCounts counts what a window allows.
func TestLimiterCounts(t *testing.T) {
	t.Parallel()
	var l limiter
	now, taken := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), 0
	for l.take(store.Scope{}, now) == 0 {
		taken++
	}
	if taken != 1500 {
		t.Errorf("took %d, expected the documented 1,500", taken)
	}
}
