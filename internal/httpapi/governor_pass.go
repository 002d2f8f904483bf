// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// visibleWait is from when on a person is told that a call waits for the limit.
const visibleWait = 5 * time.Second

// pass waits until the request may be sent. The turn that it returns must be
// told what became of it. The error is a *RateLimitError or a *StandstillError.
func (c *Client) pass(ctx context.Context, r *request) (*turn, error) {
	given, w := c.governor.enter(&r.ticket, c.ceiling, r.call.Write && r.call.Idempotent)
	if given != nil {
		return given, nil
	}
	began := c.clock.Now()
	tell := func() { c.tellWait(ctx, r, w) }
	if _, ahead := c.governor.look(w); ahead.wait > visibleWait {
		tell()
	} else {
		later := c.clock.AfterFunc(visibleWait, tell)
		defer later.Stop()
	}
	given, ahead := c.governor.wait(ctx, w, func() time.Duration { return c.patience(ctx) })
	c.addWait(ctx, began, ahead.why == reasonCeiling)
	if given != nil {
		r.waited += c.since(began)
		return given, nil
	}
	if ahead.still != nil {
		return nil, c.stalled(r.call, *ahead.still, nil)
	}
	return nil, &RateLimitError{
		Method: r.call.Method, Path: c.clean(r.call.Path), Wait: ahead.wait, Reason: c.because(ahead), Left: c.patience(ctx), Err: ctx.Err(),
	}
}

// patience is how long a call may wait for one thing to happen.
func (c *Client) patience(ctx context.Context) time.Duration {
	left := LongestWait
	if deadline, ok := ctx.Deadline(); ok {
		left = min(left, max(0, deadline.Sub(c.clock.Now())))
	}
	return left
}

// tellWait says in the log that a request waits, how long about, and why.
func (c *Client) tellWait(ctx context.Context, r *request, w *waiter) {
	given, ahead := c.governor.look(w)
	if given != nil || ahead.wait == 0 {
		return // It need not wait any more.
	}
	tflog.Info(ctx, "Waiting for the rate limit", map[string]any{
		"method":  r.call.Method,
		"path":    c.clean(r.call.Path),
		"wait_ms": ahead.wait.Milliseconds(),
		"reason":  c.because(ahead),
	})
}

// because names what a request waits for.
func (c *Client) because(ahead outlook) string {
	switch {
	case ahead.why == reasonCeiling:
		return fmt.Sprintf("the ceiling of %d requests a minute that is set for this client", c.ceiling)
	case ahead.why == reasonAnswer:
		return "the answer to an earlier request, which tells what is left of the rate limit,"
	case ahead.why == reasonAsked: // Whatever limit it names, it was refused.
		return "the wait after a refusal by the platform"
	case ahead.limit > 0:
		return fmt.Sprintf("the platform's rate limit of %d requests a minute", ahead.limit)
	default:
		return "the platform's rate limit"
	}
}
