// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platformtest

import (
	"io"
	"net/http"
	"time"

	"github.com/jonboulle/clockwork"
)

// Noon is the moment at which servers of this package answer, by their own clock.
func Noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// Answer is a step that answers with a JSON body.
func Answer(status int, body string) http.HandlerFunc {
	return Typed(status, "application/json", body)
}

// Typed is a step that answers with a body of any type.
func Typed(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", Noon().Format(http.TimeFormat))
		if body != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // A client that hangs up is the test's own doing.
	}
}

// HangUp is a step that breaks the connection instead of answering, after the
// request has been read.
func HangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// Truncated is a step whose body is shorter than announced.
func Truncated(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "100000")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// instantClock is a fake clock on which every wait is over at once.
type instantClock struct{ *clockwork.FakeClock }

func (c instantClock) NewTimer(d time.Duration) clockwork.Timer {
	timer := c.FakeClock.NewTimer(d)
	c.Advance(d)
	return timer
}

// InstantClock returns a clock on which every wait is over at once, so that a
// test of retries takes no time.
func InstantClock() clockwork.Clock { return instantClock{clockwork.NewFakeClock()} }
