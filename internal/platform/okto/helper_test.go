// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// testToken has the form of a management token. It opens nothing.
const testToken = "okto_mgmt_0123456789abcdefghijABCDEFGHIJ01"

// What the control plane answers, written by hand from the contract.
const (
	appsJSON   = `{"status":"success","data":{"apps":[{"app_id":"app-1","name":"Wallet","environment":"sandbox"},{"app_id":"app-2","name":"Kiosk","environment":"sandbox"}]}}`
	secretJSON = `{"status":"success","data":{"app_id":"app-1","version":3,"fingerprint":"sha256:00ff","created_at":"2026-03-01T12:00:00Z","last_used_at":"2026-03-02T08:30:00Z"}}`
	resetJSON  = `{"status":"success","data":{"app_id":"app-1","app_secret":"shown-once","version":4,"fingerprint":"sha256:0aff","created_at":"2026-03-05T12:00:00Z"}}`
)

// instantClock is a fake clock on which every wait is over at once, so that a
// test of retries takes no time.
type instantClock struct{ *clockwork.FakeClock }

func (c instantClock) NewTimer(d time.Duration) clockwork.Timer {
	timer := c.FakeClock.NewTimer(d)
	c.Advance(d)
	return timer
}

// received is a request as the server saw it.
type received struct {
	method, uri, body string
	header            http.Header
}

// oktoServer plays Okto by a script: the n-th request gets the n-th step. The
// list of apps, by which the environment is checked, is answered apart.
type oktoServer struct {
	t    *testing.T
	url  string
	apps http.HandlerFunc

	mu       sync.Mutex
	steps    []http.HandlerFunc
	requests []received
	checks   int // requests of the list of apps
}

// serve starts a server that lives as long as the test. A request beyond the
// script, and a script that was not used up, fail the test.
func serve(t *testing.T, steps ...http.HandlerFunc) *oktoServer {
	t.Helper()
	s := &oktoServer{t: t, steps: steps, apps: answer(200, appsJSON)}
	server := httptest.NewServer(s)
	s.url = server.URL + "/okto"
	t.Cleanup(func() {
		server.Close()
		if left := len(s.steps) - len(s.requests); left > 0 {
			t.Errorf("%d of the expected requests were not made", left)
		}
	})
	return s
}

func (s *oktoServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && r.URL.Path == "/okto/management/v1/apps" {
		s.mu.Lock()
		s.checks++
		s.mu.Unlock()
		s.apps(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Errorf("reading the request: %v", err)
	}
	s.mu.Lock()
	s.requests = append(s.requests, received{r.Method, r.RequestURI, string(body), r.Header.Clone()})
	number := len(s.requests)
	s.mu.Unlock()
	if number > len(s.steps) {
		s.t.Errorf("request beyond the script: %s %s", r.Method, r.RequestURI)
		w.WriteHeader(http.StatusTeapot)
		return
	}
	s.steps[number-1](w, r)
}

// seen returns the requests so far, without the lists of apps.
func (s *oktoServer) seen() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.requests...)
}

// checked returns how often the apps were listed.
func (s *oktoServer) checked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.checks
}

// open connects to the server with retries, which take no time.
func (s *oktoServer) open(retries int) platform.AppSecrets {
	s.t.Helper()
	opened, err := Dialect{clock: instantClock{clockwork.NewFakeClock()}}.Open(platform.Settings{
		Environment:    "sandbox",
		Endpoint:       s.url,
		Credentials:    map[string]string{"management_token": testToken, "app_id": "app-1"},
		MaxRetries:     retries,
		RequestTimeout: time.Minute,
		UserAgent:      "test/1",
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return opened.AppSecrets
}

// answer is a step that answers with a JSON body, at a moment of the server's.
func answer(status int, body string) http.HandlerFunc {
	return typed(status, "application/json", body)
}

// typed is a step that answers with a body of any type.
func typed(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", "Thu, 05 Mar 2026 12:00:00 GMT")
		if body != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // A client that hangs up is the test's own doing.
	}
}

// refusal is a step that answers in Okto's error envelope.
func refusal(status int, code string) http.HandlerFunc {
	return answer(status, refusalJSON(code))
}

func refusalJSON(code string) string {
	return `{"status":"error","error":{"code":1,"errorCode":"` + code + `","message":"No.","trace_id":"trace-1"}}`
}

// hangUp is a step that breaks the connection instead of answering, after the
// request has been read.
func hangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// truncated is a step whose body is shorter than announced.
func truncated(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "1000")
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, resetJSON[:len(resetJSON)-20])
}

// mentions fails the test unless the error's text holds every given one, and
// never a secret.
func mentions(t *testing.T, err error, texts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("got no error")
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("the error does not mention %q: %v", text, err)
		}
	}
	for _, secret := range []string{testToken, "shown-once"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error holds a secret: %v", err)
		}
	}
}

// operation is one call of the dialect, for tables over all of them.
type operation struct {
	name, method, uri string
	success           http.HandlerFunc
	call              func(context.Context, platform.AppSecrets) error
}

func operations() []operation {
	return []operation{
		{"get", "GET", "/okto/management/v1/apps/app-1/secret", answer(200, secretJSON), func(ctx context.Context, a platform.AppSecrets) error {
			_, err := a.Get(ctx, "app-1")
			return err
		}},
		{"reset", "POST", "/okto/management/v1/apps/app-1/secret/reset", answer(201, resetJSON), func(ctx context.Context, a platform.AppSecrets) error {
			_, err := a.Reset(ctx, "app-1")
			return err
		}},
	}
}
