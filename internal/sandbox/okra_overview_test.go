// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// TestOkrasOverview follows the platform's own API overview from its beginning to
// its end and holds the answers against what it promises. The emulator serves at
// /okra what the overview has at https://api.okraapi.com.
func TestOkrasOverview(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.Tier = "pro" })
	c, production := f.okra(), f.company(0, "production")

	// "The client token is a unique ID that represents you, as a client. … Client
	// tokens can be used in both Sandbox and Production environments."
	if c.token == "" || c.token != production.token || c.token == f.company(1, "sandbox").token {
		t.Error("the client tokens are not one for each organisation")
	}
	// "The secret API key is an encoded JSON Web Token that you must use for
	// authentication on the API level."
	if strings.Count(c.keys.SecretKey, ".") != 2 {
		t.Error("the secret key is no JWT")
	}
	// "Okra provides separate keys for sandbox and production data. … Make sure that
	// you always use each key in its correct environment."
	if c.keys.SecretKey == production.keys.SecretKey || c.keys.PublicKey == production.keys.PublicKey {
		t.Error("the environments share keys")
	}
	ids := map[string]bool{}
	for _, account := range c.list("/products/accounts", `{}`, "accounts") {
		ids[account.text("_id")] = true
	}
	for _, account := range production.list("/products/accounts", `{}`, "accounts") {
		if ids[account.text("_id")] || account["env"] != "production" {
			t.Errorf("production shows %v", account)
		}
	}
	c.holding(production.keys.SecretKey).post("/products/accounts", `{}`).failed(t, http.StatusUnauthorized, "", "")
	c.holding("").post("/products/accounts", `{}`).failed(t, http.StatusUnauthorized, "", "")

	// "The content-type header must be application/json." "The request body must be
	// in valid JSON format."
	c.with("Content-Type", "text/plain").raw("POST", c.base+"/products/accounts", `{}`).failed(t, http.StatusBadRequest, "CUSTOM", "")
	c.post("/products/accounts", `{"page":`).failed(t, http.StatusBadRequest, "CUSTOM", "")

	// "When no information is present, data fields may return null values."
	transaction := c.list("/products/transactions", `{"limit":1}`, "transaction")[0]
	debit, hasDebit := transaction["debit"]
	credit, hasCredit := transaction["credit"]
	if !hasDebit || !hasCredit || (debit == nil) == (credit == nil) {
		t.Errorf("got %v, expected one of debit and credit to be null", transaction)
	}

	// "If you do not specify a value for this parameter, the API will limit the
	// response to 10 results per page." "if you set limit to 20 and set page to 1, the
	// API will return the first page, with 20 results in the response."
	if got := len(c.list("/products/transactions", ``, "transaction")); got != 10 {
		t.Errorf("got %d results, expected 10", got)
	}
	if got := len(c.list("/products/transactions", `{"limit":20,"page":1}`, "transaction")); got != 20 {
		t.Errorf("got %d results, expected 20", got)
	}

	// "Requests to the Okra API are rate limited at 60 requests per minute." "The API
	// returns information about the applied rate limits in the header of every response."
	f.advance(time.Minute)
	for i := range 61 {
		got := c.post("/customers/list", `{"limit":1}`)
		for _, name := range []string{"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After"} {
			if got.header.Get(name) == "" {
				t.Fatalf("request %d: the header %s is missing", i, name)
			}
		}
		if i < 60 {
			got.want(t, http.StatusOK)
			continue
		}
		// "If you exceed this limitation, the API responds with a 429 - Too many requests error."
		got.failed(t, http.StatusTooManyRequests, "RATE_LIMIT", "")
		// "retry your rate limited requests according to the value of Retry-After."
		wait, err := time.ParseDuration(got.header.Get("Retry-After") + "s")
		if err != nil {
			t.Fatal(err)
		}
		f.advance(wait)
		c.post("/customers/list", ``).want(t, http.StatusOK)
	}

	// "The API provides all responses in standard JSON format."
	for _, got := range []answer{c.post("/nothing", ""), c.holding("x").post("/customers/list", ""), c.raw("GET", "/okra/v2/banks/list", "")} {
		if !json.Valid(got.body) || got.header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: got %s as %s", got.what, got.body, got.header.Get("Content-Type"))
		}
	}
}
