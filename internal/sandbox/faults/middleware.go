// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"
)

// Refusal writes a platform's own error for a status that a fault names, headers
// and all: what the platform would answer if it failed by itself.
type Refusal func(w http.ResponseWriter, r *http.Request, status int)

// Middleware lets the planned faults strike what the next handler serves. The
// clock times the late answers.
func (s *Set) Middleware(clock clockwork.Clock, refuse Refusal, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := s.strike(r)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		switch f.Kind {
		case Status:
			f.ask(next, r)
			f.answer(w, r, refuse)
		case Latency:
			f.delay(w, r, clock, next)
		case ResetBefore:
			reset(w)
		case ResetAfter:
			next.ServeHTTP(newRecorder(), r)
			reset(w)
		case Truncate:
			truncate(w, record(next, r))
		case NonJSON:
			f.garble(w, record(next, r))
		case ContentType:
			f.mislabel(w, record(next, r))
		case ErrorEnvelope:
			f.ask(next, r)
			f.contradict(w, r, refuse)
		case Trickle:
			f.trickle(w, r, clock, record(next, r))
		case Date:
			rec := record(next, r)
			shift(rec, f.Shift)
			rec.send(w)
		}
	})
}

// ask has the platform do what was asked, of which its caller hears nothing, if
// the fault is one that strikes after that.
func (f *Fault) ask(next http.Handler, r *http.Request) {
	if f.After {
		next.ServeHTTP(newRecorder(), r)
	}
}

// delay lets the platform answer late.
func (f *Fault) delay(w http.ResponseWriter, r *http.Request, clock clockwork.Clock, next http.Handler) {
	if !f.After {
		if Wait(r, clock, f.Latency) {
			next.ServeHTTP(w, r)
		}
		return
	}
	if rec := record(next, r); Wait(r, clock, f.Latency) {
		rec.send(w)
	}
}

// Wait waits for d on the clock and returns true, or false as soon as the
// request is given up.
func Wait(r *http.Request, clock clockwork.Clock, d Duration) bool {
	timer := clock.NewTimer(time.Duration(d))
	defer timer.Stop()
	select {
	case <-timer.Chan():
		return true
	case <-r.Context().Done():
		return false
	}
}

// answer writes the fault's own answer.
func (f *Fault) answer(w http.ResponseWriter, r *http.Request, refuse Refusal) {
	for name, value := range f.Headers {
		w.Header().Set(name, value)
	}
	if f.Body == "" {
		refuse(w, r, f.Status)
		return
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", contentType(f.Body))
	}
	w.WriteHeader(f.Status)
	_, _ = w.Write([]byte(f.Body))
}

// contentType guesses what a body is that came without a type.
func contentType(body string) string {
	switch {
	case json.Valid([]byte(body)):
		return "application/json"
	case strings.HasPrefix(strings.TrimSpace(body), "<"):
		return "text/html; charset=utf-8"
	}
	return "text/plain; charset=utf-8"
}

// reset cuts the connection so that the client sees a TCP reset, where the
// server lets go of the connection, and an early end of it elsewhere.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // Unsent data is dropped and RST sent.
	}
	_ = conn.Close()
}
