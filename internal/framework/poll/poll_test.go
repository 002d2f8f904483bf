// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package poll_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/poll"
)

var errLook = errors.New("no answer")

// run polls on a fake clock that is moved on whenever everybody waits, and
// returns when the looks were.
func run(t *testing.T, pace poll.Pace, look func(ctx context.Context, number int, clock *clockwork.FakeClock) (bool, error)) (looks []time.Duration, err error) {
	t.Helper()
	clock := clockwork.NewFakeClock()
	start := clock.Now()
	done := make(chan error, 1)
	ended, end := context.WithCancel(t.Context())
	go func() {
		defer end()
		done <- poll.Until(t.Context(), clock, pace, func(ctx context.Context) (bool, error) {
			looks = append(looks, clock.Now().Sub(start))
			return look(ctx, len(looks), clock)
		})
	}()
	for clock.BlockUntilContext(ended, 2) == nil { // The deadline and the next look.
		clock.Advance(time.Second)
	}
	return looks, <-done
}

// TestUntil_pauses proves that the pauses grow up to the longest one.
func TestUntil_pauses(t *testing.T) {
	t.Parallel()
	looks, err := run(t, poll.Pace{First: time.Second, Slowest: 5 * time.Second, Timeout: time.Hour}, func(_ context.Context, n int, _ *clockwork.FakeClock) (bool, error) {
		return n == 6, nil
	})
	want := []time.Duration{1 * time.Second, 3 * time.Second, 7 * time.Second, 12 * time.Second, 17 * time.Second, 22 * time.Second}
	if err != nil || !slices.Equal(looks, want) {
		t.Errorf("got %v and %v, want %v", looks, err, want)
	}
}

// TestUntil_fails proves that a look that fails is the last one.
func TestUntil_fails(t *testing.T) {
	t.Parallel()
	looks, err := run(t, poll.Pace{First: time.Second, Slowest: time.Second, Timeout: time.Hour}, func(context.Context, int, *clockwork.FakeClock) (bool, error) {
		return false, errLook
	})
	if !errors.Is(err, errLook) || len(looks) != 1 {
		t.Errorf("got %v after %d looks", err, len(looks))
	}
}

// TestUntil_timeout proves that the time ends a pause as well as a look.
func TestUntil_timeout(t *testing.T) {
	t.Parallel()
	pace := poll.Pace{First: time.Second, Slowest: 4 * time.Second, Timeout: 5 * time.Second}
	looks, err := run(t, pace, func(context.Context, int, *clockwork.FakeClock) (bool, error) { return false, nil })
	if late, ok := errors.AsType[*poll.TimeoutError](err); !ok || late.Last != nil || late.Timeout != pace.Timeout || len(looks) != 2 {
		t.Errorf("in a pause: got %v after %v", err, looks)
	}
	_, err = run(t, pace, func(ctx context.Context, _ int, clock *clockwork.FakeClock) (bool, error) {
		clock.Advance(pace.Timeout)
		<-ctx.Done()
		return false, errLook
	})
	if late, ok := errors.AsType[*poll.TimeoutError](err); !ok || !errors.Is(err, errLook) || late.Error() != "not done within 5s" {
		t.Errorf("in a look: got %v", err)
	}
	_, err = run(t, pace, func(ctx context.Context, _ int, clock *clockwork.FakeClock) (bool, error) {
		clock.Advance(pace.Timeout)
		<-ctx.Done()
		return false, ctx.Err()
	})
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		t.Errorf("a look that the time cut off: got %v, want the end of the time and no interrupt", err)
	}
	_, err = run(t, pace, func(ctx context.Context, _ int, clock *clockwork.FakeClock) (bool, error) {
		clock.Advance(pace.Timeout)
		<-ctx.Done()
		return true, nil
	})
	if err != nil {
		t.Errorf("a look that was done after all: got %v", err)
	}
}

// TestUntil_interrupted proves that the end of a run is told apart from that of
// the time.
func TestUntil_interrupted(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	err := poll.Until(ctx, clockwork.NewFakeClock(), poll.Pace{First: 1, Slowest: 1, Timeout: 1}, func(context.Context) (bool, error) {
		t.Error("looked although the run is over")
		return false, nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
