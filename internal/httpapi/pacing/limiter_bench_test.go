// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing

import (
	"testing"
	"time"
)

// BenchmarkLimiter measures what pacing adds to a call that does not wait.
func BenchmarkLimiter(b *testing.B) {
	answers := map[string]Observation{
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
				l := newLimiter(realClock)
				b.ReportAllocs()
				for b.Loop() {
					var place Place
					permit, _ := l.enter(&place, ceiling, false)
					permit.Answered(answer)
				}
			})
		}
	}
	b.Run("limit told, all processors", func(b *testing.B) {
		l := newLimiter(realClock)
		var place Place
		permit, _ := l.enter(&place, 0, false)
		permit.Answered(answers["limit told"])
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				var place Place
				permit, _ := l.enter(&place, 0, false)
				permit.Answered(answers["limit told"])
			}
		})
	})
}
