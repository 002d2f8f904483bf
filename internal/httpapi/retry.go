// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi/pacing"
)

const (
	// LongestWait is the longest wait that a server can ask for when the
	// caller has no deadline. Okto's window, the widest known, is 5 minutes.
	LongestWait = 10 * time.Minute
	// noticeableWait is how long a wait has to be for the user to be warned.
	noticeableWait = 10 * time.Second
)

// Do makes the call, repeating it where that is safe and may help, and decodes
// the JSON of a success into out unless out is nil; if out is a [Validator], it
// checks itself. The response is also returned beside an error, whenever an
// answer came: its Date is the server's clock.
//
// The error is an *[APIError], *[UnexpectedResponseError], *[TransportError],
// *[RateLimitError], or a *[RetryError] or *[StandstillError] that wraps one of them,
// for errors.As, or a *[CallError]. See [OutcomeUnknown] for writes.
// After an error the content of out is undefined.
func (c *Client) Do(ctx context.Context, call Call, out any) (*Response, error) {
	c = c.keeping(append(slices.Clone(call.Secrets), call.IdempotencyKey))
	ready, err := c.prepare(&call)
	if err != nil {
		return nil, err
	}
	var (
		started   = c.clock.Now()
		intervals = backoff.NewExponentialBackOff()
		unknown   = false // An attempt may have taken effect.
	)
	for attempt := 1; ; attempt++ {
		response, err := c.attempt(ctx, ready, out, attempt)
		if err == nil {
			return response, nil
		}
		unknown = call.outcomeUnknown(unknown, err)
		err = c.beforeNext(ctx, &call, response, err, &progress{attempt, started, intervals.NextBackOff()})
		if err == nil {
			continue
		}
		if unknown {
			err = &unknownOutcomeError{err}
		}
		return response, err
	}
}

// attempt sends the request once and evaluates the answer.
func (c *Client) attempt(ctx context.Context, r *request, out any, number int) (*Response, error) {
	if err := ctx.Err(); err != nil {
		return nil, c.transportError(ctx, ctx, r, err, false)
	}
	permit, err := c.acquire(ctx, r)
	if err != nil {
		return nil, err
	}
	started := c.clock.Now()
	var room room
	defer room.leave()
	response, err := c.send(ctx, r, permit, &room)
	if response != nil {
		response.Attempts = number
		if err == nil {
			err = c.evaluate(r, response, out)
		}
	}
	c.logAttempt(ctx, r, response, err, number, c.since(started))
	if response != nil {
		response.Body = nil // It was decoded, and may be large.
	}
	return response, err
}

// progress is the state of a call after a failed attempt.
type progress struct {
	attempt  int
	started  time.Time
	interval time.Duration // What the backoff asks to wait.
}

// beforeNext waits for the next attempt and returns nil, or returns the error with which
// the call ends.
func (c *Client) beforeNext(ctx context.Context, call *Call, response *Response, failure error, p *progress) error {
	if ctx.Err() == nil && p.attempt == 1 && c.asksOnce(call, response, failure) {
		return nil
	}
	if ctx.Err() != nil || !call.mayRetry(failure) {
		return failure
	}
	giveUp := &RetryError{Attempts: p.attempt, Elapsed: c.since(p.started), Err: failure}
	if still := c.limiter.Standstill(); still != nil {
		return c.stalled(call, still, failure)
	}
	if p.attempt > c.maxRetries {
		c.limiter.Exhausted(p.started)
		if p.attempt == 1 {
			return failure // Nothing was repeated, so nothing was given up.
		}
		return giveUp
	}
	wait, byServer := p.interval, false
	if asked, ok := c.retryAfter(response); ok && asked > wait {
		wait, byServer = asked, true
	} else {
		wait = c.limiter.UntilLastTry(wait)
	}
	if left := c.patience(ctx); wait > left {
		giveUp.Wait, giveUp.Left, giveUp.ByServer = wait, left, byServer
		return giveUp
	}
	c.logWait(ctx, call, wait, p.attempt, failure)
	began := c.clock.Now()
	err := c.wait(ctx, wait)
	if response != nil && response.Status == http.StatusTooManyRequests {
		c.countWait(ctx, c.since(began), false)
	}
	if err != nil {
		giveUp.Elapsed, giveUp.Cause = c.since(p.started), err
		return giveUp
	}
	return nil
}

// asksOnce reports whether a call is sent once more, and at once, although it may not
// be repeated: under its idempotency key the server then answers as it did the first
// time, and a secret that it shows once was in that answer alone.
func (c *Client) asksOnce(call *Call, response *Response, failure error) bool {
	_, toWait := c.retryAfter(response)
	return c.maxRetries == 0 && !toWait && call.Replays && call.mayRetry(failure) && call.outcomeUnknown(false, failure)
}

// wait returns after the duration, or with the context's error when that ends.
func (c *Client) wait(ctx context.Context, d time.Duration) error {
	timer := c.clock.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.Chan():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// mayRetry reports whether an attempt that failed so may be followed by
// another one: if nothing happened (a rate limit, a request that was not sent)
// any call may, else only what is as good done twice as once.
func (c *Call) mayRetry(err error) bool {
	var (
		transport  *TransportError
		unexpected *UnexpectedResponseError
		refusal    *APIError
	)
	switch {
	case errors.As(err, &transport):
		return !isPermanent(transport.Err) && (!transport.Sent || c.repeatable())
	case errors.As(err, &refusal):
		return c.mayRetryStatus(refusal.Status)
	case errors.As(err, &unexpected):
		return c.mayRetryStatus(unexpected.Status) || (unexpected.truncated && c.repeatable())
	default:
		return false
	}
}

// mayRetryStatus is mayRetry for a status that says that the server, or a proxy
// before it, could not do the work now.
func (c *Call) mayRetryStatus(status int) bool {
	switch status {
	case http.StatusTooManyRequests:
		return true
	default:
		return pacing.Unavailable(status) && c.repeatable()
	}
}

// outcomeUnknown reports whether, after an attempt that failed so, it is open
// if the write took effect; before is the same after the attempts before.
func (c *Call) outcomeUnknown(before bool, err error) bool {
	var (
		transport  *TransportError
		unexpected *UnexpectedResponseError
		refusal    *APIError
	)
	switch {
	case !c.Write:
		return false
	case errors.As(err, &transport):
		return before || transport.Sent
	case errors.As(err, &refusal):
		// An error with a status of success contradicts itself: either may be true.
		return refusal.Status/100 == 2 || refusal.Status >= http.StatusInternalServerError || (before && !settles(refusal.Status))
	case errors.As(err, &unexpected):
		// A success that cannot be read is one. 303 follows a POST that was
		// done; the other redirects, and 4xx, are given in place of doing it.
		status := unexpected.Status
		return before || status/100 == 2 || status == http.StatusSeeOther || status >= http.StatusInternalServerError
	default:
		return before
	}
}

// settles reports whether the platform's refusal of a repeated write also tells
// about the attempt before: the same request would have been refused then, or
// the object is gone. The exceptions depend on the moment, not on the request;
// 409 is how some servers say that the first attempt is still at work.
func settles(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestTimeout,
		http.StatusConflict, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	}
	return status < http.StatusInternalServerError
}

// retryAfter returns how long an answer, if any, asks to wait.
func (c *Client) retryAfter(response *Response) (time.Duration, bool) {
	if response == nil {
		return 0, false
	}
	return pacing.RetryAfter(response.Header, response.Date, c.clock.Now())
}
