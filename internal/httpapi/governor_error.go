// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"fmt"
	"time"
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
