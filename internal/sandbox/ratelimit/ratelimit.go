// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package ratelimit is the token bucket that each organisation's requests draw
// from. It runs on instants that the caller passes in, in whole nanoseconds, so
// that its answers are exact and do not depend on the machine's clock.
package ratelimit

import (
	"fmt"
	"sync"
	"time"
)

// Tier is what an organisation may ask for.
type Tier struct {
	Name      string
	PerMinute int // Tokens that flow back in a minute.
	Burst     int // Tokens in a full bucket.
	Unlimited bool
}

// Tiers lists what a user of the sandbox can choose from: the first three are
// documented by the platform that has tiers, the last is the sandbox's own, for load
// tests.
func Tiers() []Tier {
	return []Tier{
		{Name: "free", PerMinute: 60, Burst: 10},
		{Name: "pro", PerMinute: 300, Burst: 50},
		{Name: "enterprise", PerMinute: 1000, Burst: 200},
		{Name: "unlimited", PerMinute: 1_000_000, Burst: 1_000_000, Unlimited: true},
	}
}

// TierByName returns the tier of that name.
func TierByName(name string) (Tier, error) {
	for _, t := range Tiers() {
		if t.Name == name {
			return t, nil
		}
	}
	return Tier{}, fmt.Errorf("unknown tier: got %q, expected free, pro, enterprise or unlimited", name)
}

// interval is the time in which one token flows back. It is a whole number of
// nanoseconds for every tier above.
func (t Tier) interval() time.Duration { return time.Minute / time.Duration(t.PerMinute) }

// capacity is the time in which an empty bucket fills.
func (t Tier) capacity() time.Duration { return t.interval() * time.Duration(t.Burst) }

// State is what the rate-limit headers of one response say.
type State struct {
	Allowed    bool
	Limit      int   // Tokens a minute.
	Remaining  int   // Whole tokens left.
	Reset      int64 // Epoch second, rounded up, at which the bucket is full.
	RetryAfter int   // Whole seconds, at least 1, to the next token; 0 while one is left.
}

// Limiter keeps one bucket for each organisation. Its zero value is not
// usable; make one with New. It is safe for concurrent use.
type Limiter struct {
	tier Tier

	mu sync.Mutex
	// fullAt holds the instant at which each organisation's bucket is full again.
	// That one instant is the whole state of a bucket: what is missing from
	// it is the time until then, divided by the interval.
	fullAt map[string]time.Time
}

// New returns a limiter whose buckets are all full.
func New(tier Tier) *Limiter {
	return &Limiter{tier: tier, fullAt: map[string]time.Time{}}
}

// Tier returns the tier that all buckets of the limiter have.
func (l *Limiter) Tier() Tier { return l.tier }

// Take draws one token from the organisation's bucket at the instant now. A
// refused request draws nothing.
func (l *Limiter) Take(organisation string, now time.Time) State {
	if l.tier.Unlimited {
		return l.Full(now)
	}
	l.mu.Lock()
	defer l.mu.Unlock()

	fullAt := l.fullAt[organisation]
	if fullAt.Before(now) {
		fullAt = now
	}
	after := fullAt.Add(l.tier.interval())
	missing := after.Sub(now)
	if over := missing - l.tier.capacity(); over > 0 {
		return State{
			Limit:      l.tier.PerMinute,
			Reset:      ceilUnix(fullAt),
			RetryAfter: wholeSeconds(over),
		}
	}
	l.fullAt[organisation] = after
	s := State{
		Allowed:   true,
		Limit:     l.tier.PerMinute,
		Remaining: int((l.tier.capacity() - missing) / l.tier.interval()),
		Reset:     ceilUnix(after),
	}
	if over := missing + l.tier.interval() - l.tier.capacity(); over > 0 {
		s.RetryAfter = wholeSeconds(over)
	}
	return s
}

// wholeSeconds rounds a wait up to seconds, since a header has no fractions.
func wholeSeconds(d time.Duration) int { return max(1, int(ceilDiv(d, time.Second))) }

// Full describes a full bucket at the instant now. It is what a response says
// that belongs to no organisation, for want of a valid key.
func (l *Limiter) Full(now time.Time) State {
	return State{Allowed: true, Limit: l.tier.PerMinute, Remaining: l.tier.Burst, Reset: ceilUnix(now)}
}

// Refill fills every bucket.
func (l *Limiter) Refill() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.fullAt)
}

// ceilUnix returns the epoch second at or next after t.
func ceilUnix(t time.Time) int64 {
	s := t.Unix()
	if t.Nanosecond() > 0 {
		s++
	}
	return s
}

// ceilDiv divides rounding up; both are positive.
func ceilDiv(a, b time.Duration) time.Duration { return (a + b - 1) / b }
