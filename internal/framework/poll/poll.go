// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package poll looks at something on a platform until it has come to an end: with
// growing pauses, within a time, and no longer than the run goes on.
package poll

import (
	"context"
	"errors"
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

// timed is a context whose end is told as what it is: that of the time, or of the
// run. It has no deadline to be asked for, since its clock may not be the real one.
type timed struct{ context.Context }

// Err is context.DeadlineExceeded where the time is over.
func (t timed) Err() error {
	if err := t.Context.Err(); err == nil || !errors.Is(context.Cause(t.Context), context.DeadlineExceeded) {
		return err
	}
	return context.DeadlineExceeded
}

// Until looks until a look says that it is done, or fails: its error is returned
// as it is. Where the time is over first, it returns a *TimeoutError, and where the
// run is interrupted, the context's error.
func Until(ctx context.Context, clock clockwork.Clock, pace Pace, look func(context.Context) (done bool, err error)) error {
	// A look that waits for the rate limit must not outlast the time either.
	ending, end := context.WithCancelCause(ctx)
	defer end(nil)
	deadline := clock.AfterFunc(pace.Timeout, func() { end(context.DeadlineExceeded) })
	defer deadline.Stop()
	limited := timed{ending}
	over := func(last error) error {
		if err := limited.Err(); !errors.Is(err, context.DeadlineExceeded) {
			return err
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
		done, err := look(limited) //nolint:contextcheck // It is derived from the caller's.
		switch {
		case err != nil && limited.Err() != nil:
			return over(err)
		case err != nil || done:
			return err
		}
	}
}
