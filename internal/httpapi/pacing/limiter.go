// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// Limiter decides when the next request under one credential may leave. It
// slows down before the platform refuses (see bucket), lets a burst through, and
// permits requests in the order in which they began to wait. It has no goroutine:
// callers do its work. It is safe for concurrent use.
type Limiter struct {
	clock clockwork.Clock

	mu      sync.Mutex
	bucket  bucket
	ceiling ceiling
	queue   []*waiter // by place
	places  Place
}

// Place is a request's place in the queue, which its retries keep. The zero value
// is none yet.
type Place uint64

// waiter is a request that waits for its permit.
type waiter struct {
	place   Place
	ceiling int
	permit  *Permit       // set when it may go
	still   *Standstill   // set when all callers give up
	wake    chan struct{} // at most one signal to look again
}

// poke makes a waiter look again.
func (w *waiter) poke() {
	select {
	case w.wake <- struct{}{}:
	default: // It will look anyway.
	}
}

// newLimiter returns a limiter that knows nothing of its platform's limit.
func newLimiter(clock clockwork.Clock) *Limiter {
	return &Limiter{clock: clock, bucket: newBucket(clock.Now())}
}

// Permit allows one request. The caller must use exactly one of its methods, once
// the outcome of the request is known.
type Permit struct {
	limiter *Limiter
	request *inFlight
}

// Answered reports an answer.
func (p *Permit) Answered(o Observation) {
	p.end(func(b *bucket, now time.Time) { b.answered(p.request, o, now) })
}

// Lost reports that no answer came: whether the request may have been sent, and
// whether another one may succeed.
func (p *Permit) Lost(sent, again bool) {
	p.end(func(b *bucket, now time.Time) { b.lost(p.request, sent, again, now) })
}

func (p *Permit) end(report func(*bucket, time.Time)) {
	l := p.limiter
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	report(&l.bucket, now)
	l.release()
	l.advance(now)
}

// enter returns a permit at once if it can, and else queues the request. A retry
// keeps its place. After a standstill there is nothing to wait for, unless the
// request ends something.
func (l *Limiter) enter(place *Place, ceiling int, ends bool) (*Permit, *waiter) {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if *place == 0 {
		l.places++
		*place = l.places
	}
	w := &waiter{place: *place, ceiling: ceiling, wake: make(chan struct{}, 1)}
	if l.bucket.still.blocks(ends, now) {
		l.give(w)
		return nil, w
	}
	if len(l.queue) == 0 {
		if wait, _ := l.due(ceiling, now); wait == 0 {
			return l.permit(ceiling, now), nil
		}
	}
	i := len(l.queue)
	for i > 0 && l.queue[i-1].place > w.place {
		i--
	}
	l.queue = slices.Insert(l.queue, i, w)
	l.advance(now)
	return nil, w
}

// due returns how long the next request has to wait, and why.
func (l *Limiter) due(ceiling int, now time.Time) (time.Duration, reason) {
	wait, why := l.bucket.due(now)
	if own := l.ceiling.due(ceiling, now); own > wait {
		return own, reasonCeiling
	}
	return wait, why
}

// permit allows one request.
func (l *Limiter) permit(ceiling int, now time.Time) *Permit {
	l.ceiling.note(ceiling, now)
	return &Permit{l, l.bucket.depart(now)}
}

// advance permits all requests that are due, in order, and wakes the next one.
func (l *Limiter) advance(now time.Time) {
	for len(l.queue) > 0 {
		w := l.queue[0]
		if wait, _ := l.due(w.ceiling, now); wait > 0 {
			w.poke()
			return
		}
		w.permit = l.permit(w.ceiling, now)
		l.queue[0] = nil
		l.queue = l.queue[1:]
		w.poke()
	}
}

// forecast is about how long a waiter still has to wait, and why.
type forecast struct {
	wait  time.Duration
	why   reason
	limit int // the platform's requests a minute; 0 where it named none
	first bool
	still *Standstill // set when all callers give up
}

// look returns the waiter's permit if it has one, and else its forecast.
func (l *Limiter) look(w *waiter) (*Permit, forecast) {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if w.permit == nil {
		l.advance(now)
	}
	select {
	case <-w.wake:
	default:
	}
	if w.permit != nil {
		return w.permit, forecast{}
	}
	return nil, l.forecast(w, now)
}

func (l *Limiter) forecast(w *waiter, now time.Time) forecast {
	before := slices.Index(l.queue, w)
	if before < 0 {
		return forecast{still: w.still} // It has left.
	}
	if before == 0 {
		wait, why := l.due(w.ceiling, now)
		return forecast{wait: wait, why: why, limit: l.bucket.limit, first: true}
	}
	wait, why := l.bucket.estimate(before+1, now)
	if w.ceiling > 0 {
		if own := l.ceiling.due(w.ceiling, now) + time.Duration(before/w.ceiling)*time.Minute; own > wait {
			wait, why = own, reasonCeiling
		}
	}
	return forecast{wait: wait, why: why, limit: l.bucket.limit}
}

// leave gives up a waiter's place, or a permit that came too late, and returns its
// last forecast.
func (l *Limiter) leave(w *waiter) forecast {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if w.permit != nil {
		l.bucket.giveBack(w.permit.request, now)
		l.advance(now)
		return forecast{}
	}
	last := l.forecast(w, now)
	if i := slices.Index(l.queue, w); i >= 0 {
		l.queue = slices.Delete(l.queue, i, i+1)
	}
	l.advance(now)
	return last
}

// wait returns the waiter's permit once it has come, with the last forecast. It returns
// the forecast alone if the caller's context ends, if the first in line would have to
// wait longer than most, or if all callers give up.
func (l *Limiter) wait(ctx context.Context, w *waiter, most func() time.Duration) (*Permit, forecast) {
	for last := (forecast{}); ; {
		permit, ahead := l.look(w)
		if permit != nil {
			return permit, last
		}
		last = ahead
		if ahead.still != nil {
			return nil, ahead
		}
		if ahead.first && ahead.wait > most() {
			return nil, l.leave(w)
		}
		if !l.sleep(ctx, w, ahead) {
			return nil, l.leave(w)
		}
	}
}

// sleep returns when it is time to look again: when the waiter is poked or, for
// the first in line, when its wait is over. It is false if the context ended.
func (l *Limiter) sleep(ctx context.Context, w *waiter, ahead forecast) bool {
	var over <-chan time.Time
	if ahead.first {
		if ahead.why == reasonRefused {
			ahead.wait += margin // The one that was refused waits as long, and goes first.
		}
		timer := l.clock.NewTimer(ahead.wait)
		defer timer.Stop()
		over = timer.Chan()
	}
	select {
	case <-ctx.Done():
		return false
	case <-w.wake:
	case <-over:
	}
	return ctx.Err() == nil
}
