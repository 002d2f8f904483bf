// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package simclock_test

import (
	"errors"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/simclock"
)

func TestClockRunsAheadOfItsBase(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.FixedZone("CET", 3600))
	base := clockwork.NewFakeClockAt(noon)
	c := simclock.New(base, time.Hour)
	if got := c.Now(); !got.Equal(noon.Add(time.Hour)) || got.Location() != time.UTC {
		t.Errorf("got %s, expected an hour after the base, in UTC", got)
	}
	base.Advance(time.Minute)
	offset, err := c.Advanced(24 * time.Hour)
	if err != nil || offset != 25*time.Hour || c.Offset() != time.Hour {
		t.Errorf("got %s, %v with the clock at %s, expected 25h and a clock that has not moved yet", offset, err, c.Offset())
	}
	c.SetOffset(offset)
	if got := c.Since(noon); got != 25*time.Hour+time.Minute {
		t.Errorf("got %s since noon", got)
	}
	if got := c.Until(noon.Add(26 * time.Hour)); got != 59*time.Minute {
		t.Errorf("got %s", got)
	}
}

func TestClockHasLimits(t *testing.T) {
	t.Parallel()
	c := simclock.New(nil, time.Hour)
	for d, possible := range map[time.Duration]bool{
		0: true, simclock.MaxOffset - time.Hour: true, simclock.MaxOffset: false, -1: false, 1<<63 - 1: false,
	} {
		if _, err := c.Advanced(d); (err == nil) != possible || (err != nil && !errors.Is(err, simclock.ErrRange)) {
			t.Errorf("%s: got %v, expected possible %t", d, err, possible)
		}
	}
}
