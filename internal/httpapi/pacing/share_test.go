// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing_test

import (
	"cmp"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// equally fails the test if, of runs that make as many calls at the same time,
// one is done long before another: then it got more than its part.
func equally(t *testing.T, runs []*run) {
	t.Helper()
	byTime := func(a, b *run) int { return cmp.Compare(a.took, b.took) }
	first, last := slices.MinFunc(runs, byTime).took, slices.MaxFunc(runs, byTime).took
	if first < last*6/10 {
		t.Errorf("one run took %s and another %s", first, last)
	}
}

// TestRunsShare lets several processes use one credential at the same time.
// None knows of the others but by what the answers say is left; still few
// requests are refused, all get on, and the platform's limit is not wasted.
func TestRunsShare(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	tests := map[string]struct {
		counter  func() counter
		calls    []int // Of each run.
		parallel int
		apart    time.Duration // How much later each run starts than the one before.
		floor    time.Duration
		over     time.Duration
		refused  int // At most.
	}{
		"free, two at the same moment":   {func() counter { return newBucket(60, 10) }, []int{150, 150}, 10, 0, 290 * time.Second, 15 * time.Second, 6},
		"free, the second comes later":   {func() counter { return newBucket(60, 10) }, []int{200, 100}, 10, 60 * time.Second, 290 * time.Second, 15 * time.Second, 6},
		"free, three":                    {func() counter { return newBucket(60, 10) }, []int{100, 100, 100}, 10, 700 * ms, 290 * time.Second, 20 * time.Second, 24},
		"pro, two at the same moment":    {func() counter { return newBucket(300, 50) }, []int{400, 400}, 10, 0, 150 * time.Second, 10 * time.Second, 8},
		"pro, the second comes later":    {func() counter { return newBucket(300, 50) }, []int{500, 300}, 10, 30 * time.Second, 150 * time.Second, 10 * time.Second, 8},
		"window, two at the same moment": {func() counter { return &window{limit: 60, start: realClock.Now()} }, []int{140, 140}, 10, 0, 240 * time.Second, 10 * time.Second, 10},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				platform := &simulated{counter: tt.counter(), latency: 20 * ms}
				start := realClock.Now()
				runs := make([]*run, len(tt.calls))
				var all sync.WaitGroup
				for i, n := range tt.calls {
					runs[i] = newRun(t, platform)
					all.Go(func() {
						<-realClock.After(time.Duration(i) * tt.apart)
						runs[i].calls(t, n, tt.parallel)
					})
				}
				all.Wait()
				took := realClock.Since(start)
				if tt.apart < time.Second && slices.Min(tt.calls) == slices.Max(tt.calls) {
					equally(t, runs)
				}
				for i, r := range runs {
					t.Logf("run %d took %s for %d calls, %d failed", i+1, r.took, tt.calls[i], r.failed)
					if r.failed > 0 {
						t.Errorf("%d calls of run %d failed", r.failed, i+1)
					}
				}
				t.Logf("all took %s, %d refused", took, platform.refused)
				if platform.refused > tt.refused {
					t.Errorf("%d requests were refused, want at most %d", platform.refused, tt.refused)
				}
				if took > tt.floor+tt.over {
					t.Errorf("took %s, want at most %s more than %s", took, tt.over, tt.floor)
				}
			})
		})
	}
}
