// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// client asks a sandbox and notes which operations of the document answered.
type client struct {
	t      *testing.T
	box    *sandbox.Sandbox
	server string
	key    string
	seen   map[string]bool
}

// transport is the tests' own: whenever an httptest.Server closes, it closes
// the idle connections of http.DefaultTransport, of which one may have just carried
// another test's request.
var transport = &http.Transport{}

// newClient starts a sandbox whose traffic is held against the document.
func newClient(t *testing.T, v *contract.Validator, tier string) *client {
	t.Helper()
	box, err := sandbox.New(t.Context(), sandbox.Options{
		Clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)),
		Tier:  tier, Seed: 1, Accounts: 2, Transactions: 30, Wrap: v.Middleware(fail(t)),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(box.Handler())
	t.Cleanup(func() {
		server.Close()
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return &client{t: t, box: box, server: server.URL, key: box.Credentials().Organisations[0].Get("tok", "sandbox", "api_key"), seen: map[string]bool{}}
}

// do calls an operation, named as in the document, with its path parameter and query filled in by path. It returns
// the answer's JSON object, or its Location.
func (c *client) do(operation, path, body string, status int) map[string]any {
	c.t.Helper()
	c.seen[operation] = true
	method, _, _ := strings.Cut(operation, " ")
	return c.send(method, c.server+base+path, body, status)
}

// send makes a request to any URL.
func (c *client) send(method, url, body string, status int) map[string]any {
	c.t.Helper()
	var reader io.Reader // No body at all is something else than an empty one.
	if body != "" {
		reader = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, url, reader)
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if strings.HasPrefix(url, c.server+base) && !strings.HasPrefix(url, c.server+base+"/callback") {
		r.Header.Set("Authorization", "ApiKey "+c.key)
	}
	answer, err := transport.RoundTrip(r) // Follows no redirect.
	if err != nil {
		c.t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if closeErr := answer.Body.Close(); err != nil || closeErr != nil {
		c.t.Fatal(err, closeErr)
	}
	if answer.StatusCode != status {
		c.t.Fatalf("%s %s: %d, want %d: %s", method, url, answer.StatusCode, status, text)
	}
	if location := answer.Header.Get("Location"); location != "" {
		return map[string]any{"location": location}
	}
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		return nil // The bank's page, which is for people.
	}
	var object map[string]any
	if len(text) > 0 && json.Unmarshal(text, &object) != nil {
		c.t.Fatalf("%s %s: no JSON object: %s", method, url, text)
	}
	return object
}

// first returns the id of a list's first object.
func (c *client) first(list map[string]any) string {
	c.t.Helper()
	data, _ := list["data"].([]any)
	if len(data) == 0 {
		c.t.Fatalf("the list is empty: %v", list)
	}
	return text(object(data[0])["id"])
}

// receiver collects the events that a webhook gets, each held against the document.
func receiver(t *testing.T) (url string, events <-chan string) {
	t.Helper()
	got := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		for _, v := range tok(t).Webhook(r, body) {
			t.Error(v)
		}
		var event struct{ Type string }
		if err := json.Unmarshal(body, &event); err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusNoContent)
		got <- event.Type
	}))
	t.Cleanup(server.Close)
	return server.URL, got
}

// TestSandboxServesTheDocument calls every operation of the document on a sandbox, as an organisation would that
// sets itself up, connects a bank, and leaves again.
func TestSandboxServesTheDocument(t *testing.T) {
	t.Parallel()
	c := newClient(t, tok(t).Strict(), "unlimited")
	hook, events := receiver(t)

	c.do("GET /organisation", "/organisation", "", http.StatusOK)
	c.do("GET /banks", "/banks?limit=5", "", http.StatusOK)

	key := text(c.do("POST /api-keys", "/api-keys", `{"name":"reporting","expiresInSeconds":3600}`, http.StatusCreated)["id"])
	c.do("GET /api-keys", "/api-keys?status=active&limit=1", "", http.StatusOK)
	c.do("GET /api-keys/{keyId}", "/api-keys/"+key, "", http.StatusOK)
	c.do("PATCH /api-keys/{keyId}", "/api-keys/"+key, `{"name":"reports","expiresInSeconds":null}`, http.StatusOK)
	c.do("DELETE /api-keys/{keyId}", "/api-keys/"+key, "", http.StatusNoContent)
	c.do("GET /api-keys/{keyId}", "/api-keys/"+key, "", http.StatusOK)

	webhook := text(c.do("POST /webhooks", "/webhooks", `{"url":"`+hook+`","description":"all",
		"events":["consent.authorized","consent.expired","consent.revoked","account.updated","transactions.synced"]}`, http.StatusCreated)["id"])
	c.do("GET /webhooks", "/webhooks", "", http.StatusOK)
	c.do("GET /webhooks/{webhookId}", "/webhooks/"+webhook, "", http.StatusOK)
	c.do("PATCH /webhooks/{webhookId}", "/webhooks/"+webhook, `{"description":null}`, http.StatusOK)
	c.do("POST /webhooks/{webhookId}/rotate-secret", "/webhooks/"+webhook+"/rotate-secret", `{"overlapSeconds":60}`, http.StatusOK)
	c.do("POST /webhooks/{webhookId}/test", "/webhooks/"+webhook+"/test", "", http.StatusAccepted)

	consent := c.do("POST /consents", "/consents", `{"bankId":"raiffeisen-rs","callbackUrl":"https://app.bilko.io/banking/callback"}`, http.StatusCreated)
	id := text(consent["id"])
	c.do("GET /consents/{consentId}", "/consents/"+id, "", http.StatusOK)
	back := text(c.send(http.MethodPost, text(consent["redirectUrl"])+"/approve", "", http.StatusSeeOther)["location"])
	callback, ok := strings.CutPrefix(back, base)
	if !ok {
		callback, ok = strings.CutPrefix(back, c.server+base)
	}
	if !ok {
		t.Fatalf("the bank leads to %s", back)
	}
	c.do("GET /callback", callback, "", http.StatusFound)
	c.do("GET /consents/{consentId}", "/consents/"+id, "", http.StatusOK)
	c.do("GET /consents", "/consents?status=active", "", http.StatusOK)

	account := c.first(c.do("GET /accounts", "/accounts", "", http.StatusOK))
	c.do("GET /accounts/{accountId}", "/accounts/"+account, "", http.StatusOK)
	page := c.do("GET /accounts/{accountId}/transactions", "/accounts/"+account+"/transactions?limit=20&dateTo=2026-03-01", "", http.StatusOK)
	c.do("GET /accounts/{accountId}/transactions",
		"/accounts/"+account+"/transactions?limit=20&dateTo=2026-03-01&cursor="+text(page["nextCursor"]), "", http.StatusOK)

	payment := c.do("POST /payments", "/payments",
		`{"creditorIban":"RS35105008123123123173","amount":"1500.00","currency":"RSD","remittanceInfo":"Invoice INV-2026-042"}`, http.StatusCreated)
	c.do("GET /payments/{paymentId}", "/payments/"+text(payment["id"]), "", http.StatusOK)
	c.send(http.MethodPost, text(payment["redirectUrl"])+"/approve", "", http.StatusOK)
	c.do("GET /payments/{paymentId}", "/payments/"+text(payment["id"]), "", http.StatusOK)

	c.do("DELETE /consents/{consentId}", "/consents/"+id, "", http.StatusNoContent)
	c.do("GET /accounts", "/accounts", "", http.StatusOK)
	c.do("GET /accounts/{accountId}", "/accounts/"+account, "", http.StatusForbidden)

	// A test event, an authorisation, two accounts with their transactions, a payment from one of them, and the revocation.
	got := map[string]int{}
	for range 9 {
		got[<-events]++
	}
	want := map[string]int{
		"webhook.test": 1, "consent.authorized": 1, "account.updated": 3, "transactions.synced": 3, "consent.revoked": 1,
	}
	if !maps.Equal(got, want) {
		t.Errorf("events: %v, want %v", got, want)
	}
	c.do("GET /webhooks/{webhookId}/deliveries", "/webhooks/"+webhook+"/deliveries", "", http.StatusOK)
	c.do("DELETE /webhooks/{webhookId}", "/webhooks/"+webhook, "", http.StatusNoContent)

	var unseen []string
	for template := range mapping(parse(t), "paths") {
		for method := range mapping(mapping(parse(t), "paths"), template) {
			if name := strings.ToUpper(method) + " " + template; !c.seen[name] {
				unseen = append(unseen, name)
			}
		}
	}
	if slices.Sort(unseen); len(unseen) != 0 {
		t.Errorf("operations that were not called: %v", unseen)
	}
}

// TestSandboxRefusesAsDocumented makes the sandbox refuse: what the client sends is wrong on purpose, what comes back
// has to be what the document says.
func TestSandboxRefusesAsDocumented(t *testing.T) {
	t.Parallel()
	c := newClient(t, tok(t), "free")
	unknown := "key_01HXYZ5T9QZ8V3M4N6P7R8S9T1"
	c.do("GET", "/banks?limit=0", "", http.StatusBadRequest)
	c.do("GET", "/banks?cursor=x", "", http.StatusBadRequest)
	c.do("POST", "/api-keys", `{"name":"x","type":"secret"}`, http.StatusBadRequest)
	c.do("POST", "/consents", `{"bankId":"nobody-hr","callbackUrl":"https://example.com"}`, http.StatusBadRequest)
	c.do("POST", "/payments", `{"creditorIban":"RS35105008123123123173","amount":"0","currency":"RSD"}`, http.StatusBadRequest)
	c.do("POST", "/payments", `{"creditorIban":"RS35105008123123123173","amount":"1","currency":"RSD"}`, http.StatusConflict)
	c.do("GET", "/callback?code=x&state="+strings.Repeat("0", 64), "", http.StatusBadRequest)
	c.do("GET", "/api-keys/"+unknown, "", http.StatusNotFound)
	c.do("DELETE", "/api-keys/"+unknown, "", http.StatusNotFound)
	c.do("GET", "/nowhere", "", http.StatusNotFound)
	c.do("GET", "/banks/", "", http.StatusNotFound)
	c.do("PUT", "/banks", "", http.StatusMethodNotAllowed)

	stranger := *c
	stranger.key = "tok_sandbox_wrong"
	stranger.do("GET", "/organisation", "", http.StatusUnauthorized)

	// The clock stands still, so that the free tier's burst of 10 is used up for good by now or after 10 more.
	for range 10 {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.server+base+"/organisation", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "ApiKey "+c.key)
		answer, err := transport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil {
			t.Fatal(err)
		}
	}
	c.do("GET", "/organisation", "", http.StatusTooManyRequests)
}
