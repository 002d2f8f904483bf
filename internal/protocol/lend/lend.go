// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package lend stands between the CLI and the plugin framework: the framework gets
// the context of a call about an object for the length of the call only. It would
// keep it until the provider ends, to be able to cancel it, and with it all that
// the SDK has put there for logging: some 40 KB for each object of a plan, which
// with thousands of objects is most of the provider's memory.
package lend

import (
	"context"
	"sync/atomic"
	"time"
)

// loan is a context that is taken back after use. What is left of it then is
// small, and is a context that was cancelled.
type loan struct {
	lent atomic.Pointer[context.Context] // nil once it was taken back
}

// lend returns a context that is the given one until it is taken back.
func lend(ctx context.Context) (lent context.Context, takeBack func()) {
	l := &loan{}
	l.lent.Store(&ctx)
	return l, func() { l.lent.Store(nil) }
}

// over is closed.
var over = func() <-chan struct{} {
	done := make(chan struct{})
	close(done)
	return done
}()

// Deadline is that of the lent context.
func (l *loan) Deadline() (time.Time, bool) {
	if ctx := l.lent.Load(); ctx != nil {
		return (*ctx).Deadline()
	}
	return time.Time{}, false
}

// Done is that of the lent context, and closed once that was taken back.
func (l *loan) Done() <-chan struct{} {
	if ctx := l.lent.Load(); ctx != nil {
		return (*ctx).Done()
	}
	return over
}

// Err is that of the lent context, and says that it was cancelled once that was
// taken back.
func (l *loan) Err() error {
	if ctx := l.lent.Load(); ctx != nil {
		return (*ctx).Err()
	}
	return context.Canceled
}

// Value is that of the lent context, and nothing once that was taken back.
func (l *loan) Value(of any) any {
	if ctx := l.lent.Load(); ctx != nil {
		return (*ctx).Value(of)
	}
	return nil
}
