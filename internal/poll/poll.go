// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package poll looks at something on a platform until it has come to an end: with
// growing pauses, within a time, and no longer than the run goes on.
package poll

import (
	"context"
	"fmt"
	"time"

	"github.com/jonboulle/clockwork"
)

// Pace says how often to look, and for how long.
type Pace struct {
	First   time.Duration // the pause before the first look; each later one is twice as long
	Slowest time.Duration // the longest pause
	Timeout time.Duration // when to give up; a look that is under way then ends too
}

// TimeoutError is what Until returns when the time is over.
type TimeoutError struct {
	Timeout time.Duration
	Last    error // that of the look which was under way, and did not end in time; nil where none was
}

// Error says how long it took, without the last look's words.
func (e *TimeoutError) Error() string { return fmt.Sprintf("not done within %s", e.Timeout) }

// Unwrap returns the error of the last look.
func (e *TimeoutError) Unwrap() error { return e.Last }

// Until looks until a look says that it is done, or fails: its error is returned
// as it is. Where the time is over first, it returns a *TimeoutError, and where the
// run is interrupted, the context's error.
func Until(ctx context.Context, clock clockwork.Clock, pace Pace, look func(context.Context) (done bool, err error)) error {
	// A look that waits for the rate limit must not outlast the time either.
	limited, cancel := context.WithCancel(ctx)
	defer cancel()
	deadline := clock.AfterFunc(pace.Timeout, cancel)
	defer deadline.Stop()
	over := func(last error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &TimeoutError{Timeout: pace.Timeout, Last: last}
	}
	for pause := pace.First; ; pause = min(2*pause, pace.Slowest) {
		next := clock.NewTimer(pause)
		select {
		case <-next.Chan():
		case <-limited.Done():
			next.Stop()
			return over(nil)
		}
		done, err := look(limited)
		switch {
		case err != nil && limited.Err() != nil:
			return over(err)
		case err != nil || done:
			return err
		}
	}
}
