// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// APIError is the platform's own refusal, in its own error envelope. It alone is
// believed: a 404 from elsewhere does not mean that an object is gone.
type APIError struct {
	Method, Path string
	// Status is the HTTP status; below 300 if the envelope came with success.
	Status int
	// Code and Message are the platform's; Field names the field of the
	// request that is to blame, if the platform said so.
	Code, Message, Field string
	// RequestID is what to quote to the platform's support.
	RequestID string
	// RetryAfter is how long the platform asks to wait; 0 if it did not.
	RetryAfter time.Duration
}

// Error implements error.
func (e *APIError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s %s was refused with %d", e.Method, e.Path, e.Status)
	if e.Code != "" {
		text.WriteString(" " + e.Code)
	}
	if e.Message != "" {
		text.WriteString(": " + e.Message)
	}
	var notes []string
	if e.Field != "" {
		notes = append(notes, "field "+e.Field)
	}
	if e.RequestID != "" {
		notes = append(notes, "request "+e.RequestID)
	}
	if len(notes) > 0 {
		fmt.Fprintf(&text, " (%s)", strings.Join(notes, ", "))
	}
	return text.String()
}

// CallError says that a call was not sent because it is not valid.
type CallError struct {
	Method, Path string
	Err          error
}

// Error implements error.
func (e *CallError) Error() string {
	return fmt.Sprintf("%s %s cannot be called: %s", e.Method, e.Path, e.Err)
}

// Unwrap returns the cause.
func (e *CallError) Unwrap() error { return e.Err }

// UnexpectedResponseError is an answer that the platform does not give: a web
// page, a proxy's error, a redirect, a body that is truncated, too large or of
// another shape than documented.
type UnexpectedResponseError struct {
	Method, Path string
	// Status is the HTTP status of the answer.
	Status int
	// ContentType is the media type of its body, empty if it has none.
	ContentType string
	// Reason says what is wrong, and where known what to do.
	Reason string

	truncated bool // The body ended too early, so that asking again may help.
}

// Error implements error.
func (e *UnexpectedResponseError) Error() string {
	kind := ""
	if e.ContentType != "" {
		kind = " " + e.ContentType
	}
	return fmt.Sprintf("%s %s got an unexpected answer, %d%s: %s", e.Method, e.Path, e.Status, kind, e.Reason)
}

// TransportError says that no answer came: the server could not be reached, or
// the connection broke, or time ran out, or the caller's context ended (which
// errors.Is tells: then, and only then, the error is the context's too).
type TransportError struct {
	Method, Path string
	// Host is the server that was to be called, with its port if the base URL
	// gives one.
	Host string
	// Err is the cause; its text is free of credentials.
	Err error
	// Sent is true unless it is certain that nothing reached the server.
	Sent bool
}

// Error implements error.
func (e *TransportError) Error() string {
	return fmt.Sprintf("%s %s got no answer from %s: %s", e.Method, e.Path, e.Host, e.Err)
}

// Unwrap returns the cause.
func (e *TransportError) Unwrap() error { return e.Err }

// RetryError says that a call was given up although another attempt might
// have succeeded: no retries are left, or there is no time for the next one.
type RetryError struct {
	// Attempts is how many requests were made, Elapsed how long all took.
	Attempts int
	Elapsed  time.Duration
	// Wait is how long the next attempt would have had to wait; 0 unless that
	// is why the call was given up. ByServer is true if the server asked for
	// it. Left is how much time the caller had left, or the longest that the
	// client waits at all.
	Wait, Left time.Duration
	ByServer   bool
	// Err is the error of the last attempt.
	Err error
	// Cause is the error of the caller's context if that ended during a wait.
	Cause error
}

// Error implements error.
func (e *RetryError) Error() string {
	attempts := fmt.Sprintf("%d attempts", e.Attempts)
	if e.Attempts == 1 {
		attempts = "1 attempt"
	}
	verb, because := "gave up", ""
	switch {
	case errors.Is(e.Cause, context.DeadlineExceeded):
		verb = "ran out of time"
	case e.Cause != nil:
		verb, because = "was interrupted", fmt.Sprintf(" (%s)", e.Cause)
	case e.Wait > 0 && e.ByServer:
		because = fmt.Sprintf(" because the server asks to wait %s and at most %s can be waited", round(e.Wait), round(e.Left))
	case e.Wait > 0:
		because = fmt.Sprintf(" because the next one is due in %s and %s are left", round(e.Wait), round(e.Left))
	}
	return fmt.Sprintf("%s after %s in %s%s: %s", verb, attempts, round(e.Elapsed), because, e.Err)
}

// Unwrap returns the error of the last attempt and, if any, the context's.
func (e *RetryError) Unwrap() []error {
	if e.Cause != nil {
		return []error{e.Err, e.Cause}
	}
	return []error{e.Err}
}

// unknownOutcomeError marks the error of a write that may have taken effect.
type unknownOutcomeError struct{ err error }

func (e *unknownOutcomeError) Error() string {
	return e.err.Error() + "; whether it took effect on the server is unknown"
}

func (e *unknownOutcomeError) Unwrap() error { return e.err }

// OutcomeUnknown reports whether the error of [Client.Do] leaves open if a
// write took effect: a request was sent, by this or an earlier attempt, and no
// answer decided. After a false the error is decisive: the write was refused, or
// it was never sent.
func OutcomeUnknown(err error) bool {
	var unknown *unknownOutcomeError
	return errors.As(err, &unknown)
}

// round drops the fractions and the empty units of a duration, so that an hour is 1h.
func round(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	text := d.Round(100 * time.Millisecond).String()
	if short, ok := strings.CutSuffix(text, "m0s"); ok {
		text = short + "m"
	}
	if short, ok := strings.CutSuffix(text, "h0m"); ok {
		text = short + "h"
	}
	return text
}
