// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// testKey has the form of a key of the sandbox environment. It opens nothing.
const testKey = "tok_sandbox_0123456789abcdefghijABCDEFGHIJ01"

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

// tokServer plays Tok by a script: the n-th request gets the n-th step. The
// check of the environment, GET /organisation, is answered and counted apart.
type tokServer struct {
	t            *testing.T
	url          string
	organisation http.HandlerFunc
	rest         http.HandlerFunc // answers what comes after the script; nil where nothing may come

	mu       sync.Mutex
	steps    []http.HandlerFunc
	requests []received
	checks   int // requests of GET /organisation
}

// serve starts a server that lives as long as the test. A request beyond the
// script, and a script that was not used up, fail the test.
func serve(t *testing.T, steps ...http.HandlerFunc) *tokServer {
	t.Helper()
	s := &tokServer{
		t: t, steps: steps,
		organisation: answer(200, `{"id":"org_1","name":"Acme","tier":"pro","environment":"sandbox","apiKeyId":"key_1"}`),
	}
	server := httptest.NewServer(s)
	s.url = server.URL + "/v1"
	t.Cleanup(func() {
		server.Close()
		if left := len(s.steps) - len(s.requests); left > 0 {
			t.Errorf("%d of the expected requests were not made", left)
		}
	})
	return s
}

func (s *tokServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && r.URL.Path == "/v1/organisation" {
		s.mu.Lock()
		s.checks++
		s.mu.Unlock()
		s.organisation(w, r)
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
	switch {
	case number <= len(s.steps):
		s.steps[number-1](w, r)
	case s.rest != nil:
		s.rest(w, r)
	default:
		s.t.Errorf("request beyond the script: %s %s", r.Method, r.RequestURI)
		w.WriteHeader(http.StatusTeapot)
	}
}

// always starts a server that gives the same answer to every request.
func always(t *testing.T, step http.HandlerFunc) *tokServer {
	t.Helper()
	s := serve(t)
	s.rest = step
	return s
}

// seen returns the requests so far, without the checks of the environment.
func (s *tokServer) seen() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.requests...)
}

// checked returns how often the environment was asked for.
func (s *tokServer) checked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.checks
}

// open connects to the server with three retries, which take no time.
func (s *tokServer) open() *platform.Platform {
	s.t.Helper()
	dialect := Dialect{clock: instantClock{clockwork.NewFakeClock()}}
	opened, err := dialect.Open(platform.Settings{
		Endpoint:       s.url,
		Credentials:    map[string]string{"api_key": testKey},
		MaxRetries:     3,
		RequestTimeout: time.Minute,
		UserAgent:      "test/1",
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return opened
}

// answer is a step that answers with a JSON body.
func answer(status int, body string) http.HandlerFunc {
	return typed(status, "application/json", body)
}

// typed is a step that answers with a body of any type.
func typed(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if body != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // A client that hangs up is the test's own doing.
	}
}

// refusal is a step that answers in Tok's error envelope.
func refusal(status int, code string) http.HandlerFunc {
	return answer(status, `{"error":{"code":"`+code+`","message":"No.","requestId":"req_1"}}`)
}

// hangUp is a step that breaks the connection instead of answering, after the
// request has been read.
func hangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// truncated is a step whose body is shorter than announced.
func truncated(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"id":"key_1","stat`)
	}
}

// sameJSON reports whether two texts are the same JSON value.
func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal([]byte(a), &x); err != nil {
		t.Fatalf("%s: %v", a, err)
	}
	if err := json.Unmarshal([]byte(b), &y); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return reflect.DeepEqual(x, y)
}

// instant parses a time of a test's table.
func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

// mentions fails the test unless the error's text holds every given one, and
// never the credential.
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
	if strings.Contains(err.Error(), testKey) {
		t.Errorf("the error holds the credential: %v", err)
	}
}

// operation is one call of the dialect, for tables over all of them.
type operation struct {
	name   string
	method string
	path   string // below the base URL, escaped
	status int    // of a success
	write  bool
	call   func(ctx context.Context, p *platform.Platform) error
}

// first returns the error of a list's first element, reading no further.
func first[T any](list func(func(T, error) bool)) (err error) {
	list(func(_ T, e error) bool {
		err = e
		return false
	})
	return err
}

// drop forgets an operation's result.
func drop[T any](_ T, err error) error { return err }

// operations lists everything that the dialect can do.
func operations() []operation {
	type ctx = context.Context
	type p = *platform.Platform
	hook := platform.WebhookSettings{URL: "https://example.com/hook", Events: []string{"account.updated"}, Enabled: true}
	return []operation{
		{"list accounts", "GET", "/accounts", 200, false, func(c ctx, p p) error { return first(p.Accounts.List(c, platform.AccountFilter{})) }},
		{"get account", "GET", "/accounts/acc_1", 200, false, func(c ctx, p p) error { return drop(p.Accounts.Get(c, "acc_1")) }},
		{"list transactions", "GET", "/accounts/acc_1/transactions", 200, false, func(c ctx, p p) error {
			return first(p.Accounts.Transactions(c, "acc_1", platform.TransactionFilter{}))
		}},
		{"list banks", "GET", "/banks", 200, false, func(c ctx, p p) error { return first(p.Banks.List(c)) }},
		{"create consent", "POST", "/consents", 201, true, func(c ctx, p p) error {
			return drop(p.Consents.Create(c, "erste-hr", "https://example.com/callback"))
		}},
		{"get consent", "GET", "/consents/cns_1", 200, false, func(c ctx, p p) error { return drop(p.Consents.Get(c, "cns_1")) }},
		{"list consents", "GET", "/consents", 200, false, func(c ctx, p p) error { return first(p.Consents.List(c, "")) }},
		{"revoke consent", "DELETE", "/consents/cns_1", 204, true, func(c ctx, p p) error { return p.Consents.Revoke(c, "cns_1") }},
		{"create key", "POST", "/api-keys", 201, true, func(c ctx, p p) error { return drop(p.APIKeys.Create(c, platform.NewAPIKey{Name: "ci"}, "idem-1")) }},
		{"get key", "GET", "/api-keys/key_1", 200, false, func(c ctx, p p) error { return drop(p.APIKeys.Get(c, "key_1")) }},
		{"list keys", "GET", "/api-keys", 200, false, func(c ctx, p p) error { return first(p.APIKeys.List(c, "")) }},
		{"rename key", "PATCH", "/api-keys/key_1", 200, true, func(c ctx, p p) error { return drop(p.APIKeys.Rename(c, "key_1", "ci")) }},
		{"revoke key", "DELETE", "/api-keys/key_1", 204, true, func(c ctx, p p) error { return p.APIKeys.Revoke(c, "key_1", 0) }},
		{"create webhook", "POST", "/webhooks", 201, true, func(c ctx, p p) error { return drop(p.Webhooks.Create(c, hook, "", "idem-1")) }},
		{"get webhook", "GET", "/webhooks/whk_1", 200, false, func(c ctx, p p) error { return drop(p.Webhooks.Get(c, "whk_1")) }},
		{"list webhooks", "GET", "/webhooks", 200, false, func(c ctx, p p) error { return first(p.Webhooks.List(c)) }},
		{"change webhook", "PATCH", "/webhooks/whk_1", 200, true, func(c ctx, p p) error { return drop(p.Webhooks.Update(c, "whk_1", hook)) }},
		{"delete webhook", "DELETE", "/webhooks/whk_1", 204, true, func(c ctx, p p) error { return p.Webhooks.Delete(c, "whk_1") }},
	}
}
