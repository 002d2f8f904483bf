// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

type traceKey struct{}

// TestWithGraceOutlivesInterrupt proves that a write goes on for ten seconds after
// the run was interrupted, and not a moment longer.
func TestWithGraceOutlivesInterrupt(t *testing.T) {
	t.Parallel()
	clock := clockwork.NewFakeClock()
	run, interrupt := context.WithCancel(context.WithValue(t.Context(), traceKey{}, "trace"))
	writing, done := finish(run, clock)
	defer done()
	if writing.Value(traceKey{}) != "trace" {
		t.Error("the values of the run's context are lost")
	}
	clock.Advance(time.Hour)
	if err := writing.Err(); err != nil {
		t.Errorf("without an interrupt the write ends with %v", err)
	}
	interrupt()
	if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	clock.Advance(grace - 1)
	if err := writing.Err(); err != nil {
		t.Errorf("a moment before the grace is over the write ends with %v", err)
	}
	clock.Advance(1)
	<-writing.Done()
	if err := writing.Err(); !errors.Is(err, context.Canceled) {
		t.Errorf("the write ends with %v, want context.Canceled", err)
	}
}

// TestWithGraceIgnoresDeadline proves that a deadline of the run is an interrupt
// like any other.
func TestWithGraceIgnoresDeadline(t *testing.T) {
	t.Parallel()
	run, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	writing, done := finish(run, clockwork.NewFakeClock())
	defer done()
	if err := writing.Err(); err != nil {
		t.Errorf("the write ends with %v", err)
	}
	if at, ok := writing.Deadline(); ok {
		t.Errorf("the write has the deadline %s", at)
	}
}

// TestWithGraceEnds proves that a write that is done leaves nothing behind: its
// context ends, also after an interrupt, and no timer runs on.
func TestWithGraceEnds(t *testing.T) {
	t.Parallel()
	writing, done := WithGrace(t.Context())
	done()
	<-writing.Done()

	clock := &watchedClock{FakeClock: clockwork.NewFakeClock(), stopped: make(chan struct{})}
	run, interrupt := context.WithCancel(t.Context())
	writing, done = finish(run, clock)
	interrupt()
	if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	done()
	<-writing.Done()
	<-clock.stopped
}

// watchedClock tells when a timer is stopped.
type watchedClock struct {
	*clockwork.FakeClock

	stopped chan struct{}
}

type watchedTimer struct {
	clockwork.Timer

	stopped chan struct{}
}

func (c *watchedClock) AfterFunc(d time.Duration, f func()) clockwork.Timer {
	return &watchedTimer{c.FakeClock.AfterFunc(d, f), c.stopped}
}

func (t *watchedTimer) Stop() bool {
	close(t.stopped)
	return t.Timer.Stop()
}
