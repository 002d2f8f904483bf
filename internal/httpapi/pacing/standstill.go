// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing

import (
	"net/http"
	"time"
)

const (
	// leastPatience is how long calls go on without a success before all give up. The
	// usual window of a limit is as long, so that they see a new one.
	leastPatience = time.Minute
	// cooling is how long nothing is sent after that. A run goes on to its other
	// objects at once, and each would be refused as well.
	cooling = 10 * time.Second
)

// Standstill is what is known of requests that fail one after the other. All calls
// under a credential share it: else each of a hundred would try what the others have
// tried. The zero value has seen no failure.
type Standstill struct {
	Since    time.Time // the first failure after the last success
	Failures int       // since then
	Refused  bool      // the last failure was a refusal for the limit

	fine      time.Time // the last success
	exhausted bool      // a call has used up its retries since
	over      bool      // all callers have given up
	cool      time.Time // until then nothing is sent, once all have given up
}

// lastTry is when the next request is the last one; ok is false where there is no
// such moment. A failure other than a refusal is the call's own, until a call has
// used up its retries.
func (s *Standstill) lastTry(patience time.Duration) (at time.Time, ok bool) {
	return s.Since.Add(patience), s.Failures > 0 && (s.Refused || s.exhausted)
}

// failed counts a request that failed.
func (s *Standstill) failed(refused bool, patience time.Duration, now time.Time) {
	if s.Failures == 0 {
		s.Since = now
	}
	s.Failures++
	s.Refused = refused
	s.judge(patience, now)
}

// judge decides whether to give up.
func (s *Standstill) judge(patience time.Duration, now time.Time) {
	at, ok := s.lastTry(patience)
	s.over = s.over || (ok && !now.Before(at))
	if s.over {
		s.cool = now.Add(cooling)
	}
}

// blocks reports whether a request must not be sent. One that ends something is tried
// once all the same: it may be the only chance.
func (s *Standstill) blocks(ends bool, now time.Time) bool {
	return s.over && !ends && now.Before(s.cool)
}

// Unavailable reports whether a status says that the server cannot do its work now.
func Unavailable(status int) bool {
	switch status {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// release makes all waiters give up in a standstill.
func (l *Limiter) release() {
	if !l.bucket.still.over {
		return
	}
	for _, w := range l.queue {
		l.give(w)
	}
	l.queue = nil
}

// give makes a waiter give up.
func (l *Limiter) give(w *waiter) {
	still := l.bucket.still
	w.still = &still
	w.poke()
}

// Standstill returns the standstill in which all callers give up; nil if there is
// none.
func (l *Limiter) Standstill() *Standstill {
	l.mu.Lock()
	defer l.mu.Unlock()
	if still := l.bucket.still; still.over {
		return &still
	}
	return nil
}

// Exhausted reports that a call which began at that moment has used up its retries.
func (l *Limiter) Exhausted(started time.Time) {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	still := &l.bucket.still
	if still.Failures > 0 && !started.Before(still.fine) {
		still.exhausted = true
		still.judge(l.bucket.patience, now)
		l.release()
	}
}

// UntilLastTry shortens a wait where the last try before a standstill comes earlier.
func (l *Limiter) UntilLastTry(wait time.Duration) time.Duration {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bucket.beforeLastTry(wait, now)
}
