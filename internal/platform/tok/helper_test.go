// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// testKey has the form of a key of the sandbox environment. It opens nothing.
const testKey = "tok_sandbox_0123456789abcdefghijABCDEFGHIJ01"

// tokServer plays Tok by a script, and opens the dialect on it.
type tokServer struct {
	*dialecttest.Server

	t *testing.T
}

// isCheck recognises the question which environment the key belongs to.
func isCheck(r dialecttest.Received) bool {
	return r.Method == http.MethodGet && r.URI == "/v1/organisation"
}

func serve(t *testing.T, steps ...http.HandlerFunc) tokServer {
	t.Helper()
	check := dialecttest.Answer(200, `{"id":"org_1","name":"Acme","tier":"pro","environment":"sandbox","apiKeyId":"key_1"}`)
	return tokServer{dialecttest.Serve(t, isCheck, check, steps...), t}
}

// always starts a server that gives the same answer to every request.
func always(t *testing.T, step http.HandlerFunc) tokServer {
	t.Helper()
	s := serve(t)
	s.Rest = step
	return s
}

// open connects to the server with three retries, which take no time.
func (s tokServer) open() *platform.Platform {
	s.t.Helper()
	return s.openFor(0)
}

// openFor connects with a bound for the items of a list; 0 is the default.
func (s tokServer) openFor(mostItems int) *platform.Platform {
	s.t.Helper()
	dialect := Dialect{clock: dialecttest.InstantClock()}
	opened, err := dialect.Open(platform.Settings{
		Endpoint:       s.URL + "/v1",
		Credentials:    map[string]string{"api_key": testKey},
		MaxRetries:     3,
		RequestTimeout: time.Minute,
		UserAgent:      "test/1",
		MaxListItems:   mostItems,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return opened
}

// refusal is a step that answers in Tok's error envelope.
func refusal(status int, code string) http.HandlerFunc {
	return dialecttest.Answer(status, `{"error":{"code":"`+code+`","message":"No.","requestId":"req_1"}}`)
}

// truncated is a step whose body is shorter than announced.
func truncated(status int) http.HandlerFunc {
	return dialecttest.Truncated(status, `{"id":"key_1","stat`)
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
	dialecttest.Mentions(t, err, []string{testKey}, texts...)
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

// operations lists everything that the dialect can do.
func operations() []operation {
	type ctx = context.Context
	type p = *platform.Platform
	hook := platform.WebhookSettings{URL: "https://example.com/hook", Events: []string{"account.updated"}, Enabled: true}
	return []operation{
		{"list accounts", "GET", "/accounts", 200, false, func(c ctx, p p) error { return dialecttest.First(p.Accounts.List(c, platform.AccountFilter{})) }},
		{"get account", "GET", "/accounts/acc_1", 200, false, func(c ctx, p p) error { return dialecttest.Drop(p.Accounts.Get(c, "acc_1")) }},
		{"list transactions", "GET", "/accounts/acc_1/transactions", 200, false, func(c ctx, p p) error {
			return dialecttest.First(p.Accounts.Transactions(c, "acc_1", platform.TransactionFilter{}))
		}},
		{"list banks", "GET", "/banks", 200, false, func(c ctx, p p) error { return dialecttest.First(p.Banks.List(c)) }},
		{"create consent", "POST", "/consents", 201, true, func(c ctx, p p) error {
			return dialecttest.Drop(p.Consents.Create(c, "erste-hr", "https://example.com/callback"))
		}},
		{"get consent", "GET", "/consents/cns_1", 200, false, func(c ctx, p p) error { return dialecttest.Drop(p.Consents.Get(c, "cns_1")) }},
		{"list consents", "GET", "/consents", 200, false, func(c ctx, p p) error { return dialecttest.First(p.Consents.List(c, "")) }},
		{"revoke consent", "DELETE", "/consents/cns_1", 204, true, func(c ctx, p p) error { return p.Consents.Revoke(c, "cns_1") }},
		{"create key", "POST", "/api-keys", 201, true, func(c ctx, p p) error {
			return dialecttest.Drop(p.APIKeys.Create(c, platform.NewAPIKey{Name: "ci"}, "idem-1"))
		}},
		{"get key", "GET", "/api-keys/key_1", 200, false, func(c ctx, p p) error { return dialecttest.Drop(p.APIKeys.Get(c, "key_1")) }},
		{"list keys", "GET", "/api-keys", 200, false, func(c ctx, p p) error { return dialecttest.First(p.APIKeys.List(c, "")) }},
		{"rename key", "PATCH", "/api-keys/key_1", 200, true, func(c ctx, p p) error { return dialecttest.Drop(p.APIKeys.Rename(c, "key_1", "ci")) }},
		{"revoke key", "DELETE", "/api-keys/key_1", 204, true, func(c ctx, p p) error { return p.APIKeys.Revoke(c, "key_1", 0) }},
		{"create webhook", "POST", "/webhooks", 201, true, func(c ctx, p p) error { return dialecttest.Drop(p.Webhooks.Create(c, hook, "", "idem-1")) }},
		{"get webhook", "GET", "/webhooks/whk_1", 200, false, func(c ctx, p p) error { return dialecttest.Drop(p.Webhooks.Get(c, "whk_1")) }},
		{"list webhooks", "GET", "/webhooks", 200, false, func(c ctx, p p) error { return dialecttest.First(p.Webhooks.List(c)) }},
		{"change webhook", "PATCH", "/webhooks/whk_1", 200, true, func(c ctx, p p) error { return dialecttest.Drop(p.Webhooks.Update(c, "whk_1", hook)) }},
		{"delete webhook", "DELETE", "/webhooks/whk_1", 204, true, func(c ctx, p p) error { return p.Webhooks.Delete(c, "whk_1") }},
	}
}
