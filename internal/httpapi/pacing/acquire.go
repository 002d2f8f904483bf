// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing

import (
	"context"
	"fmt"
	"time"
)

// noticeable is how long a wait has to be before the caller is told of it.
const noticeable = 5 * time.Second

// Request asks for a permit.
type Request struct {
	Place   *Place // of the request in the queue, which its retries keep
	Ceiling int    // the user's own limit of requests a minute; 0 is none
	Ends    bool   // the request ends something, so that it is tried even in a standstill
	// Longest is how long the request may wait for one thing to happen.
	Longest func() time.Duration
	// Notify is called once where the wait is long enough for a user to notice.
	Notify func(Wait)
}

// Wait describes how a request waits, or has waited.
type Wait struct {
	Elapsed    time.Duration // 0 if it did not have to wait
	Remaining  time.Duration // about
	Reason     string        // what it waits for, in words
	ByCeiling  bool          // it waits for the user's own ceiling
	Standstill *Standstill   // set when all callers give up
}

// Acquire waits until the request may be sent. It returns no permit if the caller's
// context ends, if the wait would be too long, or if all callers give up.
func (l *Limiter) Acquire(ctx context.Context, r Request) (*Permit, Wait) {
	permit, w := l.enter(r.Place, r.Ceiling, r.Ends)
	if permit != nil {
		return permit, Wait{}
	}
	began := l.clock.Now()
	notify := func() {
		if permit, ahead := l.look(w); permit == nil && ahead.wait > 0 {
			r.Notify(l.describe(ahead, r.Ceiling, began))
		}
	}
	if _, ahead := l.look(w); ahead.wait > noticeable {
		notify()
	} else {
		later := l.clock.AfterFunc(noticeable, notify)
		defer later.Stop()
	}
	permit, last := l.wait(ctx, w, r.Longest)
	return permit, l.describe(last, r.Ceiling, began)
}

// describe puts a forecast into words.
func (l *Limiter) describe(f forecast, ceiling int, began time.Time) Wait {
	wait := Wait{Elapsed: l.clock.Now().Sub(began), Remaining: f.wait, ByCeiling: f.why == reasonCeiling, Standstill: f.still}
	switch {
	case wait.ByCeiling:
		wait.Reason = fmt.Sprintf("the ceiling of %d requests a minute that is set for this client", ceiling)
	case f.why == reasonAnswer:
		wait.Reason = "the answer to an earlier request, which tells what is left of the rate limit,"
	case f.why == reasonRefused: // Whatever limit the platform names, it has refused.
		wait.Reason = "the wait after a refusal by the platform"
	case f.limit > 0:
		wait.Reason = fmt.Sprintf("the platform's rate limit of %d requests a minute", f.limit)
	default:
		wait.Reason = "the platform's rate limit"
	}
	return wait
}
