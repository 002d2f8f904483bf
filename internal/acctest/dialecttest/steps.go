// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package dialecttest

import (
	"context"
	"io"
	"net/http"
	"sync/atomic"
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

// Interrupt is a step that ends the client's context and never answers.
func Interrupt(cancel context.CancelFunc) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done() // The client has hung up.
	}
}

// Until returns a step that answers with broken until repair is called, and with
// working then.
func Until(broken, working http.HandlerFunc) (step http.HandlerFunc, repair func()) {
	var repaired atomic.Bool
	return func(w http.ResponseWriter, r *http.Request) {
		if repaired.Load() {
			working(w, r)
			return
		}
		broken(w, r)
	}, func() { repaired.Store(true) }
}
