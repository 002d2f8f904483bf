// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra"
)

// TestOkraRoutesAreThoseOfTheDocument compares what is served in the sandbox
// environment with what the OpenAPI document describes, both ways, and with what
// there is in production.
func TestOkraRoutesAreThoseOfTheDocument(t *testing.T) {
	t.Parallel()
	document, described := documented(t, "okra")
	var served, production []string
	f := start(t)
	for _, route := range sandbox.ServiceOf[*okra.API](f.box).Routes() {
		method, path, _ := strings.Cut(route, " ")
		if rest, ok := strings.CutPrefix(path, "/okra/v2/sandbox/"); ok {
			served = append(served, method+" /"+rest)
		} else {
			production = append(production, method+" "+strings.TrimPrefix(path, "/okra/v2"))
		}
	}
	slices.Sort(described)
	slices.Sort(served)
	if len(served) == 0 || !slices.Equal(described, served) {
		t.Errorf("the document describes\n%s\nand the sandbox serves\n%s", strings.Join(described, "\n"), strings.Join(served, "\n"))
	}
	inSandboxAlone := slices.DeleteFunc(served, func(route string) bool { return slices.Contains(production, route) })
	if want := []string{"POST /customers/create", "POST /customers/generate", "POST /customers/get"}; !slices.Equal(inSandboxAlone, want) {
		t.Errorf("got %q in the sandbox environment alone, expected %q", inSandboxAlone, want)
	}
	if got := f.raw("GET", "/openapi/okra.yaml", "").want(t, http.StatusOK); string(got.body) != string(document) {
		t.Error("the document is not served as it is")
	}
}

// TestOkraUnknownRoutes asks for what does not exist: the answer has no type, by
// which a client tells it from a record that does not exist.
func TestOkraUnknownRoutes(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	for _, target := range []string{
		"POST /okra/v2/sandbox/nothing", "POST /okra/v2/sandbox/", "POST /okra/", "POST /okra/v2", "POST /okra/v1/keys/list", "POST /okra/sandbox/v2/nothing",
		"POST /okra/v2/sandbox/keys/list/", "POST /okra/v2/sandbox//keys/list", "POST /okra/v2/sandbox/keys/../keys/list", "POST /okra/v2/sandbox/Keys/list",
		"POST /okra/v2/sandbox/sandbox/keys/list", "POST /okra/sandbox/v2/sandbox/keys/list", "POST /okra/v2/customers/create", "POST /okra/v2/customers/generate",
		"GET /okra/v2/sandbox/keys/list", "PUT /okra/v2/sandbox/keys/create", "DELETE /okra/v2/sandbox/keys/list", "PATCH /okra/v2/keys/update", "POST /okra/v2/banks/list",
	} {
		method, path, _ := strings.Cut(target, " ")
		for _, ask := range []*fixture{c.fixture, c.holding("").fixture} { // Whether a key is sent makes no difference.
			got := ask.raw(method, path, "").want(t, http.StatusNotFound)
			if strings.TrimSpace(string(got.body)) != `{"status":"error","message":"Route does not exist"}` || got.header.Get("X-RateLimit-Remaining") == "" {
				t.Errorf("%s: got %s with %v", target, got.body, got.header)
			}
		}
	}
	c.raw("HEAD", "/okra/v2/sandbox/keys/list", "").want(t, http.StatusNotFound)
}

// TestOkraSandboxHasTwoPaths asks by both orders that the platform's pages have.
func TestOkraSandboxHasTwoPaths(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	alias := c
	alias.base = "/okra/sandbox/v2"
	id := alias.keyed("run-1").made("/keys/create", `{"name":"a","type":"secret"}`).text("_id")
	if got := c.keyed("run-1").made("/keys/create", `{"name":"a","type":"secret"}`).text("_id"); got != id {
		t.Errorf("got the key %s, expected a replay of %s", got, id)
	}
	if got := c.box.Requests().ByRoute; fmt.Sprint(got) != "map[POST /okra/v2/sandbox/keys/create:2]" {
		t.Errorf("got the log %v", got)
	}
}

func TestOkraRefusesCredentials(t *testing.T) {
	t.Parallel()
	f := start(t)
	c, production := f.okra(), f.company(0, "production")
	secret := c.keys.SecretKey
	for name, header := range map[string]string{
		"no bearer":                "Basic " + secret,
		"bare key":                 secret,
		"no key":                   "Bearer",
		"empty":                    "",
		"unknown key":              "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.x",
		"half a key":               "Bearer " + secret[:60],
		"more than a key":          "Bearer " + secret + "x",
		"without its signature":    "Bearer " + secret[:strings.LastIndex(secret, ".")] + ".",
		"public key":               "Bearer " + c.keys.PublicKey,
		"client token":             "Bearer " + c.token,
		"the other environment's":  "Bearer " + production.keys.SecretKey,
		"another platform's key":   "Bearer " + f.key,
		"another platform's again": "ApiKey " + f.key,
	} {
		got := f.as("").with("Authorization", header).raw("POST", "/okra/v2/sandbox/keys/list", `{}`).want(t, http.StatusUnauthorized)
		if strings.TrimSpace(string(got.body)) != `{"status":"error","message":"Unauthorized","code":401}` || got.header.Get("WWW-Authenticate") != `Bearer realm="okra"` {
			t.Errorf("%s: got %s, %v", name, got.body, got.header)
		}
	}
	if !c.works() || !production.works() {
		t.Error("a right key is refused")
	}
	f.as("").with("Authorization", "bearer "+secret).raw("POST", "/okra/v2/sandbox/keys/list", "").want(t, http.StatusOK) // Schemes ignore case.
	for _, route := range sandbox.ServiceOf[*okra.API](f.box).Routes() {
		method, path, _ := strings.Cut(route, " ")
		if !strings.Contains(path, "/banks/") {
			f.as("").raw(method, path, "").failed(t, http.StatusUnauthorized, "", "")
		}
		// A wrong credential is refused even where none is needed.
		f.as("").with("Authorization", "Bearer x").raw(method, path, "").failed(t, http.StatusUnauthorized, "", "")
	}
	// Two credentials are none: which one counts must not depend on who reads first.
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.base+"/okra/v2/sandbox/keys/list", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Authorization": {"Bearer " + secret, "Bearer " + secret}}
	if got, err := exchange(f, req); err != nil || got.status != http.StatusUnauthorized {
		t.Errorf("two credentials in one request: got %d, %v", got.status, err)
	}
}

func TestOkraBadRequestsNameTheField(t *testing.T) {
	t.Parallel()
	f := start(t)
	c := f.okra()
	made, _ := c.secretKey("k")
	key := func(rest string) string { return `{"id":"` + made.text("_id") + `"` + rest + `}` }
	c.made("/webhooks/set", `{"url":"https://example.com/"}`)
	long := strings.Repeat("č", 101)
	const secretToken = "a-token-that-must-not-be-repeated"
	tests := []struct{ name, path, body, field string }{
		{"no name", "/keys/create", `{"type":"secret"}`, "name"},
		{"empty name", "/keys/create", `{"name":"","type":"secret"}`, "name"},
		{"long name", "/keys/create", `{"name":"` + long + `","type":"secret"}`, "name"},
		{"null name", "/keys/create", `{"name":null,"type":"secret"}`, "name"},
		{"no type", "/keys/create", `{"name":"a"}`, "type"},
		{"another type", "/keys/create", `{"name":"a","type":"private"}`, "type"},
		{"number as a type", "/keys/create", `{"name":"a","type":1}`, "type"},
		{"unknown field", "/keys/create", `{"name":"a","type":"secret","scopes":[]}`, "scopes"},
		{"no lifetime", "/keys/create", `{"name":"a","type":"secret","expires_in_seconds":0}`, "expires_in_seconds"},
		{"fraction of a second", "/keys/create", `{"name":"a","type":"secret","expires_in_seconds":1.5}`, "expires_in_seconds"},
		{"text as a number", "/keys/create", `{"name":"a","type":"secret","expires_in_seconds":"60"}`, "expires_in_seconds"},
		{"more than a century", "/keys/create", `{"name":"a","type":"secret","expires_in_seconds":3153600001}`, "expires_in_seconds"},
		{"no body", "/keys/create", ``, "name"},
		{"array", "/keys/create", `[]`, ""},
		{"null", "/keys/create", `null`, ""},
		{"text", "/keys/create", `"name"`, ""},
		{"two objects", "/keys/create", `{"name":"a","type":"secret"}{}`, ""},
		{"half an object", "/keys/create", `{"name":"a"`, ""},
		{"form", "/keys/create", `name=a&type=secret`, ""},

		{"unknown status", "/keys/list", `{"status":"dead"}`, "status"},
		{"null status", "/keys/list", `{"status":null}`, "status"},
		{"empty status", "/keys/list", `{"status":""}`, "status"},
		{"bad filter", "/keys/list", `{"idempotency_key_sha256":"run-1"}`, "idempotency_key_sha256"},
		{"empty filter", "/keys/list", `{"idempotency_key_sha256":""}`, "idempotency_key_sha256"},
		{"number as a filter", "/keys/list", `{"idempotency_key_sha256":1}`, "idempotency_key_sha256"},
		{"unknown filter", "/keys/list", `{"name":"a"}`, "name"},
		{"page 0", "/keys/list", `{"page":0}`, "page"},
		{"page before the first", "/keys/list", `{"page":"-1"}`, "page"},
		{"signed page", "/keys/list", `{"page":"+1"}`, "page"},
		{"half a page", "/keys/list", `{"page":1.5}`, "page"},
		{"page as a word", "/keys/list", `{"page":"first"}`, "page"},
		{"empty page", "/keys/list", `{"page":""}`, "page"},
		{"null page", "/keys/list", `{"page":null}`, "page"},
		{"page as a list", "/keys/list", `{"page":[1]}`, "page"},
		{"page beyond all numbers", "/keys/list", `{"page":"99999999999999999999"}`, "page"},
		{"no limit", "/keys/list", `{"limit":0}`, "limit"},
		{"limit of 101", "/keys/list", `{"limit":101}`, "limit"},
		{"limit of 101 as a text", "/keys/list", `{"limit":"101"}`, "limit"},

		{"no id", "/keys/getById", `{}`, "id"},
		{"empty id", "/keys/getById", `{"id":""}`, "id"},
		{"number as an id", "/keys/getById", `{"id":1}`, "id"},
		{"more than an id", "/keys/getById", key(`,"name":"a"`), "name"},
		{"no id to change", "/keys/update", `{"name":"a"}`, "id"},
		{"empty new name", "/keys/update", key(`,"name":""`), "name"},
		{"null new name", "/keys/update", key(`,"name":null`), "name"},
		{"negative lifetime", "/keys/update", key(`,"expires_in_seconds":-1`), "expires_in_seconds"},
		{"changed type", "/keys/update", key(`,"type":"public"`), "type"},
		{"negative wait", "/keys/revoke", key(`,"after_seconds":-1`), "after_seconds"},
		{"null wait", "/keys/revoke", key(`,"after_seconds":null`), "after_seconds"},

		{"no url", "/webhooks/set", `{"replace":true}`, "url"},
		{"no absolute url", "/webhooks/set", `{"url":"/hook","replace":true}`, "url"},
		{"plain http", "/webhooks/set", `{"url":"http://example.com/","replace":true}`, "url"},
		{"credentials in a url", "/webhooks/set", `{"url":"https://a:b@example.com/","replace":true}`, "url"},
		{"empty token", "/webhooks/set", `{"url":"https://example.com/","replace":true,"token":""}`, "token"},
		{"spaces in a token", "/webhooks/set", `{"url":"https://example.com/","replace":true,"token":"` + secretToken + ` x"}`, "token"},
		{"line in a token", "/webhooks/set", `{"url":"https://example.com/","replace":true,"token":"` + secretToken + `\nX: y"}`, "token"},
		{"letters beyond ASCII", "/webhooks/set", `{"url":"https://example.com/","replace":true,"token":"` + secretToken + `č"}`, "token"},
		{"long token", "/webhooks/set", `{"url":"https://example.com/","replace":true,"token":"` + strings.Repeat(secretToken, 16) + `"}`, "token"},
		{"number as a token", "/webhooks/set", `{"url":"https://example.com/","replace":true,"token":1}`, "token"},
		{"text as a truth", "/webhooks/set", `{"url":"https://example.com/","replace":"true"}`, "replace"},
		{"events", "/webhooks/set", `{"url":"https://example.com/","events":[]}`, "events"},
		{"read with a field", "/webhooks/get", `{"env":"production"}`, "env"},
		{"removal with a field", "/webhooks/remove", `{"_id":"x"}`, "_id"},
		{"test with a field", "/webhooks/test", `{"url":"https://example.com/"}`, "url"},
		{"deliveries of page 0", "/webhooks/deliveries", `{"page":"0"}`, "page"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := c.post(tt.path, tt.body)
			got.failed(t, http.StatusBadRequest, "CUSTOM", tt.field)
			if strings.Contains(string(got.body), secretToken) {
				t.Error("the answer repeats the token")
			}
		})
	}
}

func TestOkraContentTypeIsChecked(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	for contentType, want := range map[string]int{
		"application/json":                  http.StatusOK,
		"application/json;charset=utf-8":    http.StatusOK, // What the platform's own client sends.
		"text/plain":                        http.StatusBadRequest,
		"application/x-www-form-urlencoded": http.StatusBadRequest,
		"nonsense;;":                        http.StatusBadRequest,
	} {
		if got := c.with("Content-Type", contentType).raw("POST", c.base+"/keys/list", `{"page":1}`); got.status != want {
			t.Errorf("%s: got %d, expected %d", contentType, got.status, want)
		}
	}
	// Without a body there is nothing to declare.
	c.post("/keys/list", "").want(t, http.StatusOK)
	c.with("Content-Type", "text/plain").raw("POST", c.base+"/keys/list", "").want(t, http.StatusOK)
	c.post("/keys/list", " \n").failed(t, http.StatusBadRequest, "CUSTOM", "")
	c.post("/keys/list", strings.Repeat(" ", 70_000)).failed(t, http.StatusBadRequest, "CUSTOM", "")
}

func TestOkraCredentials(t *testing.T) {
	t.Parallel()
	f := start(t)
	var shown struct {
		Organisations []struct {
			Okra map[string]any `json:"okra"`
		} `json:"organisations"`
	}
	if err := json.Unmarshal(f.raw("GET", "/_sandbox/credentials", "").want(t, http.StatusOK).body, &shown); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, c := range f.companies() {
		part := object(shown.Organisations[i/2].Okra)
		keys := part.object([]string{"sandbox", "production"}[i%2])
		if part["client_token"] != c.token || keys["public_key"] != c.keys.PublicKey || keys["secret_key"] != c.keys.SecretKey || len(part) != 3 || len(keys) != 2 {
			t.Errorf("got %v, expected the credentials of company %d", part, i)
		}
		if list := c.list("/keys/list", "", "keys"); len(list) != 2 || list[0]["fingerprint"] != fingerprint(c.keys.SecretKey) || list[1]["key"] != c.keys.PublicKey {
			t.Errorf("got %v, expected the seeded pair", list)
		}
		seen[c.token], seen[c.keys.PublicKey], seen[c.keys.SecretKey] = true, true, true
	}
	if len(seen) != 10 { // Two client tokens, four pairs of keys.
		t.Errorf("got %d different credentials, expected 10", len(seen))
	}
	same, other := start(t).okra(), start(t, func(o *sandbox.Options) { o.Seed = 2 }).okra()
	for i, text := range []string{same.token, same.keys.PublicKey, same.keys.SecretKey, other.token, other.keys.PublicKey, other.keys.SecretKey} {
		if seen[text] != (i < 3) {
			t.Errorf("credential %d does not follow the seed", i)
		}
	}
	for _, text := range []string{fmt.Sprint(f.box.Credentials()), fmt.Sprintf("%+v", f.box.Credentials()), fmt.Sprintf("%#v", f.box.Credentials())} {
		if strings.Contains(text, "eyJ") {
			t.Errorf("printing credentials shows them: %s", text)
		}
	}
}

// TestOkraReset brings the seeded keys back and drops everything else.
func TestOkraReset(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	_, text := c.secretKey("a")
	seeded := c.list("/keys/list", `{"status":"active"}`, "keys")[1]
	c.made("/keys/revoke", `{"id":"`+seeded.text("_id")+`"}`)
	made := c.holding(text)
	made.made("/webhooks/set", `{"url":"https://192.0.2.1/","token":"t"}`)
	c.raw("POST", "/_sandbox/reset", "").want(t, http.StatusNoContent)
	if made.works() {
		t.Error("a key outlives the reset")
	}
	if list := c.list("/keys/list", "", "keys"); len(list) != 2 || list[0]["_id"] != seeded["_id"] || list[0]["status"] != "active" {
		t.Errorf("got %v, expected the seeded pair", list)
	}
	c.post("/webhooks/get", "").failed(t, http.StatusNotFound, "NO_RECORD_ID", "")
}
