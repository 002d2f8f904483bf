// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
)

// okraClient asks a sandbox at one of its base paths and notes which operations of the document answered.
type okraClient struct {
	*client
	base string
}

// newOkraClient starts a sandbox whose traffic is held against the document.
func newOkraClient(t *testing.T, v *contract.Validator, base, tier string) *okraClient {
	t.Helper()
	c := &okraClient{client: newClient(t, v, tier), base: base}
	okra := c.box.Credentials().Organisations[0]
	if c.key = okra.Get("okra", "sandbox", "secret_key"); base == okraProduction {
		c.key = okra.Get("okra", "production", "secret_key")
	}
	return c
}

// post calls an operation, and expects a success.
func (c *okraClient) post(path, body string) map[string]any {
	c.t.Helper()
	return c.ask(http.MethodPost, path, body, http.StatusOK)
}

// ask calls an operation, and returns the data of the answer's envelope.
func (c *okraClient) ask(method, path, body string, status int) map[string]any {
	c.t.Helper()
	template, _, _ := strings.Cut(path, "?")
	c.seen[method+" "+template] = true
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.server+c.base+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.key != "" {
		r.Header.Set("Authorization", "Bearer "+c.key)
	}
	answer, err := transport.RoundTrip(r)
	if err != nil {
		c.t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if closeErr := answer.Body.Close(); err != nil || closeErr != nil {
		c.t.Fatal(err, closeErr)
	}
	var envelope struct{ Data map[string]any }
	if err := json.Unmarshal(text, &envelope); err != nil || answer.StatusCode != status {
		c.t.Fatalf("%s %s: %d, want %d: %s", method, path, answer.StatusCode, status, text)
	}
	return envelope.Data
}

// of returns a field of a list's first object.
func (c *okraClient) of(data map[string]any, list, field string) string {
	c.t.Helper()
	objects, _ := data[list].([]any)
	if len(objects) == 0 {
		c.t.Fatalf("the list %s is empty: %v", list, data)
	}
	return text(object(objects[0])[field])
}

// okraReceiver collects the codes of the messages that the webhook gets, each held against the document.
func okraReceiver(t *testing.T, token string) (url string, codes <-chan string) {
	t.Helper()
	got := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		for _, v := range okraPlatform().loose(t).Webhook(r, body) {
			t.Error(v)
		}
		if r.Header.Get("Authorization") != "Bearer "+token {
			t.Error("a message came without the token")
		}
		var message struct {
			Code string `json:"callback_code"`
		}
		if err := json.Unmarshal(body, &message); err != nil {
			t.Error(err)
		}
		got <- message.Code
	}))
	t.Cleanup(server.Close)
	return server.URL, got
}

// TestSandboxServesOkra calls every operation of the Okra document, at every base path that has it. Neither the
// requests nor the answers may differ from it.
func TestSandboxServesOkra(t *testing.T) {
	t.Parallel()
	for _, base := range []string{okraProduction, okraBase, okraAlias} {
		t.Run(base, func(t *testing.T) {
			t.Parallel()
			c := newOkraClient(t, okraPlatform().loose(t).Strict(), base, "unlimited")
			c.readOkraData()
			c.manageOkraKeys()
			c.manageOkraWebhook()
			doc := okraPlatform().parse(t)
			for template, item := range mapping(doc, "paths") {
				_, isSandboxOnly := object(item)["servers"]
				if isSandboxOnly && base == okraProduction {
					continue
				}
				for method := range object(item) {
					if name := strings.ToUpper(method) + " " + template; method != "servers" && !c.seen[name] {
						t.Errorf("%s was not called", name)
					}
				}
			}
		})
	}
}

// readOkraData calls everything that reads customers, accounts, balances, transactions and banks.
func (c *okraClient) readOkraData() {
	customer := c.of(c.post("/customers/list", `{"limit":"2"}`), "customers", "_id")
	accounts := c.post("/products/accounts", "")
	account, nuban := c.of(accounts, "accounts", "_id"), c.of(accounts, "accounts", "nuban")
	name, balance := c.of(accounts, "accounts", "name"), c.of(accounts, "accounts", "balance")
	list, _ := accounts["accounts"].([]any)
	bank := text(object(object(list[0])["bank"])["_id"])
	filter := func(path, format string, args ...any) map[string]any {
		c.t.Helper()
		return c.post(path, fmt.Sprintf(format, args...))
	}
	const days = `"from":"2024-01-01","to":"2026-12-31"`
	filter("/products/accounts", `{"page":2,"limit":1}`)
	filter("/accounts/getById", `{"id":%q}`, account)
	filter("/accounts/getAccountDetails", `{"account":%q}`, account)
	filter("/accounts/getByCustomer", `{"customer":%q}`, customer)
	filter("/accounts/getByBank", `{"bank":%q,"page":"1","limit":"100"}`, bank)
	filter("/accounts/getByDate", `{%s}`, days)
	filter("/accounts/getByCustomerDate", `{"customer":%q,%s}`, customer, days)
	filter("/accounts/getByName", `{"name":%q}`, name)
	filter("/accounts/getByBalance", `{"balance":%q}`, balance)

	filter("/products/balances", `{"page":1,"includePeriodic":true}`)
	filter("/balance/getById", `{"id":%q,"includePeriodic":false}`, balance)
	filter("/balance/getByCustomer", `{"customer":%q,"limit":3}`, customer)
	filter("/balance/getByAccount", `{"account":%q}`, account)
	filter("/balance/getByAccount", `{"account_id":%q}`, account)

	transaction := c.of(filter("/transactions/getByAccount", `{"account":%q,"limit":100}`, account), "transaction", "_id")
	filter("/products/transactions", `{"page":3,"limit":100}`)
	filter("/transactions/getById", `{"id":%q}`, transaction)
	filter("/transactions/getByCustomer", `{"customer":%q}`, customer)
	filter("/transactions/getByDate", `{%s,"limit":100}`, days)
	filter("/transactions/getByBank", `{"bank":%q}`, bank)
	filter("/transactions/getByType", `{"type":"debit","value":1000}`)
	filter("/transactions/getByType", `{"type":"credit","value":"0.5"}`)
	filter("/transactions/getByNuban", `{"nuban":%q}`, nuban)
	filter("/transactions/getByCustomerDate", `{"customer":%q,%s}`, customer, days)
	filter("/products/transactions", `{"page":1000}`) // Past the end.

	c.ask(http.MethodGet, "/banks/list", "", http.StatusOK)
	c.ask(http.MethodGet, "/banks/list?page=2&limit=3", "", http.StatusOK)
	anybody := *c
	anybody.client = &client{t: c.t, server: c.server, seen: c.seen}
	anybody.ask(http.MethodGet, "/banks/getById?id="+bank, "", http.StatusOK)
}

// manageOkraKeys calls everything about keys.
func (c *okraClient) manageOkraKeys() {
	public := text(c.ask(http.MethodPost, "/keys/create", `{"name":"Widget","type":"public"}`, http.StatusCreated)["_id"])
	id := text(c.ask(http.MethodPost, "/keys/create", `{"name":"Reports","type":"secret","expires_in_seconds":3600}`, http.StatusCreated)["_id"])
	for _, key := range []string{public, id} {
		c.post("/keys/getById", fmt.Sprintf(`{"id":%q}`, key))
	}
	c.post("/keys/update", fmt.Sprintf(`{"id":%q,"name":"Reporting","expires_in_seconds":null}`, id))
	c.post("/keys/revoke", fmt.Sprintf(`{"id":%q,"after_seconds":60}`, id))
	c.post("/keys/revoke", fmt.Sprintf(`{"id":%q}`, public))
	c.post("/keys/list", "")
	c.post("/keys/list", `{"status":"active","idempotency_key_sha256":"`+strings.Repeat("0", 64)+`","page":1,"limit":1}`)
}

// manageOkraWebhook calls everything about the webhook, and has it told of new customers where they can be made.
func (c *okraClient) manageOkraWebhook() {
	url, codes := okraReceiver(c.t, "a-token")
	c.post("/webhooks/set", fmt.Sprintf(`{"url":%q,"token":"another-token"}`, url))
	c.post("/webhooks/set", fmt.Sprintf(`{"url":%q,"token":"a-token","replace":true}`, url))
	c.post("/webhooks/get", "{}")
	c.post("/webhooks/test", "{}")
	want := map[string]int{"TEST": 1}
	if c.base != okraProduction {
		made := c.makeOkraCustomers()
		want["AUTH_SUCCESS"], want["INITIAL_TRANSACTIONS"] = made, made
	}
	got, messages := map[string]int{}, 0
	for _, n := range want {
		messages += n
	}
	for range messages {
		got[<-codes]++
	}
	if !maps.Equal(got, want) {
		c.t.Errorf("messages: %v, want %v", got, want)
	}
	c.post("/webhooks/deliveries", "")
	c.post("/webhooks/deliveries", `{"page":1,"limit":"1"}`)
	c.post("/webhooks/remove", "{}")
}

// makeOkraCustomers makes sandbox customers in every way there is, and returns how many.
func (c *okraClient) makeOkraCustomers() int {
	generated, err := json.Marshal(c.post("/customers/generate", `{"number":2}`)["customers"])
	if err != nil {
		c.t.Fatal(err)
	}
	made := c.ask(http.MethodPost, "/customers/create", string(generated), http.StatusCreated)
	c.post("/customers/get", fmt.Sprintf(`{"customer":%q}`, c.of(made, "customers", "_id")))
	var specs []json.RawMessage
	if err := json.Unmarshal(generated, &specs); err != nil {
		c.t.Fatal(err)
	}
	c.ask(http.MethodPost, "/customers/create", string(specs[0]), http.StatusCreated)
	c.post("/customers/generate", `{"number":1,"create":true}`)
	return len(specs) + 2
}

// TestSandboxRefusesOkraAsDocumented makes the sandbox refuse: what the client sends is wrong on purpose, what comes
// back has to be what the document says.
func TestSandboxRefusesOkraAsDocumented(t *testing.T) {
	t.Parallel()
	const unknown = `{"id":"699eba1020b9de6f5b2c0001"}`
	for _, base := range []string{okraProduction, okraBase, okraAlias} {
		t.Run(base, func(t *testing.T) {
			t.Parallel()
			c := newOkraClient(t, okraPlatform().loose(t), base, "free")
			refused := func(path, body string, status int) {
				t.Helper()
				c.ask(http.MethodPost, path, body, status)
			}
			for _, body := range []string{`{"page":0}`, `{"limit":"101"}`, `{"limit":[]}`, `{`, `[]`, `null`} {
				refused("/products/accounts", body, http.StatusBadRequest)
			}
			refused("/accounts/getById", `{}`, http.StatusBadRequest)
			refused("/transactions/getByDate", `{"from":"2026-02-02","to":"2026-02-01"}`, http.StatusBadRequest)
			refused("/transactions/getByType", `{"type":"inbound","value":1}`, http.StatusBadRequest)
			refused("/keys/create", `{"name":"x","type":"secret","expires_in_seconds":0}`, http.StatusBadRequest)
			refused("/keys/list", `{"state":"active"}`, http.StatusBadRequest)
			refused("/webhooks/set", `{"url":"http://example.com/"}`, http.StatusBadRequest)
			c.ask(http.MethodGet, "/banks/list?limit=0", "", http.StatusBadRequest)
			for _, path := range []string{"/accounts/getById", "/transactions/getById", "/balance/getById", "/keys/getById", "/keys/update", "/keys/revoke"} {
				refused(path, unknown, http.StatusNotFound)
			}
			refused("/accounts/getByCustomer", `{"customer":"699eba1020b9de6f5b2c0001"}`, http.StatusNotFound)
			refused("/transactions/getByBank", `{"bank":"nobody"}`, http.StatusNotFound)
			refused("/transactions/getByNuban", `{"nuban":"0000000000"}`, http.StatusNotFound)
			c.ask(http.MethodGet, "/banks/getById?id=nobody", "", http.StatusNotFound)
			for _, path := range []string{"/webhooks/get", "/webhooks/remove", "/webhooks/test", "/webhooks/deliveries"} {
				refused(path, "{}", http.StatusNotFound)
			}
			refused("/nowhere", "{}", http.StatusNotFound)
			refused("/products/accounts/", "{}", http.StatusNotFound)
			c.ask(http.MethodGet, "/products/accounts", "", http.StatusNotFound)
			c.ask(http.MethodDelete, "/keys/create", "", http.StatusNotFound)
			if base == okraProduction {
				refused("/customers/generate", `{"number":1}`, http.StatusNotFound)
			}

			c.post("/webhooks/set", `{"url":"https://example.com/"}`)
			refused("/webhooks/set", `{"url":"https://example.com/"}`, http.StatusConflict)
			dead := text(c.ask(http.MethodPost, "/keys/create", `{"name":"x","type":"public"}`, http.StatusCreated)["_id"])
			c.post("/keys/revoke", fmt.Sprintf(`{"id":%q}`, dead))
			refused("/keys/update", fmt.Sprintf(`{"id":%q,"name":"y"}`, dead), http.StatusConflict)

			c.refuseStrangers()
			// The clock stands still: sooner or later the 60 requests of a minute are used up.
			c.exhaust()
		})
	}
}

// refuseStrangers asks with what is no secret key of this environment.
func (c *okraClient) refuseStrangers() {
	c.t.Helper()
	okra := c.box.Credentials().Organisations[0]
	others := []string{"x", okra.Get("okra", "", "client_token"), okra.Get("okra", "sandbox", "public_key"), okra.Get("okra", "production", "public_key"), okra.Get("okra", "sandbox", "secret_key"), okra.Get("okra", "production", "secret_key")}
	for _, key := range slices.DeleteFunc(others, func(key string) bool { return key == c.key }) {
		stranger := *c
		stranger.client = &client{t: c.t, server: c.server, key: key, seen: c.seen}
		stranger.ask(http.MethodPost, "/products/accounts", "{}", http.StatusUnauthorized)
		stranger.ask(http.MethodGet, "/banks/list", "", http.StatusUnauthorized)
	}
}

// exhaust asks until the rate limit refuses.
func (c *okraClient) exhaust() {
	c.t.Helper()
	for range 60 {
		r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.server+c.base+"/keys/list", nil)
		if err != nil {
			c.t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+c.key)
		answer, err := transport.RoundTrip(r)
		if err != nil {
			c.t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil {
			c.t.Fatal(err)
		}
	}
	c.ask(http.MethodPost, "/keys/list", "", http.StatusTooManyRequests)
}
