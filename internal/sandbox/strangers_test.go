// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// routes are a route of each kind that the sandbox serves, with what a request to
// it needs to be answered well.
func (f *fixture) routes() map[string]*http.Request {
	f.t.Helper()
	consent := f.consent("erste-hr")
	page := strings.TrimPrefix(consent.text("redirectUrl"), f.base)
	to := func(method, path, body, header, value string) *http.Request {
		r := localRequest(f.t.Context(), method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		if header != "" {
			r.Header.Set(header, value)
		}
		return r
	}
	return map[string]*http.Request{
		"credentials": to("GET", "/_sandbox/credentials", "", "", ""),
		"reset":       to("POST", "/_sandbox/faults", `{"kind":"reset_before","path":"/none"}`, "X-Sandbox-Control", "test"),
		"Tok":         to("GET", "/tok/v1/organisation", "", "Authorization", "ApiKey "+f.key),
		"Tok's write": to("POST", "/tok/v1/api-keys", `{"name":"a"}`, "Authorization", "ApiKey "+f.key),
		"Okra":        to("POST", "/okra/v2/sandbox/keys/list", "{}", "Authorization", "Bearer "+f.box.Credentials().Organisations[0].Get("okra", "sandbox", "secret_key")),
		"Okto":        to("GET", "/okto/api/v1/supported/networks", "", "x-api-key", f.box.Credentials().Organisations[0].Get("okto", "sandbox", "app_secret")),
		"document":    to("GET", "/openapi/tok.yaml", "", "", ""),
		"first page":  to("GET", "/", "", "", ""),
		"bank's page": to("GET", page, "", "", ""),
		"approval":    to("POST", page+"/approve", "", "", ""),
	}
}

// TestStrangersAreRefused makes requests as another machine, a name that points
// here, or a web page can make them, to each kind of route.
func TestStrangersAreRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		peer, host string
		headers    []string // Names and values.
		refused    bool
		leads      bool // Led to: the bank's page is shown.
	}{
		"IPv4":                  {},
		"IPv6":                  {peer: "[::1]:5000", host: "[::1]:8787"},
		"IPv4 within IPv6":      {peer: "[::ffff:127.0.0.1]:5000"},
		"name":                  {host: "localhost:8787"},
		"no port":               {host: "localhost"},
		"IPv6 without a port":   {peer: "[::1]:5000", host: "[::1]"},
		"an address typed in":   {headers: []string{"Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}},
		"a page of its own":     {headers: []string{"Origin", "http://127.0.0.1:8787", "Sec-Fetch-Site", "same-origin"}},
		"another machine":       {peer: "192.0.2.1:5000", refused: true},
		"no address":            {peer: "pipe", refused: true},
		"another name":          {host: "sandbox.example.com:8787", refused: true},
		"a name in front":       {host: "localhost.example.com", refused: true},
		"a name that ends so":   {host: "example.localhost", refused: true},
		"another address":       {host: "127.0.0.2:8787", refused: true},
		"no name":               {host: ":8787", refused: true},
		"a web page":            {headers: []string{"Origin", "https://example.com"}, refused: true},
		"a page of another app": {headers: []string{"Origin", "http://127.0.0.1:9999"}, refused: true},
		"a page at another name": {
			headers: []string{"Origin", "http://localhost:8787"}, refused: true,
		},
		"a page without a name": {headers: []string{"Origin", "null"}, refused: true},
		"no origin":             {headers: []string{"Origin", ""}, refused: true},
		"a script":              {headers: []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "script"}, refused: true},
		"a neighbour's image":   {headers: []string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"}, refused: true},
		"a frame":               {headers: []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, refused: true},
		"a link":                {headers: []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, refused: true, leads: true},
		"a neighbour's link":    {headers: []string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, refused: true, leads: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t)
			for route, r := range f.routes() {
				if tt.peer != "" {
					r.RemoteAddr = tt.peer
				}
				if tt.host != "" {
					r.Host = tt.host
				}
				for i := 0; i < len(tt.headers); i += 2 {
					value := tt.headers[i+1]
					if r.Host != "127.0.0.1:8787" {
						value = strings.ReplaceAll(value, "127.0.0.1:8787", r.Host)
					}
					r.Header.Set(tt.headers[i], value)
				}
				w := httptest.NewRecorder()
				f.box.Handler().ServeHTTP(w, r)
				refused := tt.refused && (!tt.leads || route != "bank's page")
				if (w.Code == http.StatusForbidden) != refused || (!refused && w.Code >= http.StatusBadRequest) {
					t.Errorf("%s: got %d %s, expected it to be refused: %t", route, w.Code, w.Body, refused)
				}
				if refused && !strings.Contains(w.Body.String(), `{"error":"the sandbox answers `) {
					t.Errorf("%s: got %s, expected why it is refused", route, w.Body)
				}
			}
			if got := f.box.Requests().Total; tt.refused && !tt.leads && got > 1 {
				t.Errorf("got %d requests in the log, expected none of a stranger", got)
			}
		})
	}
}

// TestFormsOfTheBanksPageHaveAnOrigin is about what browsers do: a page whose
// policy is "no-referrer" sends its own forms with the origin "null".
func TestFormsOfTheBanksPageHaveAnOrigin(t *testing.T) {
	t.Parallel()
	f := start(t)
	page := f.as("").raw("GET", f.consent("erste-hr").text("redirectUrl"), "").want(t, http.StatusOK)
	if got := page.header.Get("Referrer-Policy"); got != "same-origin" {
		t.Errorf("got the policy %q, expected same-origin", got)
	}
}

// TestAWebPageCannotDecideAConsent presses the bank's buttons from elsewhere.
func TestAWebPageCannotDecideAConsent(t *testing.T) {
	t.Parallel()
	f := start(t)
	consent := f.consent("erste-hr")
	for _, decision := range []string{"approve", "decline"} {
		f.as("").with("Origin", "https://example.com").raw("POST", consent.text("redirectUrl")+"/"+decision, "").want(t, http.StatusForbidden)
	}
	if got := f.do("GET", "/consents/"+consent.text("id"), "").object()["status"]; got != "pending" {
		t.Errorf("the consent is %v, expected pending", got)
	}
	f.with("Origin", f.base).with("Sec-Fetch-Site", "same-origin").decide(consent, "approve")
}

// TestControlNeedsItsHeader asks for every change without it.
func TestControlNeedsItsHeader(t *testing.T) {
	t.Parallel()
	f := start(t)
	made := f.do("POST", "/api-keys", `{"name":"a"}`).want(t, http.StatusCreated).object()
	app := f.box.Credentials().Organisations[0].Get("okto", "sandbox", "app_id")
	for _, route := range []string{
		"POST /reset", "POST /clock", "POST /faults", "DELETE /faults", "DELETE /requests", "POST /okto/apps/" + app + "/reset", "PUT /reset", "OPTIONS /reset", "HEAD /health",
	} {
		method, path, _ := strings.Cut(route, " ")
		w := httptest.NewRecorder()
		f.box.Handler().ServeHTTP(w, localRequest(t.Context(), method, "/_sandbox"+path, strings.NewReader(`{"advance":"1h"}`)))
		if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "X-Sandbox-Control") {
			t.Errorf("%s: got %d %s, expected it to name the header", route, w.Code, w.Body)
		}
	}
	f.as(made.text("key")).do("GET", "/organisation", "").want(t, http.StatusOK)
	for _, path := range []string{"/health", "/clock", "/faults", "/requests", "/credentials"} {
		w := httptest.NewRecorder()
		f.box.Handler().ServeHTTP(w, localRequest(t.Context(), http.MethodGet, "/_sandbox"+path, nil))
		if w.Code != http.StatusOK {
			t.Errorf("GET %s: got %d %s, expected 200 without the header", path, w.Code, w.Body)
		}
	}
}

// TestNothingIsDeliveredToTheSandboxItself has a tenant send what would be a
// control request, to each spelling of the sandbox's own address.
func TestNothingIsDeliveredToTheSandboxItself(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.AllowExternalWebhooks = true })
	_, port, err := net.SplitHostPort(strings.TrimPrefix(f.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := httptest.NewServer(http.RedirectHandler(f.base+"/_sandbox/reset", http.StatusTemporaryRedirect))
	t.Cleanup(elsewhere.Close)
	for url, says := range map[string]string{
		"http://127.0.0.1:" + port + "/_sandbox/reset":           "nothing to itself",
		"http://127.0.0.2:" + port + "/_sandbox/reset":           "nothing to itself",
		"http://localhost:" + port + "/tok/v1/api-keys":          "nothing to itself",
		"http://[::1]:" + port + "/_sandbox/reset":               "nothing to itself",
		"https://[::ffff:127.0.0.1]:" + port + "/_sandbox/reset": "nothing to itself",
		"https://0.0.0.0:" + port + "/_sandbox/reset":            "nothing to itself",
		"https://[::]:" + port + "/_sandbox/reset":               "nothing to itself",
		elsewhere.URL: "redirect",
	} {
		hook := f.do("POST", "/webhooks", `{"url":"`+url+`","events":["account.updated"]}`).want(t, http.StatusCreated).object()
		path := "/webhooks/" + hook.text("id")
		f.do("POST", path+"/test", "").want(t, http.StatusAccepted)
		if err := f.box.Idle(t.Context()); err != nil {
			t.Fatal(err)
		}
		sent := f.do("GET", path+"/deliveries", "").data()
		attempts, _ := sent[0]["attempts"].([]any)
		first, _ := attempts[0].(map[string]any)
		if text, _ := first["error"].(string); len(attempts) != 1 || !strings.Contains(text, says) || (says != "redirect") != (sent[0]["status"] == "failed") {
			t.Errorf("%s: got %v, expected one attempt that says %q", url, sent, says)
		}
	}
	for _, logged := range f.box.Requests().Requests {
		if logged.Method == http.MethodPost && logged.Path == "/tok/v1/api-keys" {
			t.Errorf("a delivery came to the sandbox itself: %+v", logged)
		}
	}
}

// TestWhereItWillBeServedIsKept has a message wait for a sandbox that starts again
// on the port that the message is for.
func TestWhereItWillBeServedIsKept(t *testing.T) {
	t.Parallel()
	path, clock := filepath.Join(t.TempDir(), "sandbox.db"), fakeClock()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	f := start(t, onDisk(path), func(o *sandbox.Options) { o.Clock = clock })
	hook := f.do("POST", "/webhooks", `{"url":"http://`+address.String()+`/_sandbox/reset","events":["account.updated"]}`).want(t, http.StatusCreated).object()
	f.do("POST", "/webhooks/"+hook.text("id")+"/test", "").want(t, http.StatusAccepted)
	if err := f.box.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.stop()
	clock.Advance(time.Hour)
	again := start(t, onDisk(path), func(o *sandbox.Options) { o.Clock, o.Address = clock, address })
	if err := again.box.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	sent := again.do("GET", "/webhooks/"+hook.text("id")+"/deliveries", "").data()
	if attempts, _ := sent[0]["attempts"].([]any); sent[0]["status"] != "failed" || len(attempts) != 2 {
		t.Errorf("got %v, expected a second attempt, and that it is the last", sent)
	}
}
