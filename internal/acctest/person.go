// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// watcher lets a test act as a person who answers while an apply waits: it acts
// when the platform has answered a certain request, never after a while.
type watcher struct {
	mu      sync.Mutex
	pending func(method, path string, status int, body []byte) bool // reports whether it has acted
}

func (w *watcher) set(act func(method, path string, status int, body []byte) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pending = act
}

func (w *watcher) seen(method, path string, status int, body []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pending != nil && w.pending(method, path, status, body) {
		w.pending = nil
	}
}

// wrap shows each answer to the watcher once it is complete.
func (w *watcher) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		recorded := &recorder{ResponseWriter: rw, status: http.StatusOK}
		next.ServeHTTP(recorded, r)
		w.seen(r.Method, r.URL.Path, recorded.status, recorded.body)
	})
}

type recorder struct {
	http.ResponseWriter
	status int
	body   []byte
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(data []byte) (int, error) {
	r.body = append(r.body, data...)
	return r.ResponseWriter.Write(data)
}

// DecideNext answers the next consent that is created, once the provider has
// asked for its status and found it pending.
func (e *Env) DecideNext(decision string) {
	e.t.Helper()
	e.Sandbox()
	e.watcher.set(func(method, path string, status int, body []byte) bool {
		if method != http.MethodPost || !strings.HasSuffix(path, "/consents") || status != http.StatusCreated {
			return false
		}
		redirect := redirectIn(e.t, body)
		go e.DecideAfterPoll(redirect, decision)
		return true
	})
}

// DecideAfterPoll answers a pending consent once the provider has asked for its
// status and found it pending.
func (e *Env) DecideAfterPoll(redirectURL, decision string) {
	e.Sandbox()
	e.watcher.set(func(method, path string, _ int, body []byte) bool {
		if method != http.MethodGet || !strings.Contains(path, "/consents/") || !strings.Contains(string(body), redirectURL) {
			return false
		}
		go func() {
			if err := e.decide(redirectURL, decision); err != nil {
				e.t.Errorf("the person could not %s: %v", decision, err)
			}
		}()
		return true
	})
}

func redirectIn(t *testing.T, body []byte) string {
	t.Helper()
	consent := map[string]any{}
	_ = json.Unmarshal(body, &consent) // It has no redirectUrl then.
	redirect, _ := consent["redirectUrl"].(string)
	if redirect == "" {
		t.Error("the consent has no redirectUrl")
	}
	return redirect
}
