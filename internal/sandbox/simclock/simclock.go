// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package simclock is the sandbox's own time: a base clock plus an offset that
// can be advanced, so that a consent's 90 days pass in a moment.
package simclock

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"
)

// MaxOffset is how far the clock can run ahead of its base. It keeps every
// instant within the four-digit years that RFC 3339 can write.
const MaxOffset = 100 * 365 * 24 * time.Hour

// ErrRange says that an advance is negative or leads beyond MaxOffset.
var ErrRange = errors.New("the clock cannot be moved by that duration")

// Clock is a clockwork.Clock whose Now runs ahead of its base by an offset.
// Timers and tickers wait on the base clock: they measure durations, which an
// offset does not change. Who waits for an instant has to look again after
// an advance.
type Clock struct {
	clockwork.Clock

	offset atomic.Int64
}

// New returns a clock on the base, ahead of it by offset. A nil base is the
// machine's own clock.
func New(base clockwork.Clock, offset time.Duration) *Clock {
	if base == nil {
		base = clockwork.NewRealClock()
	}
	c := &Clock{Clock: base}
	c.offset.Store(int64(offset))
	return c
}

// Now returns the sandbox's present instant in UTC.
func (c *Clock) Now() time.Time {
	return c.Clock.Now().Add(c.Offset()).UTC()
}

// Since returns the time elapsed since t on the sandbox's clock.
func (c *Clock) Since(t time.Time) time.Duration { return c.Now().Sub(t) }

// Until returns the time left until t on the sandbox's clock.
func (c *Clock) Until(t time.Time) time.Duration { return t.Sub(c.Now()) }

// Offset returns how far the clock runs ahead of its base.
func (c *Clock) Offset() time.Duration { return time.Duration(c.offset.Load()) }

// Advanced checks that the clock can be advanced by d and returns the offset that
// this would lead to, without moving anything: the caller stores it first.
func (c *Clock) Advanced(d time.Duration) (time.Duration, error) {
	offset := c.Offset()
	if d < 0 {
		return 0, fmt.Errorf("%w: got %s, expected zero or more, since time does not run backwards here", ErrRange, d)
	}
	if d > MaxOffset-offset {
		return 0, fmt.Errorf("%w: got %s, expected at most %s in all", ErrRange, d, MaxOffset)
	}
	return offset + d, nil
}

// SetOffset moves the clock to an offset that Advanced returned.
func (c *Clock) SetOffset(offset time.Duration) { c.offset.Store(int64(offset)) }
