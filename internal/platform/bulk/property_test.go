// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bulk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"pgregory.net/rapid"

	_ "github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/seeded"
)

// history is what the things were, and when: no two events have the same number.
type history struct {
	*source

	mu      sync.Mutex
	now     int
	changes map[string][]change
	reads   map[string][]reading
}

// change is what a thing became.
type change struct {
	at  int
	is  thing
	own bool // made by this provider, not by others
}

// reading is a read that has returned.
type reading struct{ called, returned int }

func newHistory(count int) *history {
	h := &history{source: newSource(count), changes: map[string][]change{}, reads: map[string][]reading{}}
	for id, it := range h.things {
		h.changes[id] = []change{{is: it}}
	}
	return h
}

func (h *history) tick() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now++
	return h.now
}

// commit changes a thing. Nobody looks at the things meanwhile.
func (h *history) commit(id string, own bool) {
	h.change(id, func(it *thing) {
		it.Version++
		at := h.tick()
		h.mu.Lock()
		defer h.mu.Unlock()
		h.changes[id] = append(h.changes[id], change{at, *it, own})
	})
}

// could reports whether a GET at some moment from one event to another could have
// had this answer.
func (h *history) could(got thing, from, to int) bool {
	all := h.changes[got.ID]
	for i, c := range all {
		until := to
		if i+1 < len(all) {
			until = all[i+1].at
		}
		if c.is == got && c.at <= to && until >= from {
			return true
		}
	}
	return false
}

// oldest returns how far back the answer of a read may be where others change
// things: a list is as old as the refresh, but not older than any own write, and
// not older than an earlier read of the same thing.
func (h *history) oldest(id string, called int) int {
	oldest := 0
	for _, changes := range h.changes {
		for _, c := range changes {
			if c.own && c.at < called {
				oldest = max(oldest, c.at)
			}
		}
	}
	for _, r := range h.reads[id] {
		if r.returned < called {
			oldest = max(oldest, r.called)
		}
	}
	return oldest
}

// deed is something that is done at some time.
type deed struct {
	kind          string
	id            string
	at            int // milliseconds
	before, after int // of a write: how long it takes until it is done, and until the answer is there
	patience      int // of a read: when it is cancelled
}

// TestReads_areNeverStale draws reads, own writes and changes by others, and has
// them run into each other in every way. A read's answer has to be that of a GET
// at some moment between call and return, as far as this provider's writes go.
// What others change may show as late as the refresh is old.
func TestReads_areNeverStale(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		count := rapid.SampledFrom([]int{3, 100, 250}).Draw(r, "things")
		delays := rapid.SliceOfN(rapid.IntRange(0, 8), 8, 8).Draw(r, "delays")
		fails := rapid.IntRange(0, 4).Draw(r, "failing page")
		kinds := []string{"read", "read", "read", "read", "write"}
		others := rapid.Bool().Draw(r, "others")
		if others {
			kinds = append(kinds, "change")
		}
		deeds := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) deed {
			return deed{
				kind: rapid.SampledFrom(kinds).Draw(r, "kind"),
				id:   name(rapid.SampledFrom([]int{0, 1, 2, count / 2, count - 1}).Draw(r, "thing")),
				at:   rapid.IntRange(0, 30).Draw(r, "at"), before: rapid.IntRange(0, 10).Draw(r, "before"),
				after: rapid.IntRange(0, 10).Draw(r, "after"), patience: rapid.IntRange(1, 60).Draw(r, "patience"),
			}
		}), 1, 40).Draw(r, "deeds")
		var wrong []string
		synctest.Test(t, func(t *testing.T) { wrong = happens(t, count, delays, fails, others, deeds) })
		if len(wrong) > 0 {
			r.Fatalf("%s", strings.Join(wrong, "\n"))
		}
	})
}

// happens does all deeds, each at its time, and returns which reads were wrong.
func happens(t *testing.T, count int, delays []int, fails int, others bool, deeds []deed) (wrong []string) {
	t.Helper()
	clock := clockwork.NewRealClock() // Within the bubble it is as fast as the deeds.
	pass := func(ms int) { clock.Sleep(time.Duration(ms) * time.Millisecond) }
	h := newHistory(count)
	delay := func() { pass(delays[h.tick()%len(delays)]) }
	h.got = func(context.Context, string) error { delay(); return nil }
	h.turned = func(_ context.Context, page int) error {
		delay()
		if page == fails {
			return errRefused
		}
		return nil
	}
	on := h.shares(t)
	var all sync.WaitGroup
	for _, d := range deeds {
		all.Go(func() {
			pass(d.at)
			switch d.kind {
			case "change":
				h.commit(d.id, false)
			case "write":
				var err error
				written := on.write()
				pass(d.before)
				h.commit(d.id, true)
				pass(d.after)
				written(&err)
			case "read":
				ctx, cancel := context.WithTimeout(refreshed(t), time.Duration(d.patience)*time.Millisecond)
				defer cancel()
				called := h.tick()
				got, err := on.read(ctx, d.id)
				returned := h.tick()
				h.mu.Lock()
				defer h.mu.Unlock()
				from := called
				if others {
					from = h.oldest(d.id, called)
				}
				switch {
				case err != nil && !errors.Is(err, context.DeadlineExceeded):
					wrong = append(wrong, fmt.Sprintf("the read of %s at event %d ends with %v", d.id, called, err))
				case err == nil && (got.ID != d.id || !h.could(got, from, returned)):
					wrong = append(wrong, fmt.Sprintf("the read of %s from event %d to %d got %+v of %+v", d.id, called, returned, got, h.changes[d.id]))
				}
				h.reads[d.id] = append(h.reads[d.id], reading{called, returned})
			}
		})
	}
	all.Wait()
	pass(10) // A page that was abandoned is on its way still.
	return wrong
}
