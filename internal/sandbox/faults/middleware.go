// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"strconv"
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
			f.answer(w, r, refuse)
		case Latency:
			if Wait(r, clock, f.Latency) {
				next.ServeHTTP(w, r)
			}
		case ResetBefore:
			reset(w)
		case ResetAfter:
			next.ServeHTTP(newRecorder(), r)
			reset(w)
		case Truncate:
			truncate(w, record(next, r))
		case NonJSON:
			f.garble(w, record(next, r))
		}
	})
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

// record has the next handler serve the request into memory.
func record(next http.Handler, r *http.Request) *recorder {
	rec := newRecorder()
	next.ServeHTTP(rec, r)
	return rec
}

// recorder is an answer kept in memory.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newRecorder() *recorder { return &recorder{header: http.Header{}, status: http.StatusOK} }

// Header implements http.ResponseWriter.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) { r.status = status }

// Write implements http.ResponseWriter.
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

// truncate announces the whole answer, sends the first half of its body and cuts
// the connection. An empty body is announced as one of a byte that never comes.
func truncate(w http.ResponseWriter, rec *recorder) {
	body := rec.body.Bytes()
	maps.Copy(w.Header(), rec.Header())
	w.Header().Set("Content-Length", strconv.Itoa(max(1, len(body))))
	if rec.status == http.StatusNoContent {
		rec.status = http.StatusOK // A 204 cannot announce a body.
	}
	w.WriteHeader(rec.status)
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler) // Cuts the connection without a trace in the log.
}

// garble answers with the headers of the platform's answer and another body.
func (f *Fault) garble(w http.ResponseWriter, rec *recorder) {
	maps.Copy(w.Header(), rec.Header())
	w.Header().Del("Content-Length")
	body := f.Body
	if body == "" {
		body = fmt.Sprintf("<!doctype html><title>Sign in</title><p>Please sign in to the network (fault %q).</p>\n", f.Kind)
	}
	w.Header().Set("Content-Type", contentType(body))
	for name, value := range f.Headers {
		w.Header().Set(name, value)
	}
	status := rec.status
	if f.Status != 0 {
		status = f.Status
	}
	if status == http.StatusNoContent {
		status = http.StatusOK // A 204 cannot carry a body.
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
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
