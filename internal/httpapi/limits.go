// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"context"
	"fmt"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi/pacing"
)

// RateLimitError says that a request was not sent, because the limit needs more
// time than the caller has. Unlike the platform's own refusal it cost no request.
type RateLimitError struct {
	Method, Path string
	// Wait is how long the limit needs, at least, until this request may be
	// sent; Reason says which limit.
	Wait   time.Duration
	Reason string
	// Left is how much time the caller had left, or the longest that the client
	// waits at all. It is given if that is why the request was not waited for.
	Left time.Duration
	// Err is the error of the caller's context if that ended during the wait.
	Err error
}

// Error implements error.
func (e *RateLimitError) Error() string {
	because := fmt.Sprintf("at most %s can be waited", round(e.Left))
	if e.Err != nil {
		because = "the wait ended early: " + e.Err.Error()
	}
	return fmt.Sprintf("%s %s was not sent: %s needs another %s, and %s", e.Method, e.Path, e.Reason, round(e.Wait), because)
}

// Unwrap returns the error of the caller's context, if any.
func (e *RateLimitError) Unwrap() error { return e.Err }

// StandstillError says that a call was given up together with all others under its
// credential, since nothing has succeeded for so long.
type StandstillError struct {
	Method, Path string
	// Platform and Credential are who was called, and by what, in words.
	Platform, Credential string
	// Requests is how many have failed since one has succeeded last, and For how long.
	Requests int
	For      time.Duration
	// Refused is true if the last of them was refused for the limit.
	Refused bool
	// Err is the error of the call's own last attempt; nil if it was not sent.
	Err error
}

// Error implements error.
func (e *StandstillError) Error() string {
	what := fmt.Sprintf("%s %s was not sent", e.Method, e.Path)
	if e.Err != nil {
		what = e.Err.Error()
	}
	did := "could answer none of the"
	if e.Refused {
		did = "has refused all"
	}
	return fmt.Sprintf("%s: %s %s %d requests under %s for %s, so that all calls under it have given up", what, e.Platform, did, e.Requests, e.Credential, round(e.For))
}

// Unwrap returns the error of the call's own last attempt, if any.
func (e *StandstillError) Unwrap() error { return e.Err }

// acquire waits until the limiter permits the request. The error is a *RateLimitError
// or a *StandstillError.
func (c *Client) acquire(ctx context.Context, r *request) (*pacing.Permit, error) {
	permit, wait := c.limiter.Acquire(ctx, pacing.Request{
		Place:   &r.place,
		Ceiling: c.ceiling,
		Ends:    r.call.Write && r.call.Idempotent,
		Longest: func() time.Duration { return c.patience(ctx) },
		Notify:  func(wait pacing.Wait) { c.logLimit(ctx, r.call, wait) },
	})
	c.countWait(ctx, wait.Elapsed, wait.ByCeiling)
	switch {
	case permit != nil:
		r.waited += wait.Elapsed
		return permit, nil
	case wait.Standstill != nil:
		return nil, c.stalled(r.call, wait.Standstill, nil)
	}
	return nil, cleaned(c, &RateLimitError{
		Method: r.call.Method, Path: r.call.Path, Wait: wait.Remaining, Reason: wait.Reason, Left: c.patience(ctx), Err: ctx.Err(),
	})
}

// patience is how long a call may wait for one thing to happen.
func (c *Client) patience(ctx context.Context) time.Duration {
	left := LongestWait
	if deadline, ok := ctx.Deadline(); ok {
		left = min(left, max(0, deadline.Sub(c.clock.Now())))
	}
	return left
}

// stalled is the error of a call that gives up in a standstill.
func (c *Client) stalled(call *Call, still *pacing.Standstill, failure error) *StandstillError {
	return cleaned(c, &StandstillError{
		Method: call.Method, Path: call.Path, Platform: c.platform, Credential: c.credential,
		Requests: still.Failures, For: c.since(still.Since), Refused: still.Refused, Err: failure,
	})
}
