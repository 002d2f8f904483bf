// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"context"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// governor decides when the next request under one credential may leave. It
// slows down before the platform refuses (see pace), lets a burst through, and
// gives turns in the order in which calls began to wait. All that it does is
// done by those who wait and those who bring answers: it has no goroutine.
type governor struct {
	clock clockwork.Clock

	mu      sync.Mutex
	pace    pace
	ceiling ceiling
	queue   []*waiter // By ticket.
	tickets uint64
}

// waiter is a request that waits for its turn.
type waiter struct {
	ticket  uint64
	ceiling int
	turn    *turn         // Set when it may go.
	still   *standstill   // Set when it need not wait any more, since all give up.
	wake    chan struct{} // Holds at most one signal to look again.
}

// poke makes a waiter look again.
func (w *waiter) poke() {
	select {
	case w.wake <- struct{}{}:
	default: // It has yet to look anyway.
	}
}

// newGovernor returns a governor that knows nothing of its platform's limit.
func newGovernor(clock clockwork.Clock) *governor {
	return &governor{clock: clock, pace: newPace(clock.Now())}
}

// turn is the permission to send one request. Exactly one of its methods is
// called, when it is known what became of the request.
type turn struct {
	governor *governor
	flight   *flight
}

// answered tells what the answer to the request said.
func (t *turn) answered(s said) {
	t.end(func(p *pace, now time.Time) { p.answered(t.flight, s, now) })
}

// lost tells that no answer came, whether the request may have been sent, and whether
// another one may fare better.
func (t *turn) lost(sent, again bool) {
	t.end(func(p *pace, now time.Time) { p.lost(t.flight, sent, again, now) })
}

func (t *turn) end(tell func(*pace, time.Time)) {
	g := t.governor
	now := g.clock.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	tell(&g.pace, now)
	g.release()
	g.advance(now)
}

// enter gives a turn at once if it can, and else a place in the queue. A ticket
// from an earlier attempt keeps its place: who was refused is not sent to the
// end. 0 draws a new one. After a standstill there is nothing to wait for, unless the
// call ends something.
func (g *governor) enter(ticket *uint64, ceiling int, ends bool) (*turn, *waiter) {
	now := g.clock.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if *ticket == 0 {
		g.tickets++
		*ticket = g.tickets
	}
	w := &waiter{ticket: *ticket, ceiling: ceiling, wake: make(chan struct{}, 1)}
	if g.pace.still.blocks(ends, now) {
		g.give(w)
		return nil, w
	}
	if len(g.queue) == 0 {
		if wait, _ := g.due(ceiling, now); wait == 0 {
			return g.depart(ceiling, now), nil
		}
	}
	place := len(g.queue)
	for place > 0 && g.queue[place-1].ticket > w.ticket {
		place--
	}
	g.queue = append(g.queue, nil)
	copy(g.queue[place+1:], g.queue[place:])
	g.queue[place] = w
	g.advance(now)
	return nil, w
}

// due returns how long the next request has to wait, and why.
func (g *governor) due(ceiling int, now time.Time) (time.Duration, reason) {
	wait, why := g.pace.due(now)
	if own := g.ceiling.due(ceiling, now); own > wait {
		return own, reasonCeiling
	}
	return wait, why
}

// depart gives a turn.
func (g *governor) depart(ceiling int, now time.Time) *turn {
	g.ceiling.note(ceiling, now)
	return &turn{g, g.pace.depart(now)}
}

// advance gives all turns that are due, in order, and lets the next in line
// look again at how long it has to wait.
func (g *governor) advance(now time.Time) {
	for len(g.queue) > 0 {
		w := g.queue[0]
		if wait, _ := g.due(w.ceiling, now); wait > 0 {
			w.poke()
			return
		}
		w.turn = g.depart(w.ceiling, now)
		g.drop(0)
		w.poke()
	}
}

// drop takes a place out of the queue.
func (g *governor) drop(place int) {
	if place == 0 {
		g.queue[0] = nil
		g.queue = g.queue[1:]
		return
	}
	copy(g.queue[place:], g.queue[place+1:])
	g.queue[len(g.queue)-1] = nil
	g.queue = g.queue[:len(g.queue)-1]
}

// place returns how many wait before w; -1 if it does not wait any more.
func (g *governor) place(w *waiter) int {
	for i := range g.queue {
		if g.queue[i] == w {
			return i
		}
	}
	return -1
}

// outlook is how long a waiter has yet to wait, about, and why.
type outlook struct {
	wait  time.Duration
	why   reason
	limit int // Requests a minute that the platform has named; 0 if it has not.
	first bool
	still *standstill // Set when there is nothing to wait for, since all give up.
}

// look returns the waiter's turn if it has one, and else its outlook.
func (g *governor) look(w *waiter) (*turn, outlook) {
	now := g.clock.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if w.turn == nil {
		g.advance(now)
	}
	select {
	case <-w.wake: // It looks now.
	default:
	}
	if w.turn != nil {
		return w.turn, outlook{}
	}
	return nil, g.outlook(w, now)
}

func (g *governor) outlook(w *waiter, now time.Time) outlook {
	place := g.place(w)
	if place < 0 {
		return outlook{still: w.still} // It has left.
	}
	if place == 0 {
		wait, why := g.due(w.ceiling, now)
		return outlook{wait: wait, why: why, limit: g.pace.limit, first: true}
	}
	wait, why := g.pace.estimate(place+1, now)
	if w.ceiling > 0 {
		if own := g.ceiling.due(w.ceiling, now) + time.Duration(place/w.ceiling)*time.Minute; own > wait {
			wait, why = own, reasonCeiling
		}
	}
	return outlook{wait: wait, why: why, limit: g.pace.limit}
}

// leave gives up a waiter's place, or a turn that came too late to be used, and
// returns what its outlook was.
func (g *governor) leave(w *waiter) outlook {
	now := g.clock.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if w.turn != nil {
		g.pace.giveBack(w.turn.flight, now)
		g.advance(now)
		return outlook{}
	}
	last := g.outlook(w, now)
	if place := g.place(w); place >= 0 {
		g.drop(place)
	}
	g.advance(now)
	return last
}

// wait returns the waiter's turn once it has come, with the last outlook. It returns
// none, and the outlook, if the caller's context ends, if the first in line would
// have to wait longer than most, or if all give up.
func (g *governor) wait(ctx context.Context, w *waiter, most func() time.Duration) (*turn, outlook) {
	for last := (outlook{}); ; {
		given, ahead := g.look(w)
		if given != nil {
			return given, last
		}
		last = ahead
		if ahead.still != nil {
			return nil, ahead
		}
		if ahead.first && ahead.wait > most() {
			return nil, g.leave(w)
		}
		if !g.sleep(ctx, w, ahead) {
			return nil, g.leave(w)
		}
	}
}

// sleep returns when it is time to look again: when the waiter is poked or, for
// the first in line, when its wait is over. It is false if the context ended.
func (g *governor) sleep(ctx context.Context, w *waiter, ahead outlook) bool {
	var over <-chan time.Time
	if ahead.first {
		if ahead.why == reasonAsked {
			ahead.wait += margin // The one that was refused waits as long, and goes first.
		}
		timer := g.clock.NewTimer(ahead.wait)
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
