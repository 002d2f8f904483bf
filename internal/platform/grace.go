// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"context"
	"time"

	"github.com/jonboulle/clockwork"
)

// grace is how long a write that has begun may go on after the run was
// interrupted. It is shorter than the CLI's patience with a provider.
const grace = 10 * time.Second

// WithGrace returns a context for a write that must not be cut off in the middle:
// it outlives a cancelled ctx by ten seconds, so that the answer, and with it
// the only copy of a secret, still reaches the state.
func WithGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	return finish(ctx, clockwork.NewRealClock())
}

func finish(ctx context.Context, clock clockwork.Clock) (context.Context, context.CancelFunc) {
	lasting, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := clock.AfterFunc(grace, cancel)
		context.AfterFunc(lasting, func() { timer.Stop() })
	})
	return lasting, func() {
		stop()
		cancel()
	}
}
