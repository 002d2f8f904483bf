// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing

import (
	"slices"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"pgregory.net/rapid"
)

// realClock is the machine's clock.
var realClock = clockwork.NewRealClock()

// TestTheQueueKeepsItsOrder proves that whatever comes and goes, what stays goes in
// order.
func TestTheQueueKeepsItsOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := newLimiter(realClock)
		l.bucket.hold = l.clock.Now().Add(time.Hour) // Everybody waits.
		var want []Place
		waiting := map[Place]*waiter{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			if len(want) > 0 && rapid.Bool().Draw(t, "leaves") {
				i := rapid.IntRange(0, len(want)-1).Draw(t, "who")
				place := want[i]
				l.leave(waiting[place])
				want = slices.Delete(want, i, i+1)
				if rapid.Bool().Draw(t, "returns") { // As a retry does.
					_, waiting[place] = l.enter(&place, 0, false)
					want = append(want, place)
					slices.Sort(want)
				}
				continue
			}
			var place Place
			_, w := l.enter(&place, 0, false)
			waiting[place] = w
			want = append(want, place)
		}
		var got []Place
		for _, w := range l.queue {
			got = append(got, w.place)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("the queue is %v, want %v", got, want)
		}
	})
}
