// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/control"
)

// fakeClock is a base clock that a test moves by hand.
func fakeClock() *clockwork.FakeClock { return clockwork.NewFakeClockAt(noon()) }

// noon is when the tests' fake clocks begin.
func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// fixture is a sandbox of one test with an HTTP server, and who asks it.
type fixture struct {
	t      *testing.T
	box    *sandbox.Sandbox
	server *httptest.Server
	base   string // The server's address.
	key    string // Sent as the API key; empty sends none.
	header http.Header
}

// start starts a sandbox in memory at noon that answers as fast as it can. The
// fixture asks as the first organisation in its sandbox environment.
func start(t *testing.T, change ...func(*sandbox.Options)) *fixture {
	t.Helper()
	o := sandbox.Options{
		Clock: clockwork.NewFakeClockAt(noon()), Seed: 1, Tier: "unlimited", Transactions: 20, Accounts: 2, Wrap: validated(t),
	}
	for _, c := range change {
		c(&o)
	}
	box, err := sandbox.New(t.Context(), o)
	if err != nil {
		t.Fatalf("starting a sandbox: %v", err)
	}
	server := httptest.NewServer(box.Handler())
	t.Cleanup(func() {
		server.Close()
		if err := box.Close(); err != nil {
			t.Errorf("closing the sandbox: %v", err)
		}
	})
	return &fixture{t: t, box: box, server: server, base: server.URL, key: box.Credentials().Organisations[0].Get("tok", "sandbox", "api_key"), header: http.Header{}}
}

// validated holds every request and answer of a test against the platforms'
// OpenAPI documents.
func validated(t *testing.T) func(http.Handler) http.Handler {
	t.Helper()
	report := func(v contract.Violation) { t.Errorf("the OpenAPI document is violated: %s", v) }
	tok, err := contract.Tok()
	if err != nil {
		t.Fatalf("reading Tok's OpenAPI document: %v", err)
	}
	okto, err := contract.Okto()
	if err != nil {
		t.Fatalf("reading Okto's OpenAPI document: %v", err)
	}
	okra, err := contract.Okra()
	if err != nil {
		t.Fatalf("reading Okra's OpenAPI document: %v", err)
	}
	return func(next http.Handler) http.Handler {
		return tok.Middleware(report)(okto.Middleware(report)(okra.Middleware(report)(next)))
	}
}

// as returns the fixture asking with another key.
func (f *fixture) as(key string) *fixture {
	c := *f
	c.key = key
	return &c
}

// with returns the fixture sending another header.
func (f *fixture) with(name, value string) *fixture {
	c := *f
	c.header = f.header.Clone()
	c.header.Set(name, value)
	return &c
}

// do makes a request to the Tok API.
func (f *fixture) do(method, path, body string) answer {
	f.t.Helper()
	return f.raw(method, "/tok/v1"+path, body)
}

// production returns the fixture asking in the production environment.
func (f *fixture) production() *fixture {
	return f.as(f.box.Credentials().Organisations[0].Get("tok", "production", "api_key"))
}

// stranger returns the fixture asking as the second organisation.
func (f *fixture) stranger() *fixture {
	return f.as(f.box.Credentials().Organisations[1].Get("tok", "sandbox", "api_key"))
}

// advance moves the sandbox's clock.
func (f *fixture) advance(d time.Duration) {
	f.t.Helper()
	if err := f.box.Advance(d); err != nil {
		f.t.Fatalf("advancing the clock: %v", err)
	}
}

// consent starts a consent and returns it.
func (f *fixture) consent(bankID string) object {
	f.t.Helper()
	return f.do("POST", "/consents", `{"bankId":"`+bankID+`","callbackUrl":"https://app.bilko.io/banking/callback"}`).
		want(f.t, http.StatusCreated).object()
}

// approved starts a consent, approves it on the bank's page and returns it.
func (f *fixture) approved(bankID string) object {
	f.t.Helper()
	c := f.consent(bankID)
	f.decide(c, "approve")
	return f.do("GET", "/consents/"+c.text("id"), "").want(f.t, http.StatusOK).object()
}

// decide presses a button of the bank's page and follows it to the end.
func (f *fixture) decide(consent object, decision string) {
	f.t.Helper()
	person := f.as("") // A person's browser sends no API key.
	back := person.raw("POST", consent.text("redirectUrl")+"/"+decision, "").want(f.t, http.StatusSeeOther)
	end := person.raw("GET", back.header.Get("Location"), "").want(f.t, http.StatusFound)
	if got := end.header.Get("Location"); got != consent.text("callbackUrl") {
		f.t.Errorf("the callback leads to %q, expected %q", got, consent.text("callbackUrl"))
	}
}

// raw makes a request to any path.
func (f *fixture) raw(method, path, body string) answer {
	f.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	target := path
	if !strings.HasPrefix(path, "http") {
		target = f.base + path
	}
	req, err := http.NewRequestWithContext(f.t.Context(), method, target, reader)
	if err != nil {
		f.t.Fatal(err)
	}
	if f.key != "" {
		req.Header.Set("Authorization", "ApiKey "+f.key)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if strings.HasPrefix(path, control.Prefix) {
		req.Header.Set(control.Header, "test")
	}
	for name := range f.header {
		req.Header.Set(name, f.header.Get(name))
	}
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		f.t.Fatalf("%s %s: %v", method, path, err)
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		f.t.Fatalf("%s %s: %v", method, path, err)
	}
	if err := resp.Body.Close(); err != nil {
		f.t.Fatal(err)
	}
	return answer{t: f.t, what: method + " " + path, status: resp.StatusCode, header: resp.Header, body: text}
}

// localRequest is a request of this machine that goes to the handler without a
// network in between.
func localRequest(ctx context.Context, method, path string, body io.Reader) *http.Request {
	r := httptest.NewRequestWithContext(ctx, method, path, body)
	r.RemoteAddr, r.Host = "127.0.0.1:5000", "127.0.0.1:8787"
	return r
}

// transport is the tests' own: whenever an httptest.Server closes, it closes
// the idle connections of http.DefaultTransport, of which one may have just carried
// another test's request.
var transport = &http.Transport{}

// answer is what came back.
type answer struct {
	t      *testing.T
	what   string
	status int
	header http.Header
	body   []byte
}

// want checks the status.
func (a answer) want(t *testing.T, status int) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("%s: got %d %s, expected %d", a.what, a.status, a.body, status)
	}
	return a
}

// refused checks the status, the code and the field of an error.
func (a answer) refused(t *testing.T, status int, code, field string) {
	t.Helper()
	a.want(t, status)
	e := a.object().object("error")
	if e["code"] != code {
		t.Errorf("%s: got code %v, expected %s", a.what, e["code"], code)
	}
	if got, _ := e["field"].(string); got != field {
		t.Errorf("%s: got field %q, expected %q", a.what, got, field)
	}
	if id := a.header.Get("X-Request-Id"); id == "" || e["requestId"] != id {
		t.Errorf("%s: got request id %v in the body and %q in the header", a.what, e["requestId"], id)
	}
}

// object is a JSON object.
type object map[string]any

// object parses the answer.
func (a answer) object() object {
	a.t.Helper()
	var o object
	if err := json.Unmarshal(a.body, &o); err != nil {
		a.t.Fatalf("%s: the answer is no JSON object: %v: %s", a.what, err, a.body)
	}
	return o
}

// data returns the objects of a list.
func (a answer) data() []object {
	a.t.Helper()
	var l struct {
		Data []object `json:"data"`
	}
	if err := json.Unmarshal(a.body, &l); err != nil {
		a.t.Fatalf("%s: the answer is no list: %v: %s", a.what, err, a.body)
	}
	return l.Data
}

func (o object) text(name string) string {
	s, _ := o[name].(string)
	return s
}

func (o object) object(name string) object {
	m, _ := o[name].(map[string]any)
	return m
}
