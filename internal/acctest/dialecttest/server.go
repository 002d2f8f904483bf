// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package dialecttest plays a platform by a script, for the tests of dialects:
// a server whose n-th request gets the n-th answer, however wrong, late or lost.
package dialecttest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// Received is a request as the server saw it.
type Received struct {
	Method string
	URI    string // path and query, as they were sent
	Body   string
	Header http.Header
}

// Server plays a platform. A request beyond the script fails the test, and so
// does a script that is not used up.
type Server struct {
	URL string // without a slash at the end
	// Rest answers what comes after the script; nil where nothing may come.
	Rest http.HandlerFunc
	// Check answers the question which environment a credential belongs to,
	// which every dialect asks before the first call of the control plane. Such
	// requests are counted apart and are no part of the script.
	Check http.HandlerFunc

	t       *testing.T
	isCheck func(Received) bool

	mu       sync.Mutex
	steps    []http.HandlerFunc
	requests []Received
	checks   int
}

// Serve starts a server that lives as long as the test.
func Serve(t *testing.T, isCheck func(Received) bool, check http.HandlerFunc, steps ...http.HandlerFunc) *Server {
	t.Helper()
	s := &Server{Check: check, t: t, isCheck: isCheck, steps: steps}
	server := httptest.NewServer(s)
	s.URL = server.URL
	t.Cleanup(func() {
		server.Close()
		if left := len(s.steps) - len(s.requests); left > 0 {
			t.Errorf("%d of the expected requests were not made", left)
		}
	})
	return s
}

// ServeHTTP answers by the script.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Errorf("reading the request: %v", err)
	}
	s.step(Received{r.Method, r.RequestURI, string(body), r.Header.Clone()})(w, r)
}

// step takes down a request and returns what answers it.
func (s *Server) step(request Received) http.HandlerFunc {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isCheck(request) {
		s.checks++
		return s.Check
	}
	s.requests = append(s.requests, request)
	switch number := len(s.requests); {
	case number <= len(s.steps):
		return s.steps[number-1]
	case s.Rest != nil:
		return s.Rest
	}
	s.t.Errorf("request beyond the script: %s %s", request.Method, request.URI)
	return Answer(http.StatusTeapot, "")
}

// Seen returns the requests so far, without the checks of the environment.
func (s *Server) Seen() []Received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Received(nil), s.requests...)
}

// Checked returns how often the environment was asked for.
func (s *Server) Checked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.checks
}
