// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// mostInAMinute returns the largest number of requests in any 60 seconds.
func mostInAMinute(begun []time.Time) int {
	most, first := 0, 0
	for i, at := range begun {
		for at.Sub(begun[first]) >= time.Minute {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

func TestTheUsersCeiling(t *testing.T) {
	t.Parallel()
	unlimited := func() counter { return newBucket(1_000_000, 1_000_000) }
	tests := map[string]struct {
		counter func() counter
		silent  bool // The platform tells no limit.
		ceiling int
		calls   int
		floor   time.Duration // What the lower of the two takes.
	}{
		"below the platform's":     {unlimited, false, 30, 100, 3 * time.Minute},
		"of a platform that tells": {func() counter { return newBucket(300, 50) }, false, 30, 100, 3 * time.Minute},
		"the platform tells none":  {unlimited, true, 30, 100, 3 * time.Minute},
		"one":                      {unlimited, false, 1, 4, 3 * time.Minute},
		"above the platform's":     {func() counter { return newBucket(60, 10) }, false, 600, 100, 90 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				platform := &simulated{counter: tt.counter(), latency: 20 * time.Millisecond, silent: tt.silent}
				r := newRun(t, platform, func(c *httpapi.Config) { c.RequestsPerMinute = tt.ceiling })
				r.calls(t, tt.calls, 20)
				if got := mostInAMinute(platform.begun); got > tt.ceiling {
					t.Errorf("%d requests were sent within a minute, the ceiling is %d", got, tt.ceiling)
				}
				if r.took < tt.floor || r.took > tt.floor+time.Second || platform.refused > 0 || r.failed > 0 {
					t.Errorf("took %s with %d refusals and %d failures, want about %s", r.took, platform.refused, r.failed, tt.floor)
				}
			})
		})
	}
}

// Two provider blocks with one key, of which one has a ceiling: it holds for
// that one, and counts what the other has sent.
func TestACeilingCountsWhatOthersSend(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		platform := &simulated{counter: newBucket(1_000_000, 1_000_000), latency: 20 * time.Millisecond}
		clock := newClock()
		low := newRun(t, platform, func(c *httpapi.Config) { c.Clock, c.RequestsPerMinute = clock, 10 })
		free := newRun(t, platform, func(c *httpapi.Config) { c.Clock = clock })
		low.calls(t, 1, 1)
		free.calls(t, 20, 1)
		if free.took > time.Second {
			t.Errorf("the client without a ceiling took %s", free.took)
		}
		low.calls(t, 1, 1)
		if low.took < 59*time.Second {
			t.Errorf("the client with a ceiling waited %s only, although 20 requests had been sent", low.took)
		}
	})
}

// One is refused, for as long as the platform says; nobody sends anything before
// that is over, and then one tries before the others follow.
func TestARefusalHoldsEverybody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := realClock.Now()
		platform := &simulated{counter: &window{limit: 100, start: start.Add(-20 * time.Second), used: 100}, latency: 20 * time.Millisecond}
		clock := newClock()
		together := func(c *httpapi.Config) { c.Clock = clock }
		r, other := newRun(t, platform, together), newRun(t, platform, together)
		var both sync.WaitGroup
		both.Go(func() { r.calls(t, 30, 30) })
		both.Go(func() { other.calls(t, 30, 30) })
		both.Wait()
		if platform.refused != 1 || r.failed+other.failed > 0 {
			t.Errorf("%d were refused, %d failed", platform.refused, r.failed+other.failed)
		}
		for i, at := range platform.begun[1:] {
			if at.Sub(start) < 40*time.Second {
				t.Errorf("request %d left after %s", i+2, at.Sub(start))
			}
		}
		if gap := platform.begun[2].Sub(platform.begun[1]); gap <= 0 {
			t.Error("several left at once, before any answer told that they may")
		}
		if took := realClock.Since(start); took > 42*time.Second {
			t.Errorf("all took %s, although the refusal was over after 40s", took)
		}
	})
}
