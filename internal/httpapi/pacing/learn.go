// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing

import (
	"math"
	"time"
)

// answered learns from an answer.
func (b *bucket) answered(f *inFlight, o Observation, now time.Time) {
	b.advance(now)
	b.land(f)
	if o.limit > 0 {
		b.limit = o.limit
	}
	switch {
	case o.refused:
		b.still.failed(true, b.patience, now)
		b.refused(o, now)
		return
	case o.failed:
		b.still.failed(false, b.patience, now)
	default:
		b.still = Standstill{fine: now}
	}
	if f.at.Before(b.since) {
		return // The platform counted it before a refusal, or in a window that is over.
	}
	b.strikes = 0
	if !o.counted {
		b.open = b.open || !b.known
		b.alone = false
		return
	}
	b.alone, b.heard = false, now
	if o.epoch() >= b.oldest {
		b.learn(f, o, now)
	}
}

// epoch is the reset by the platform's clock, for comparing answers; the end of time
// where the answer named none.
func (o Observation) epoch() int64 {
	if !o.resets {
		return math.MaxInt64
	}
	return o.resetsAt
}

// refused learns from a refusal, which cost nothing. All requests wait, and the first
// one after that goes alone.
func (b *bucket) refused(o Observation, now time.Time) {
	if o.counted {
		b.share(now)
	}
	b.strikes++
	until := now.Add(o.retryAfter)
	if o.retryAfter == 0 {
		until = now.Add(min(firstHold<<min(b.strikes-1, 16), longestHold))
		if o.counted && o.remaining == 0 && o.resets && !b.refills && until.Before(now.Add(o.until)) {
			until = now.Add(o.until)
		}
	}
	if b.strikes > 1 {
		// After whole seconds another run may take what has just come back, time and
		// again. The golden ratio hits other moments.
		_, fraction := math.Modf(float64(b.strikes-1) * math.Phi)
		until = until.Add(time.Duration(fraction * float64(time.Second)))
	}
	if o.retryAfter == 0 {
		until = now.Add(b.beforeLastTry(until.Sub(now), now))
	}
	if until.After(b.hold) {
		b.hold = until
	}
	if b.still.over {
		// Later calls are sent at once, or not at all.
		b.still.cool = later(b.still.cool, b.hold)
		b.hold = now
	}
	b.probe(b.hold)
	b.since = now // Only what is sent after this tells something.
}

// beforeLastTry cuts a wait short where the last try before a standstill comes
// earlier: headers may lie.
func (b *bucket) beforeLastTry(wait time.Duration, now time.Time) time.Duration {
	if at, ok := b.still.lastTry(b.patience); ok {
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

// share leaves room for other runs under the same credential. All leave the same, so
// that each gets an equal part of the rest.
func (b *bucket) share(now time.Time) { b.reserve, b.sharedAt = reserved, now }

// learn narrows the bounds by an answer that tells what was left when the platform
// counted its request, at some moment since it was sent.
func (b *bucket) learn(f *inFlight, o Observation, now time.Time) {
	told := reading{remaining: o.remaining, at: now}
	if o.resets {
		told.epoch, told.date = o.resetsAt, o.resetsAt-int64(o.until/time.Second)
	}
	b.most = max(b.most, o.remaining)
	left := float64(o.remaining)
	// Requests that were on their way meanwhile may be counted in it, all or none.
	low, high := left-float64(b.sent-f.before-1), left
	if b.grows() {
		high += 1 + b.rate()*now.Sub(f.at).Seconds()
	}
	switch {
	case !b.known || !b.sure:
		b.lo, b.hi = low, high
		b.anchor, b.oldest = told, told.epoch
	case b.lo > high+1e-6:
		// Less is left than this process can have used.
		b.share(now)
		b.lo, b.hi = max(low, left-float64(len(b.pending))), high
	case b.hi < low-1e-6 && !b.refills && b.refilled(told):
		b.refills = true
		b.lo, b.hi = low, math.Inf(1)
	case b.hi < low-1e-6:
		// A new window has begun, before this clock expected it.
		b.lo, b.hi = low, high
		b.anchor, b.oldest = told, told.epoch
	case b.reserve > 0:
		// Others send as well: only what an answer told counts, not the estimate.
		b.lo, b.hi = max(low, min(b.lo, left-float64(len(b.pending)))), min(b.hi, high)
	default:
		b.lo, b.hi = max(b.lo, low), min(b.hi, high)
	}
	b.known, b.sure, b.open = true, true, false
	if told.remaining > b.anchor.remaining || told.mayHaveReset(b.last) {
		b.anchor = told // A window that began anew between two answers looks like a token bucket of which much was taken.
	}
	if !b.refills && b.isTokenBucket(told, now.Sub(f.at)) {
		b.refills, b.hi = true, math.Inf(1)
	}
	b.last = told
	b.noteReset(o, now)
}

// noteReset notes when the limit resets. Each answer is up to a second late, so of
// several about the same reset the earliest counts.
func (b *bucket) noteReset(o Observation, now time.Time) {
	if !o.resets {
		return
	}
	at := now.Add(o.until)
	if b.resetAt.IsZero() || o.resetsAt > b.epoch || (o.resetsAt == b.epoch && at.Before(b.resetAt)) {
		b.resetAt, b.epoch = at, o.resetsAt
	}
}

// isTokenBucket reports whether the answers since the anchor prove a token bucket
// that refills at the limit's rate. It resets when it is full, so each request moves
// the reset by as long as a token takes; a window's stays, and a sliding window's
// moves with the clock. Resets are rounded to seconds, so it must have moved by two.
// took is how long the last answer took.
func (b *bucket) isTokenBucket(to reading, took time.Duration) bool {
	from := b.anchor
	if b.limit == 0 || from.epoch == 0 || to.epoch == 0 {
		return false
	}
	used := float64(from.remaining - to.remaining)
	moved := b.movedBy(from, to)
	return used >= 1 && moved >= 1.5*b.rate() && math.Abs(moved-used) <= b.rate()*(1+took.Seconds())+2
}

// refilled reports whether more is left than at the last answer because a token
// bucket has refilled, and not because a new window has begun: the reset then came
// nearer in the same measure.
func (b *bucket) refilled(to reading) bool {
	from := b.last
	if b.limit == 0 || from.epoch == 0 || to.epoch == 0 {
		return false
	}
	elapsed := to.at.Sub(from.at).Seconds()
	used := float64(from.remaining - to.remaining)
	return elapsed-float64(to.epoch-from.epoch) >= 1 && math.Abs(b.movedBy(from, to)-used) <= b.rate()+2
}

// movedBy is how many tokens less a token bucket holds if its reset has moved so.
func (b *bucket) movedBy(from, to reading) float64 {
	return (float64(to.epoch-from.epoch) - to.at.Sub(from.at).Seconds()) * b.rate()
}
