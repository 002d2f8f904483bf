// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"math"
	"slices"
	"time"
)

const (
	// quiet is how long nobody may have heard of the limit for the next request
	// to go alone: another run may have used the limit up meanwhile.
	quiet = 5 * time.Second
	// young is how long a request without an answer keeps others back that
	// wait to learn from it. A bank may take half a minute to answer.
	young = time.Second
	// firstHold and longestHold bound what follows a refusal that does not say
	// how long to wait; each one in a row doubles it.
	firstHold   = 250 * time.Millisecond
	longestHold = 32 * time.Second
	// sharedFor is how long the last sign of another run is remembered.
	sharedFor = 30 * time.Second
	// reserved is how many requests are left to other runs.
	reserved = 2
	// slack is what is left in a bucket beyond a whole request.
	slack = 0.5
	// margin makes up for the fractions that are lost in rounding.
	margin = time.Millisecond
	// fallbackLimit is what is sent in a minute when a platform counts, but
	// tells neither its limit nor when it resets.
	fallbackLimit = 60
)

// pace is what is known of a limit, and how the next request follows from it.
// It runs on instants that the caller passes in, and is not safe for concurrent
// use.
//
// Platforms count in two ways, and do not say in which. A token bucket refills
// all the time, a fixed window at its end at once. So lo and hi bound what will
// be left once all requests that were sent have been counted, and do not grow
// before the reset, until answers prove a bucket (pace_learn). An answer may be
// overtaken by another, so each only narrows the bounds. Answers that
// contradict them tell of another run under the same credential.
type pace struct {
	known bool // An answer has told what is left.
	open  bool // Answers came that told nothing: no limit is known.
	limit int  // Requests a minute; 0 where it is not said.

	sure    bool // The bounds hold; else they are a licence to ask.
	lo, hi  float64
	at      time.Time // The bounds are of this moment.
	since   time.Time // What was sent before tells nothing any more.
	refills bool      // It is proven to be a token bucket.
	most    int       // The most that was ever left.

	resetAt time.Time // When the limit resets; zero if nobody has said.
	epoch   int64     // The same as said by the platform.
	oldest  int64     // Answers with an earlier epoch are of a window that is over.

	alone   bool // The next request goes alone, and tells the others.
	starts  int  // How many may go alone at once, while nothing is known.
	heard   time.Time
	hold    time.Time // Nothing is sent before; a refusal has asked for it.
	strikes int       // Refusals in a row.

	still    standstill
	patience time.Duration // How long nothing may have succeeded until all give up.

	reserve  int // How much is left to other runs; 0 if there seem to be none.
	sharedAt time.Time

	anchor, last reading

	flights   []*flight // Requests without an answer, in the order of sending.
	sent      int
	completed int
}

// flight is a request on its way.
type flight struct {
	at     time.Time
	before int // How many were completed when it was sent.
}

// reading is what one answer said, and when.
type reading struct {
	remaining int
	epoch     int64 // The reset; 0 where it said none.
	date      int64 // When the answer was given, by the same clock.
	at        time.Time
}

// mayHaveReset reports whether the limit may have reset since the reading before
// and until this one. A reset is rounded up to a second, a date down.
func (r reading) mayHaveReset(before reading) bool { return r.date+2 > before.epoch }

// newPace knows nothing: the first request goes alone.
func newPace(now time.Time) pace {
	return pace{alone: true, starts: 1, at: now, patience: leastPatience}
}

// reason says why a request waits.
type reason int

const (
	reasonNone    reason = iota
	reasonAnswer         // The answers to others have to tell the limit.
	reasonAsked          // A refusal has asked to wait.
	reasonLimit          // The limit is used up.
	reasonCeiling        // The user's own ceiling is reached.
)

// rate is how many requests flow back in a second, if they do.
func (p *pace) rate() float64 {
	if p.limit == 0 {
		return fallbackLimit / 60
	}
	return float64(p.limit) / 60
}

// grows reports whether the bounds grow: in a bucket, and for want of anything
// better where nobody says when the limit resets.
func (p *pace) grows() bool { return p.refills || p.resetAt.IsZero() }

// advance brings the bounds up to now.
func (p *pace) advance(now time.Time) {
	if p.reserve > 0 && now.Sub(p.sharedAt) >= sharedFor {
		p.reserve = 0
	}
	elapsed := now.Sub(p.at).Seconds()
	if elapsed <= 0 {
		return // The clock was set back, or a hold is not over.
	}
	p.at = now
	if p.grows() {
		full := float64(p.most + 1 - len(p.flights))
		p.lo = max(p.lo, min(p.lo+p.rate()*elapsed, full))
		p.hi += p.rate() * elapsed
		return
	}
	if !now.Before(p.resetAt) {
		p.ask(now)
	}
}

// ask forgets what is left: the next request goes alone, and its answer tells.
func (p *pace) ask(from time.Time) {
	p.lo, p.hi, p.at = 1, math.Inf(1), from
	p.sure, p.alone, p.starts = false, true, 1
	p.resetAt, p.since = time.Time{}, from
}

// needed is how much must be left for a request to go. From a bucket none is
// taken at the very moment at which it has come back: another run, of which
// nothing is known yet, must have a chance to get one. It costs half a request's
// time, once. Where others are known, more is left to them: then what each takes
// shows in what is left, and all slow down alike, before anybody is refused.
func (p *pace) needed() float64 {
	needed := 1.0
	if p.refills {
		needed += slack
	}
	if p.refills || p.sure {
		needed += float64(min(p.reserve, p.most/2))
	}
	return needed
}

// due returns how long the next request has to wait, and why.
func (p *pace) due(now time.Time) (time.Duration, reason) {
	if wait := p.hold.Sub(now); wait > 0 {
		return wait, reasonAsked
	}
	p.advance(now)
	if p.known {
		if lacking := p.needed() - p.lo; lacking > 1e-9 {
			wait := p.flowsBack(lacking, now)
			if len(p.flights) == 0 {
				wait = p.beforeLastTry(wait, now)
			}
			if wait > 0 {
				return wait, reasonLimit
			}
		}
	}
	if p.open && !p.alone {
		return 0, reasonNone
	}
	abreast := p.abreast(now)
	if len(p.flights) < abreast {
		return 0, reasonNone
	}
	wait := p.flights[len(p.flights)-abreast].at.Add(young).Sub(now)
	return max(0, wait), reasonAnswer
}

// flowsBack returns how long it takes until so much more is left.
func (p *pace) flowsBack(lacking float64, now time.Time) time.Duration {
	if p.grows() {
		return time.Duration(lacking/p.rate()*float64(time.Second)) + margin
	}
	return max(margin, p.resetAt.Sub(now))
}

// abreast is how many requests may be on their way at once. Half of what is
// left, since another run may count on the same: so two that start a burst
// at once see each other before it is over.
func (p *pace) abreast(now time.Time) int {
	switch {
	case !p.known || p.alone:
		return p.starts
	case now.Sub(p.heard) >= quiet:
		return 1
	}
	return max(1, int((p.lo+float64(len(p.flights)))/2))
}

// depart counts a request that leaves now.
func (p *pace) depart(now time.Time) *flight {
	p.advance(now)
	f := &flight{at: now, before: p.completed}
	p.flights = append(p.flights, f)
	p.sent++
	p.lo--
	p.hi--
	return f
}

// land takes a request off the list of those on their way.
func (p *pace) land(f *flight) {
	if i := slices.Index(p.flights, f); i >= 0 {
		p.flights = slices.Delete(p.flights, i, i+1)
		p.completed++
	}
}

// giveBack takes back a request that was never made.
func (p *pace) giveBack(f *flight, now time.Time) {
	p.advance(now)
	p.land(f)
	p.lo++
	p.hi++
}

// lost counts a request that ended without an answer. It may have been counted
// by the platform, unless it never got there. Another one may fare better, or fail for
// the same reason.
func (p *pace) lost(f *flight, reached, again bool, now time.Time) {
	if again {
		p.still.failed(false, p.patience, now)
	}
	if reached {
		p.advance(now)
		p.land(f)
	} else {
		p.giveBack(f, now)
	}
	if p.alone || !p.known {
		// It told nothing, but many must not wait one by one for a server that is down.
		p.starts = min(2*p.starts, 1<<20)
	}
}

// estimate is about how long the n-th of those who wait, from 1, has to wait.
func (p *pace) estimate(n int, now time.Time) (time.Duration, reason) {
	wait, why := max(0, p.hold.Sub(now)), reasonAsked
	if wait == 0 {
		why = reasonAnswer
	}
	p.advance(now)
	if !p.known || p.strikes > 0 {
		return wait, why // The first one finds out.
	}
	lacking := p.needed() + float64(n-1) - p.lo
	switch {
	case lacking <= 0:
		return wait, why
	case p.grows():
		return max(wait, p.flowsBack(lacking, now)), reasonLimit
	}
	windows := 0
	if p.limit > 0 {
		windows = int(lacking-1) / p.limit
	}
	return max(wait, p.flowsBack(lacking, now)+time.Duration(windows)*time.Minute), reasonLimit
}
