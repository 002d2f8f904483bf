// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"testing"
	"time"
)

// BenchmarkGovernor measures what pacing adds to a call that does not wait: a
// turn, and what the answer says.
func BenchmarkGovernor(b *testing.B) {
	answers := map[string]said{
		"no limit told": {},
		"limit told":    {counted: true, remaining: 1_000_000, limit: 1_000_000, resets: true, until: time.Second, resetsAt: 1},
	}
	for name, answer := range answers {
		for _, ceiling := range []int{0, 100_000_000} {
			title := name
			if ceiling > 0 {
				title += ", ceiling"
			}
			b.Run(title, func(b *testing.B) {
				g := newGovernor(realClock)
				b.ReportAllocs()
				for b.Loop() {
					var ticket uint64
					turn, _ := g.enter(&ticket, ceiling, false)
					turn.answered(answer)
				}
			})
		}
	}
	b.Run("limit told, all processors", func(b *testing.B) {
		g := newGovernor(realClock)
		var ticket uint64
		turn, _ := g.enter(&ticket, 0, false)
		turn.answered(answers["limit told"])
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				var ticket uint64
				turn, _ := g.enter(&ticket, 0, false)
				turn.answered(answers["limit told"])
			}
		})
	})
}
