// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package oddplatform is a platform that answers oddly, as somebody's own
// implementation of the control-plane contract may: a proxy between the provider
// and a sandbox, which rewrites the answers of some routes and lets all else pass
// as it is. The sandbox knows nothing of it, so that a test can ask both what the
// provider was told and what is so.
package oddplatform

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
)

// Edit changes an answer, a JSON object.
type Edit func(answer map[string]any)

// Proxy rewrites answers.
type Proxy struct {
	t testing.TB

	mu    sync.Mutex // guards what follows
	rules []*rule
	date  func(string) string // changes the Date of each answer; nil for none
}

type rule struct {
	route *http.ServeMux // that knows one route
	edit  Edit
}

// New returns a proxy that rewrites nothing.
func New(tb testing.TB) *Proxy {
	tb.Helper()
	return &Proxy{t: tb}
}

// Rewrite changes the answers to a route from now on, such as
// "POST /tok/v1/webhooks" or "GET /tok/v1/webhooks/{id}", after what was to be
// rewritten before. A rule that no answer meets fails the test: it would prove
// nothing.
func (p *Proxy) Rewrite(route string, edit Edit) {
	p.t.Helper()
	mux := http.NewServeMux()
	mux.Handle(route, http.NotFoundHandler())
	met := false
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules = append(p.rules, &rule{mux, func(answer map[string]any) {
		met = true
		edit(answer)
	}})
	p.t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !met && !p.t.Skipped() {
			p.t.Errorf("the odd platform has answered nothing on %s", route)
		}
	})
}

// Behave ends all that is odd.
func (p *Proxy) Behave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules, p.date = nil, nil
}

// Redate changes the Date of all answers from now on; "" leaves it out.
func (p *Proxy) Redate(date func(string) string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.date = date
}

// Wrap puts the proxy before a platform.
func (p *Proxy) Wrap(platform http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		edits, date := p.edits(r)
		if len(edits) == 0 && date == nil {
			platform.ServeHTTP(w, r)
			return
		}
		answered := httptest.NewRecorder()
		platform.ServeHTTP(answered, r)
		body := answered.Body.Bytes()
		if len(edits) > 0 {
			body = p.rewrite(body, edits)
		}
		maps.Copy(w.Header(), answered.Header())
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		if date != nil {
			w.Header()["Date"] = nil // Else the server adds one.
			if changed := date(answered.Header().Get("Date")); changed != "" {
				w.Header().Set("Date", changed)
			}
		}
		w.WriteHeader(answered.Code)
		_, _ = w.Write(body) // A client that has gone away misses nothing.
	})
}

// edits are those of the rules for a request's route, beside what changes the Date.
func (p *Proxy) edits(r *http.Request) ([]Edit, func(string) string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var edits []Edit
	for _, rule := range p.rules {
		if _, route := rule.route.Handler(r); route != "" {
			edits = append(edits, rule.edit)
		}
	}
	return edits, p.date
}

// rewrite edits a body, one at a time: edits remember what they have seen. What is
// no JSON object stays.
func (p *Proxy) rewrite(body []byte, edits []Edit) []byte {
	var answer map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber() // Amounts stay as they were written.
	if err := decoder.Decode(&answer); err != nil {
		return body
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, edit := range edits {
		edit(answer)
	}
	rewritten, err := json.Marshal(answer)
	if err != nil {
		p.t.Errorf("the rewritten answer is no JSON: %v", err)
		return body
	}
	return rewritten
}
