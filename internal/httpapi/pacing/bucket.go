// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing

import (
	"math"
	"slices"
	"time"
)

const (
	// quiet is how long after the last answer the next request goes alone: another
	// run may have used the limit up meanwhile.
	quiet = 5 * time.Second
	// young is how long others wait to learn from a request without an answer. A
	// bank may take half a minute to answer.
	young = time.Second
	// firstHold and longestHold bound the wait after a refusal that names none;
	// each one in a row doubles it.
	firstHold   = 250 * time.Millisecond
	longestHold = 32 * time.Second
	// sharedFor is how long the last sign of another run is remembered.
	sharedFor = 30 * time.Second
	// reserved is how many requests to leave to other runs.
	reserved = 2
	// slack is what to leave in a token bucket beyond a whole request.
	slack = 0.5
	// margin makes up for fractions lost in rounding.
	margin = time.Millisecond
	// fallbackLimit is how many requests to send in a minute when a platform counts
	// but tells neither its limit nor when it resets.
	fallbackLimit = 60
)

// bucket estimates what is left of a platform's limit. The caller passes the time
// in. It is not safe for concurrent use.
//
// Platforms count in two ways, and do not say in which: a token bucket refills all
// the time, a fixed window at its end. So lo and hi bound what will be left once
// all requests that were sent have been counted, and do not grow before the reset
// until answers prove a token bucket (learn.go). One answer may overtake another,
// so each only narrows the bounds. An answer that contradicts them shows another
// run under the same credential.
type bucket struct {
	known bool // an answer has told what is left
	open  bool // answers came that told nothing: no limit is known
	limit int  // requests a minute; 0 where no answer told it

	sure    bool // the bounds hold; else they only allow a request that finds out
	lo, hi  float64
	at      time.Time // of the bounds
	since   time.Time // answers to earlier requests tell nothing any more
	refills bool      // it is proven to be a token bucket
	most    int       // the most that was ever left

	resetAt time.Time // of the limit; zero where no answer told it
	epoch   int64     // the same by the platform's clock
	oldest  int64     // answers with an earlier epoch belong to a window that is over

	alone   bool // the next request goes alone, and its answer tells the others
	starts  int  // how many may go alone at once, while nothing is known
	heard   time.Time
	hold    time.Time // nothing is sent before: a refusal has asked for it
	strikes int       // refusals in a row

	still    Standstill
	patience time.Duration // without a success, until all callers give up

	reserve  int // for other runs; 0 if there seem to be none
	sharedAt time.Time

	anchor, last reading

	pending   []*inFlight // in the order of sending
	sent      int
	completed int
}

// inFlight is a request without an answer yet.
type inFlight struct {
	at     time.Time
	before int // how many were completed when it was sent
}

// reading is what one answer told.
type reading struct {
	remaining int
	epoch     int64 // of the reset; 0 where the answer named none
	date      int64 // of the answer, by the same clock
	at        time.Time
}

// mayHaveReset reports whether the limit may have reset between the reading before
// and this one. A reset is rounded up to a second, a date down.
func (r reading) mayHaveReset(before reading) bool { return r.date+2 > before.epoch }

// newBucket returns a bucket that knows nothing: the first request goes alone.
func newBucket(now time.Time) bucket {
	return bucket{alone: true, starts: 1, at: now, patience: leastPatience}
}

// reason says why a request waits.
type reason int

const (
	reasonNone    reason = iota
	reasonAnswer         // an answer has to tell the limit first
	reasonRefused        // a refusal has asked to wait
	reasonLimit          // the limit is used up
	reasonCeiling        // the user's own ceiling is reached
)

// rate is how many requests come back in a second.
func (b *bucket) rate() float64 {
	if b.limit == 0 {
		return fallbackLimit / 60
	}
	return float64(b.limit) / 60
}

// grows reports whether the bounds grow: in a token bucket, and where no answer told
// when the limit resets.
func (b *bucket) grows() bool { return b.refills || b.resetAt.IsZero() }

// advance brings the bounds up to now.
func (b *bucket) advance(now time.Time) {
	if b.reserve > 0 && now.Sub(b.sharedAt) >= sharedFor {
		b.reserve = 0
	}
	elapsed := now.Sub(b.at).Seconds()
	if elapsed <= 0 {
		return // The clock was set back, or the hold is not over.
	}
	b.at = now
	if b.grows() {
		full := float64(b.most + 1 - len(b.pending))
		b.lo = max(b.lo, min(b.lo+b.rate()*elapsed, full))
		b.hi += b.rate() * elapsed
		return
	}
	if !now.Before(b.resetAt) {
		b.probe(now)
	}
}

// probe forgets what is left: the next request goes alone, and its answer tells.
func (b *bucket) probe(from time.Time) {
	b.lo, b.hi, b.at = 1, math.Inf(1), from
	b.sure, b.alone, b.starts = false, true, 1
	b.resetAt, b.since = time.Time{}, from
}

// needed is how much must be left for a request to go. A token bucket keeps a slack,
// so that an unknown other run gets a request now and then; it costs half a
// request's time, once. With known other runs more stays: what each takes then shows
// in what is left, and all slow down alike before any is refused.
func (b *bucket) needed() float64 {
	needed := 1.0
	if b.refills {
		needed += slack
	}
	if b.refills || b.sure {
		needed += float64(min(b.reserve, b.most/2))
	}
	return needed
}

// due returns how long the next request has to wait, and why.
func (b *bucket) due(now time.Time) (time.Duration, reason) {
	if wait := b.hold.Sub(now); wait > 0 {
		return wait, reasonRefused
	}
	b.advance(now)
	if b.known {
		if lacking := b.needed() - b.lo; lacking > 1e-9 {
			wait := b.refill(lacking, now)
			if len(b.pending) == 0 {
				wait = b.beforeLastTry(wait, now)
			}
			if wait > 0 {
				return wait, reasonLimit
			}
		}
	}
	if b.open && !b.alone {
		return 0, reasonNone
	}
	most := b.atOnce(now)
	if len(b.pending) < most {
		return 0, reasonNone
	}
	wait := b.pending[len(b.pending)-most].at.Add(young).Sub(now)
	return max(0, wait), reasonAnswer
}

// refill returns how long it takes until that much more is left.
func (b *bucket) refill(lacking float64, now time.Time) time.Duration {
	if b.grows() {
		return time.Duration(lacking/b.rate()*float64(time.Second)) + margin
	}
	return max(margin, b.resetAt.Sub(now))
}

// atOnce is how many requests may be on their way at once: half of what is left, so
// that two runs which start a burst together see each other before it is over.
func (b *bucket) atOnce(now time.Time) int {
	switch {
	case !b.known || b.alone:
		return b.starts
	case now.Sub(b.heard) >= quiet:
		return 1
	}
	return max(1, int((b.lo+float64(len(b.pending)))/2))
}

// depart counts a request that leaves now.
func (b *bucket) depart(now time.Time) *inFlight {
	b.advance(now)
	f := &inFlight{at: now, before: b.completed}
	b.pending = append(b.pending, f)
	b.sent++
	b.lo--
	b.hi--
	return f
}

// land counts a request as completed.
func (b *bucket) land(f *inFlight) {
	if i := slices.Index(b.pending, f); i >= 0 {
		b.pending = slices.Delete(b.pending, i, i+1)
		b.completed++
	}
}

// giveBack undoes a request that was never made.
func (b *bucket) giveBack(f *inFlight, now time.Time) {
	b.advance(now)
	b.land(f)
	b.lo++
	b.hi++
}

// lost counts a request that ended without an answer. The platform may have counted
// it, unless it never got there.
func (b *bucket) lost(f *inFlight, reached, again bool, now time.Time) {
	if again {
		b.still.failed(false, b.patience, now)
	}
	if reached {
		b.advance(now)
		b.land(f)
	} else {
		b.giveBack(f, now)
	}
	if b.alone || !b.known {
		// Many must not wait one by one for a server that is down.
		b.starts = min(2*b.starts, 1<<20)
	}
}

// estimate is about how long the n-th request in line, from 1, has to wait.
func (b *bucket) estimate(n int, now time.Time) (time.Duration, reason) {
	wait, why := max(0, b.hold.Sub(now)), reasonRefused
	if wait == 0 {
		why = reasonAnswer
	}
	b.advance(now)
	if !b.known || b.strikes > 0 {
		return wait, why // The first one finds out.
	}
	lacking := b.needed() + float64(n-1) - b.lo
	switch {
	case lacking <= 0:
		return wait, why
	case b.grows():
		return max(wait, b.refill(lacking, now)), reasonLimit
	}
	windows := 0
	if b.limit > 0 {
		windows = int(lacking-1) / b.limit
	}
	return max(wait, b.refill(lacking, now)+time.Duration(windows)*time.Minute), reasonLimit
}
