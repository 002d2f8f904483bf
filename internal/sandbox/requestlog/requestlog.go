// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package requestlog keeps what was asked of the sandbox, so that a test can
// assert on it. It holds no header, query or body, and hence no secret.
package requestlog

import (
	"bufio"
	"maps"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Kept is how many of the latest requests are kept; the counters know them all.
const Kept = 10_000

// LongestPath is how many bytes of a path are kept: more than any route takes.
const LongestPath = 256

// OtherMethod stands for every method that HTTP does not define.
const OtherMethod = "other"

// Unrouted stands for the path in the counters of requests that no route takes.
const Unrouted = "unrouted"

// Entry is one request with its answer.
type Entry struct {
	Time      time.Time `json:"time"` // On the sandbox's clock.
	Method    string    `json:"method"`
	Path      string    `json:"path"`   // Without the query, and cut to LongestPath.
	Route     string    `json:"route"`  // The method and the path's pattern, such as "GET /name/v1/accounts/{id}".
	Status    int       `json:"status"` // 0 if the connection was cut without one.
	RequestID string    `json:"request_id"`
}

// Snapshot is the log at one moment.
type Snapshot struct {
	Total    int            `json:"total"`
	ByRoute  map[string]int `json:"by_route"`
	Requests []Entry        `json:"requests"` // Oldest first, the latest Kept.
}

// Log records requests. Its zero value is not usable; make one with New. It is
// safe for concurrent use.
type Log struct {
	now   func() time.Time
	route func(*http.Request) string

	mu      sync.Mutex
	total   int
	byRoute map[string]int
	ring    []Entry // In order of arrival, starting at next once it is full.
	next    int
}

// New returns an empty log. The function route tells a request's route, or "".
func New(now func() time.Time, route func(*http.Request) string) *Log {
	return &Log{now: now, route: route, byRoute: map[string]int{}}
}

// Middleware records each request when the status of its answer is written, so
// that a client that has the answer finds it in the log; and a request whose
// connection is cut without an answer before that can be done.
func (l *Log) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e := Entry{Time: l.now(), Method: known(r.Method), Path: cut(r.URL.Path), Route: l.route(r)}
		if e.Route == "" {
			e.Route = e.Method + " " + Unrouted
		}
		rec := &recorder{ResponseWriter: w}
		rec.note = func(status int) {
			e.Status, e.RequestID = status, w.Header().Get("X-Request-Id")
			l.add(e)
		}
		defer rec.once(0)
		next.ServeHTTP(rec, r)
	})
}

// known returns a method that HTTP defines as it is, and OtherMethod for the rest,
// of which there is no end.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return method
	}
	return OtherMethod
}

// cut returns what is kept of a path, in memory of its own: the request's line is
// as long as its sender likes.
func cut(path string) string {
	if len(path) <= LongestPath {
		return strings.Clone(path)
	}
	return strings.ToValidUTF8(path[:LongestPath], "") + "…"
}

// Snapshot returns a copy of the log.
func (l *Log) Snapshot() Snapshot {
	l.mu.Lock()
	defer l.mu.Unlock()
	requests := make([]Entry, 0, len(l.ring))
	requests = append(requests, l.ring[l.next:]...)
	requests = append(requests, l.ring[:l.next]...)
	return Snapshot{Total: l.total, ByRoute: maps.Clone(l.byRoute), Requests: requests}
}

// Clear empties the log and sets its counters to zero.
func (l *Log) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total, l.ring, l.next = 0, nil, 0
	clear(l.byRoute)
}

func (l *Log) add(e Entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total++
	l.byRoute[e.Route]++
	if len(l.ring) < Kept {
		l.ring = append(l.ring, e)
		return
	}
	l.ring[l.next] = e
	l.next = (l.next + 1) % Kept
}

// recorder notes the status of an answer, once.
type recorder struct {
	http.ResponseWriter

	note  func(status int)
	noted bool
}

func (r *recorder) once(status int) {
	if !r.noted {
		r.noted = true
		r.note(status)
	}
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	r.once(status)
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(p []byte) (int, error) {
	r.once(http.StatusOK)
	return r.ResponseWriter.Write(p)
}

// Hijack implements http.Hijacker: who takes the connection over cuts it.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	r.once(0)
	return http.NewResponseController(r.ResponseWriter).Hijack()
}

// Unwrap lets an http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
