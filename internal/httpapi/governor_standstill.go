// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"net/http"
	"time"
)

const (
	// leastPatience is how long nothing may have succeeded before all give up. The
	// usual window of a limit is as long, so that a new one is waited for.
	leastPatience = time.Minute
	// cooling is how long nothing is sent after that. A run goes on to its other
	// objects at once, and each would be refused as well.
	cooling = 10 * time.Second
)

// standstill is what is known of requests that fail, one after the other. All calls
// under a credential share it: else each of a hundred would try what the others
// have tried. The zero value has seen no failure.
type standstill struct {
	fine      time.Time // the last success
	since     time.Time // the first failure after it
	failures  int       // since then
	refused   bool      // the last one was for the limit
	exhausted bool      // a call has used up its retries, with no success in between
	over      bool      // all have given up
	cool      time.Time // until then nothing is sent, once all have given up
}

// lastTry is when the next request is the last one; ok is false where there is no
// such moment. Failures that are no refusals are each call's own, until one of them
// has used up its retries.
func (s *standstill) lastTry(patience time.Duration) (at time.Time, ok bool) {
	return s.since.Add(patience), s.failures > 0 && (s.refused || s.exhausted)
}

// failed counts a request that failed.
func (s *standstill) failed(refused bool, patience time.Duration, now time.Time) {
	if s.failures == 0 {
		s.since = now
	}
	s.failures++
	s.refused = refused
	s.judge(patience, now)
}

// judge decides whether to give up.
func (s *standstill) judge(patience time.Duration, now time.Time) {
	at, ok := s.lastTry(patience)
	s.over = s.over || (ok && !now.Before(at))
	if s.over {
		s.cool = now.Add(cooling)
	}
}

// blocks reports whether a request is not even to be sent. What ends something is
// tried once all the same: it may be the only chance to do so.
func (s *standstill) blocks(ends bool, now time.Time) bool {
	return s.over && !ends && now.Before(s.cool)
}

// failing reports whether a status says that the server cannot do its work now.
func failing(status int) bool {
	switch status {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// release tells all that wait that the platform has come to a standstill.
func (g *governor) release() {
	if !g.pace.still.over {
		return
	}
	for _, w := range g.queue {
		g.give(w)
	}
	g.queue = nil
}

// give tells a waiter that it need not wait any more.
func (g *governor) give(w *waiter) {
	still := g.pace.still
	w.still = &still
	w.poke()
}

// standstill returns what is known of failures.
func (g *governor) standstill() standstill {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.pace.still
}

// exhausted takes in that a call which was made at that moment has used up its retries.
func (g *governor) exhausted(started time.Time) {
	now := g.clock.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	still := &g.pace.still
	if still.failures > 0 && !started.Before(still.fine) {
		still.exhausted = true
		still.judge(g.pace.patience, now)
		g.release()
	}
}

// untilLastTry cuts a wait short where the last try comes before its end.
func (g *governor) untilLastTry(wait time.Duration) time.Duration {
	now := g.clock.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if at, ok := g.pace.still.lastTry(g.pace.patience); ok {
		return max(0, min(wait, at.Sub(now)))
	}
	return wait
}

// begin takes in a new client, which belongs to a new run: what the one before it met
// may be over. Its requests that are under way must have the time to succeed.
func (g *governor) begin(patience time.Duration) {
	now := g.clock.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.pace.patience = max(g.pace.patience, patience)
	g.pace.still = standstill{fine: now}
}
