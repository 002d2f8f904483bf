// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package delivery

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// Limits on what a receiver may send back. The answer's body has no meaning; reading a little of it lets the
// connection be used again.
const (
	maxAnswerBytes       = 64 << 10
	maxAnswerHeaderBytes = 64 << 10
)

// newClient builds the HTTP client of an Engine. It has no proxy, since a proxy would dial for it, and it follows no
// redirect, since the specification counts one as a failure.
func (e *Engine) newClient() *http.Client {
	dialer := &net.Dialer{Control: e.permitDial}
	return &http.Client{
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			MaxResponseHeaderBytes: maxAnswerHeaderBytes,
			IdleConnTimeout:        time.Minute,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// attempt sends a message once and records what came of it. The error is the Store's; what goes wrong with the
// receiver is part of the result.
func (e *Engine) attempt(ctx context.Context, m Message) error {
	at := e.Clock.Now()
	endpoint, err := e.Store.Endpoint(ctx, m.WebhookID, at)
	for _, final := range []error{ErrNoEndpoint, ErrUnreadable} {
		if errors.Is(err, final) {
			return e.Store.Record(ctx, m.ID, Result{Attempt: Attempt{At: at, Error: final.Error()}, Status: Failed})
		}
	}
	if err != nil {
		return fmt.Errorf("find the endpoint of %s: %w", m.WebhookID, err)
	}
	elapsed := stopwatch()
	status, retry, err := e.send(ctx, at, m, endpoint)
	select {
	case <-ctx.Done(): // Cut off by the end of Run: not the receiver's doing, and sent again by the next Run.
		return nil
	default:
	}
	result := Result{Attempt: Attempt{At: at, StatusCode: status, Duration: elapsed()}}
	switch {
	case err == nil:
		result.Status = Succeeded
	case retry && m.Attempts < len(e.retries):
		result.Status = Pending
		result.NextAttempt = e.Clock.Now().Add(e.retries[m.Attempts])
	default:
		result.Status = Failed
	}
	if err != nil {
		result.Attempt.Error = err.Error()
	}
	return e.Store.Record(ctx, m.ID, result)
}

// stopwatch measures real time: it tells how fast a receiver is, whatever happens to the Engine's clock meanwhile.
func stopwatch() (elapsed func() time.Duration) {
	started := time.Now()                                      //nolint:forbidigo // A measurement, not an instant.
	return func() time.Duration { return time.Since(started) } //nolint:forbidigo // As above.
}

// send makes the request. It returns the answer's status (0 without one), whether another attempt may succeed, and
// why this one did not. The error never holds the URL.
func (e *Engine) send(ctx context.Context, at time.Time, m Message, endpoint Endpoint) (status int, retry bool, err error) {
	if err := e.Permits(endpoint.URL); err != nil {
		return 0, false, err
	}
	ctx, cancel := context.WithTimeout(ctx, e.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint.URL, bytes.NewReader(m.Payload))
	if err != nil {
		return 0, false, errors.New("the URL cannot be used for a request")
	}
	if endpoint.Proof != nil {
		if err := endpoint.Proof.Add(req.Header, at, m); err != nil {
			return 0, false, err
		}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "openbanking-sandbox")
	resp, err := e.client.Do(req)
	if err != nil {
		return 0, !errors.Is(err, ErrNotLoopback) && !errors.Is(err, ErrOwn), e.explain(err)
	}
	_, err = io.CopyN(io.Discard, resp.Body, maxAnswerBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("read the answer: %w", e.explain(err))
	} else {
		err = nil
	}
	if closeErr := resp.Body.Close(); err == nil && closeErr != nil {
		err = fmt.Errorf("read the answer: %w", e.explain(closeErr))
	}
	if err != nil {
		return resp.StatusCode, true, err
	}
	return judge(resp.StatusCode)
}

// judge decides what a status means. The specification takes any 2xx for success and follows no redirect; it reads 410
// as the receiver's wish to hear no more.
func judge(status int) (code int, retry bool, err error) {
	switch {
	case status >= 200 && status <= 299:
		return status, false, nil
	case status == http.StatusGone:
		return status, false, errors.New("the receiver wants no more attempts (410)")
	case status >= 300 && status <= 399:
		return status, true, fmt.Errorf("the receiver answered with a redirect (%d), which is not followed", status)
	default:
		return status, true, fmt.Errorf("the receiver answered %d instead of 2xx", status)
	}
}
