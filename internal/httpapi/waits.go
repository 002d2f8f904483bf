// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"context"
	"sync"
	"time"
)

// Waits counts how long calls have waited for a rate limit, so that the user can be
// told. Calls that wait at the same time count once. The zero value is empty and safe
// for concurrent use.
type Waits struct {
	mu    sync.Mutex
	until time.Time // Until then all is counted.
	untold
}

// untold is the time that the user was not told of yet, by limit.
type untold struct{ platform, ceiling time.Duration }

type waitsKey struct{}

// CountWaits returns a context whose calls w counts.
func CountWaits(ctx context.Context, w *Waits) context.Context {
	return context.WithValue(ctx, waitsKey{}, w)
}

// Take returns how long calls have waited for the platform's limit and for the user's
// own ceiling since the last time, and begins anew. A wait of at most least stays.
func (w *Waits) Take(least time.Duration) (platform, ceiling time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.platform+w.ceiling <= least {
		return 0, 0
	}
	taken := w.untold
	w.untold = untold{}
	return taken.platform, taken.ceiling
}

// countWait counts a wait that ends now.
func (c *Client) countWait(ctx context.Context, took time.Duration, own bool) {
	w, ok := ctx.Value(waitsKey{}).(*Waits)
	if !ok || took == 0 {
		return
	}
	now := c.clock.Now()
	began := now.Add(-took)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.until.After(began) {
		began = w.until
	}
	if !now.After(began) {
		return
	}
	w.until = now
	if own {
		w.ceiling += now.Sub(began)
		return
	}
	w.platform += now.Sub(began)
}
