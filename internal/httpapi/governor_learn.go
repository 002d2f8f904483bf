// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"math"
	"time"
)

// answered takes in what an answer tells.
func (p *pace) answered(f *flight, s said, now time.Time) {
	p.advance(now)
	p.land(f)
	if s.limit > 0 {
		p.limit = s.limit
	}
	switch {
	case s.refused:
		p.still.failed(true, p.patience, now)
		p.refused(s, now)
		return
	case s.failed:
		p.still.failed(false, p.patience, now)
	default:
		p.still = standstill{fine: now}
	}
	if f.at.Before(p.since) {
		return // It was counted before a refusal, or in a window that is over.
	}
	p.strikes = 0
	if !s.counted {
		p.open = p.open || !p.known
		p.alone = false
		return
	}
	p.alone, p.heard = false, now
	if s.epoch() >= p.oldest {
		p.learn(f, s, now)
	}
}

// epoch is the reset as the platform has said it, for comparing answers; the
// end of time where it has not.
func (s said) epoch() int64 {
	if !s.resets {
		return math.MaxInt64
	}
	return s.resetsAt
}

// refused takes in that the platform has refused a request, which then cost
// nothing. Everybody waits, and the first one to go after that goes alone.
func (p *pace) refused(s said, now time.Time) {
	if s.counted {
		p.share(now)
	}
	p.strikes++
	until := now.Add(s.retryAfter)
	if s.retryAfter == 0 {
		until = now.Add(min(firstHold<<min(p.strikes-1, 16), longestHold))
		if s.counted && s.remaining == 0 && s.resets && !p.refills && until.Before(now.Add(s.until)) {
			until = now.Add(s.until)
		}
	}
	if p.strikes > 1 {
		// Whole seconds may fall on the moments at which another run takes what
		// has just come back, time and again. The golden ratio hits others.
		_, fraction := math.Modf(float64(p.strikes-1) * math.Phi)
		until = until.Add(time.Duration(fraction * float64(time.Second)))
	}
	if s.retryAfter == 0 {
		until = now.Add(p.beforeLastTry(until.Sub(now), now))
	}
	if until.After(p.hold) {
		p.hold = until
	}
	if p.still.over {
		// Who comes later asks at once, or not at all.
		p.still.cool = later(p.still.cool, p.hold)
		p.hold = now
	}
	p.ask(p.hold)
	p.since = now // What is on its way may still tell, if it is sent after this.
}

// beforeLastTry cuts a wait short where the last try before a standstill comes
// earlier: headers may lie.
func (p *pace) beforeLastTry(wait time.Duration, now time.Time) time.Duration {
	if at, ok := p.still.lastTry(p.patience); ok {
		return max(0, min(wait, at.Sub(now)))
	}
	return wait
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// share leaves room for other runs that use the same credential. How much is
// the same for all runs: what is left over then goes to them in equal parts.
func (p *pace) share(now time.Time) { p.reserve, p.sharedAt = reserved, now }

// learn narrows the bounds by an answer that tells what was left when the
// platform counted its request: at some moment since it was sent.
func (p *pace) learn(f *flight, s said, now time.Time) {
	said := reading{remaining: s.remaining, at: now}
	if s.resets {
		said.epoch, said.date = s.resetsAt, s.resetsAt-int64(s.until/time.Second)
	}
	p.most = max(p.most, s.remaining)
	left := float64(s.remaining)
	// All that were on their way at any moment since then may not be counted
	// in it, or all may be.
	low, high := left-float64(p.sent-f.before-1), left
	if p.grows() {
		high += 1 + p.rate()*now.Sub(f.at).Seconds()
	}
	switch {
	case !p.known || !p.sure:
		p.lo, p.hi = low, high
		p.anchor, p.oldest = said, said.epoch
	case p.lo > high+1e-6:
		// Less is left than this process can have used.
		p.share(now)
		p.lo, p.hi = max(low, left-float64(len(p.flights))), high
	case p.hi < low-1e-6 && !p.refills && p.flowedBack(said):
		p.refills = true
		p.lo, p.hi = low, math.Inf(1)
	case p.hi < low-1e-6:
		// A new window has begun, before this clock expected it.
		p.lo, p.hi = low, high
		p.anchor, p.oldest = said, said.epoch
	case p.reserve > 0:
		// Others send as well: only what is said counts, not what is reckoned.
		p.lo, p.hi = max(low, min(p.lo, left-float64(len(p.flights)))), min(p.hi, high)
	default:
		p.lo, p.hi = max(p.lo, low), min(p.hi, high)
	}
	p.known, p.sure, p.open = true, true, false
	if said.remaining > p.anchor.remaining || said.mayHaveReset(p.last) {
		p.anchor = said // A window that began anew between two answers looks like a bucket of which much was taken.
	}
	if !p.refills && p.isBucket(said, now.Sub(f.at)) {
		p.refills, p.hi = true, math.Inf(1)
	}
	p.last = said
	p.resetsAt(s, now)
}

// resetsAt notes when the limit resets. Each answer gives a bound that is up to
// a second late, so of several about the same reset the earliest counts.
func (p *pace) resetsAt(s said, now time.Time) {
	if !s.resets {
		return
	}
	at := now.Add(s.until)
	if p.resetAt.IsZero() || s.resetsAt > p.epoch || (s.resetsAt == p.epoch && at.Before(p.resetAt)) {
		p.resetAt, p.epoch = at, s.resetsAt
	}
}

// isBucket reports whether the answers since the anchor prove a token bucket
// that refills at the limit's rate. Its reset is when it is full, so each
// request moves the reset by as long as a token takes; a window's stays, and a
// sliding window's moves with the clock. Resets are rounded to seconds, so it
// must have moved by two. The last answer took so long to come.
func (p *pace) isBucket(b reading, took time.Duration) bool {
	a := p.anchor
	if p.limit == 0 || a.epoch == 0 || b.epoch == 0 {
		return false
	}
	used := float64(a.remaining - b.remaining)
	moved := p.movedBy(a, b)
	return used >= 1 && moved >= 1.5*p.rate() && math.Abs(moved-used) <= p.rate()*(1+took.Seconds())+2
}

// flowedBack reports whether more is left than at the last answer because a
// bucket has refilled, and not because a new window has begun: the reset then
// came nearer in the same measure.
func (p *pace) flowedBack(b reading) bool {
	a := p.last
	if p.limit == 0 || a.epoch == 0 || b.epoch == 0 {
		return false
	}
	elapsed := b.at.Sub(a.at).Seconds()
	used := float64(a.remaining - b.remaining)
	return elapsed-float64(b.epoch-a.epoch) >= 1 && math.Abs(p.movedBy(a, b)-used) <= p.rate()+2
}

// movedBy is how many tokens less a bucket holds if its reset has moved so.
func (p *pace) movedBy(a, b reading) float64 {
	return (float64(b.epoch-a.epoch) - b.at.Sub(a.at).Seconds()) * p.rate()
}
