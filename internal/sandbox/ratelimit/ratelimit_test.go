// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package ratelimit_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	_ "github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/seeded"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ratelimit"
)

// bucket is a token bucket as a textbook has it, in tokens times the nanoseconds
// of a minute, so that it is exact as well.
type bucket struct {
	tier  ratelimit.Tier
	level int64
	at    time.Time
}

const token = int64(time.Minute)

func (b *bucket) take(now time.Time) bool {
	b.level = min(b.level+int64(now.Sub(b.at))*int64(b.tier.PerMinute), int64(b.tier.Burst)*token)
	b.at = now
	if b.level < token {
		return false
	}
	b.level -= token
	return true
}

// TestLimiterIsATokenBucket compares the limiter with the textbook on random
// sequences of requests of two organisations.
func TestLimiterIsATokenBucket(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tier := rapid.SampledFrom(append(ratelimit.Tiers()[:3], ratelimit.Tier{PerMinute: 60, Burst: 60})).Draw(t, "tier")
		limiter := ratelimit.New(tier)
		now := time.Unix(1_700_000_000, 0).Add(time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "offset")))
		model := map[string]*bucket{}
		for range rapid.IntRange(1, 400).Draw(t, "requests") {
			now = now.Add(rapid.OneOf(rapid.Just(time.Duration(0)), rapid.Map(rapid.Int64Range(0, 3e9), func(n int64) time.Duration { return time.Duration(n) })).Draw(t, "pause"))
			organisation := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "organisation")
			b, ok := model[organisation]
			if !ok {
				b = &bucket{tier, int64(tier.Burst) * token, now}
				model[organisation] = b
			}
			want, got := b.take(now), limiter.Take(organisation, now)
			if got.Allowed != want || got.Limit != tier.PerMinute || got.Remaining != int(b.level/token) {
				t.Fatalf("got %+v, the textbook says %t with %d left", got, want, b.level/token)
			}
			check(t, tier, got, b.level, now)
		}
	})
}

// check holds what the headers promise against the bucket's level.
func check(t *rapid.T, tier ratelimit.Tier, got ratelimit.State, level int64, now time.Time) {
	perNanosecond := int64(tier.PerMinute)
	full := now.Add(time.Duration((int64(tier.Burst)*token - level + perNanosecond - 1) / perNanosecond))
	reset := time.Unix(got.Reset, 0)
	if reset.Before(full) || !reset.Add(-time.Second).Before(full) {
		t.Fatalf("reset %s is not the second at which the bucket is full, %s", reset, full)
	}
	if level >= token {
		if got.RetryAfter != 0 {
			t.Fatalf("with a token left, RetryAfter is %d", got.RetryAfter)
		}
		return
	}
	next := time.Duration((token - level + perNanosecond - 1) / perNanosecond)
	if wait := time.Duration(got.RetryAfter) * time.Second; got.RetryAfter < 1 || wait < next || wait-time.Second >= next {
		t.Fatalf("RetryAfter %s is not the next whole second after %s", wait, next)
	}
}

// TestWaitingIsEnough does what Retry-After says and is let through.
func TestWaitingIsEnough(t *testing.T) {
	t.Parallel()
	for _, tier := range ratelimit.Tiers()[:3] {
		limiter, now := ratelimit.New(tier), time.Unix(1_700_000_000, 123_456_789)
		for range 1000 {
			s := limiter.Take("a", now)
			if s.Allowed {
				continue
			}
			now = now.Add(time.Duration(s.RetryAfter) * time.Second)
			if again := limiter.Take("a", now); !again.Allowed {
				t.Fatalf("%s: refused after waiting as long as asked", tier.Name)
			}
		}
	}
}

func TestUnlimited(t *testing.T) {
	t.Parallel()
	tier, err := ratelimit.TierByName("unlimited")
	if err != nil {
		t.Fatal(err)
	}
	limiter, now := ratelimit.New(tier), time.Unix(1_700_000_000, 0)
	for range 2_000_000 {
		if s := limiter.Take("a", now); !s.Allowed || s.Remaining == 0 {
			t.Fatalf("got %+v, expected no limit", s)
		}
	}
}

func TestRefill(t *testing.T) {
	t.Parallel()
	limiter, now := ratelimit.New(ratelimit.Tiers()[0]), time.Unix(1_700_000_000, 0)
	for limiter.Take("a", now).Allowed {
		continue
	}
	limiter.Refill()
	if s := limiter.Take("a", now); !s.Allowed || s.Remaining != 9 {
		t.Errorf("got %+v, expected a bucket that was full", s)
	}
}

func TestUnknownTier(t *testing.T) {
	t.Parallel()
	if _, err := ratelimit.TierByName("gold"); err == nil {
		t.Error("an unknown tier is taken")
	}
}
