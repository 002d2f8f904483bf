// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"sync"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// The platform's documented limit: so many POST requests in a window of fixed
// length. The first window of a day, in UTC, begins with the day's first request.
const (
	limitWindow   = 5 * time.Minute
	limitRequests = 1500
)

// limiter counts the POST requests of each organisation and environment. Its
// zero value has counted none. It is safe for concurrent use.
type limiter struct {
	mu     sync.Mutex
	counts map[store.Scope]count
}

// count is how many requests came in the window that a scope is in.
type count struct {
	day   time.Time // Its first request, where its windows begin.
	start time.Time // The window's beginning.
	n     int
}

// take counts a request at the instant now. If it is one too many it is not
// counted, and take returns the whole seconds, at least 1, until the window's
// end; otherwise it returns 0.
func (l *limiter) take(s store.Scope, now time.Time) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	now = now.UTC()
	c := l.counts[s]
	midnight := now.Truncate(24 * time.Hour)
	if c.day.Before(midnight) {
		c = count{day: now, start: now}
	}
	if start := c.day.Add(now.Sub(c.day).Truncate(limitWindow)); start.After(c.start) {
		c.start, c.n = start, 0
	}
	if c.n >= limitRequests {
		end := c.start.Add(limitWindow)
		if tomorrow := midnight.Add(24 * time.Hour); tomorrow.Before(end) {
			end = tomorrow
		}
		return int((end.Sub(now) + time.Second - 1) / time.Second)
	}
	c.n++
	if l.counts == nil {
		l.counts = map[store.Scope]count{}
	}
	l.counts[s] = c
	return 0
}

// refill forgets every request.
func (l *limiter) refill() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.counts)
}
