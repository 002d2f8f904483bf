// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing_test

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestNoRefusal runs many calls against each way of counting, in simulated
// time: none is refused, and all take hardly longer than the limit makes them.
func TestNoRefusal(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	free := func() counter { return newBucket(60, 10) }
	pro := func() counter { return newBucket(300, 50) }
	enterprise := func() counter { return newBucket(1000, 200) }
	fixed := func(limit int, into time.Duration) func() counter {
		return func() counter { return &window{limit: limit, start: realClock.Now().Add(-into)} }
	}
	tests := map[string]struct {
		counter  func() counter
		calls    int
		parallel int
		latency  time.Duration
		ahead    time.Duration
		floor    time.Duration // What the limit alone takes.
		over     time.Duration // How much more is all right.
	}{
		"free, 60 at once":                  {free, 60, 60, 20 * ms, 0, 50 * time.Second, 2 * time.Second},
		"free, 10 at once":                  {free, 300, 10, 20 * ms, 0, 290 * time.Second, 2 * time.Second},
		"free, one by one":                  {free, 100, 1, 20 * ms, 0, 90 * time.Second, 2 * time.Second},
		"free, slow":                        {free, 100, 10, time.Second, 0, 90 * time.Second, 6 * time.Second},
		"free, a clock an hour ahead":       {free, 60, 60, 20 * ms, time.Hour, 50 * time.Second, 2 * time.Second},
		"free, a clock an hour behind":      {free, 60, 60, 20 * ms, -time.Hour, 50 * time.Second, 2 * time.Second},
		"pro, 100 creates":                  {pro, 100, 10, 20 * ms, 0, 10 * time.Second, time.Second},
		"pro, hundreds at once":             {pro, 800, 800, 20 * ms, 0, 150 * time.Second, 2 * time.Second},
		"pro, slow":                         {pro, 400, 40, 800 * ms, 0, 70 * time.Second, 6 * time.Second},
		"enterprise, hundreds at once":      {enterprise, 1000, 1000, 20 * ms, 0, 48 * time.Second, time.Second},
		"enterprise, far away":              {enterprise, 1000, 100, 300 * ms, 0, 48 * time.Second, 4 * time.Second},
		"window, 60 at once":                {fixed(60, 0), 60, 60, 20 * ms, 0, 0, time.Second},
		"window, begun long ago":            {fixed(60, 50*time.Second), 300, 300, 20 * ms, 0, 190 * time.Second, 6 * time.Second},
		"window, 10 at once":                {fixed(60, 30*time.Second), 200, 10, 20 * ms, 0, 150 * time.Second, 5 * time.Second},
		"window, a clock an hour ahead":     {fixed(60, 30*time.Second), 200, 10, 20 * ms, time.Hour, 150 * time.Second, 5 * time.Second},
		"window of 300, slow":               {fixed(300, 10*time.Second), 1000, 100, 500 * ms, 0, 170 * time.Second, 10 * time.Second},
		"window of 1, one a minute":         {fixed(1, 0), 5, 5, 20 * ms, 0, 240 * time.Second, 5 * time.Second},
		"bucket of 1, as if a window":       {func() counter { return newBucket(60, 1) }, 60, 60, 20 * ms, 0, 59 * time.Second, 62 * time.Second},
		"window of 2, over at once":         {fixed(2, 59999*ms), 6, 1, ms, 0, 120 * time.Second, 3 * time.Second},
		"window of 60, over at once":        {fixed(60, 59999*ms), 200, 1, ms, 0, 180 * time.Second, 5 * time.Second},
		"window of 60, over in a second":    {fixed(60, 59000*ms), 200, 1, 600 * ms, 0, 180 * time.Second, 15 * time.Second},
		"window, begun between two seconds": {fixed(60, 29300*ms), 200, 10, 20 * ms, 0, 150700 * ms, 5 * time.Second},
		"a tier without a limit":            {func() counter { return newBucket(1_000_000, 1_000_000) }, 2000, 1000, 20 * ms, 0, 40 * ms, 200 * ms},
		"sliding window, less than a limit": {func() counter { return &sliding{limit: 60} }, 60, 10, 20 * ms, 0, 0, time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				platform := &simulated{counter: tt.counter(), latency: tt.latency, ahead: tt.ahead}
				r := newRun(t, platform)
				r.calls(t, tt.calls, tt.parallel)
				t.Logf("%d calls took %s, the floor is %s; %d refused", tt.calls, r.took, tt.floor, platform.refused)
				if platform.refused > 0 || r.failed > 0 || len(platform.arrived) != tt.calls {
					t.Errorf("%d of %d requests were refused, %d calls failed", platform.refused, len(platform.arrived), r.failed)
				}
				if r.took > tt.floor+tt.over {
					t.Errorf("took %s, want at most %s more than %s", r.took, tt.over, tt.floor)
				}
			})
		})
	}
}
