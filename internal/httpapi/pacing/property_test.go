// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing_test

import (
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	_ "github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/seeded"
)

// wave is a number of calls that are made at once, and the pause after them.
type wave struct {
	calls, parallel int
	pause           time.Duration
}

// TestNobodyElseNoRefusal holds the limiter to its promise with limits, delays
// and patterns of use of all kinds: a run that has a limit for itself, however
// it counts and however much of it was used before, is refused nothing.
func TestNobodyElseNoRefusal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		between := func(name string, least, most int) int { return rapid.IntRange(least, most).Draw(rt, name) }
		span := func(name string, least, most time.Duration) time.Duration {
			return time.Duration(between(name, int(least/time.Millisecond), int(most/time.Millisecond))) * time.Millisecond
		}
		limit, bucket := between("limit", 1, 1200), rapid.Bool().Draw(rt, "bucket")
		burst := between("burst", 1, limit)
		into := span("into", 0, time.Minute-time.Millisecond)
		used := between("used", 0, limit-1)
		// A first answer that takes a second or more is not waited for.
		latency := span("latency", 0, 600*time.Millisecond)
		ahead := time.Duration(between("ahead", -7200, 7200)) * time.Second
		var waves []wave
		for range between("waves", 1, 4) {
			waves = append(waves, wave{between("calls", 1, 100), between("parallel", 1, 40), span("pause", 0, 90*time.Second)})
		}

		var platform *simulated
		failed := 0
		synctest.Test(t, func(t *testing.T) { // Time is not simulated for rapid, which bounds its own.
			var counted counter = &window{limit: limit, start: realClock.Now().Add(-into)}
			if bucket {
				counted, used = newBucket(limit, burst), min(used, burst-1)
			}
			for range used {
				counted.take(realClock.Now())
			}
			platform = &simulated{counter: counted, latency: latency, ahead: ahead}
			r := newRun(t, platform)
			for _, w := range waves {
				r.calls(t, w.calls, w.parallel)
				<-realClock.After(w.pause)
			}
			failed = r.failed
		})
		if platform.refused > 0 || failed > 0 {
			rt.Fatalf("%d of %d requests were refused, %d calls failed", platform.refused, len(platform.arrived), failed)
		}
	})
}
