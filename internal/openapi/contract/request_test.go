// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
)

// TestAcceptedRequestsThatAreCaught sends what the document forbids to a server that takes it.
func TestAcceptedRequestsThatAreCaught(t *testing.T) {
	t.Parallel()
	secret := "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
	tokPlatform().requireCaught(t, contract.Request, map[string]broken{
		"limit too small":     {"GET /banks 200", query("limit=0"), "query parameter limit: fails minimum"},
		"limit too large":     {"GET /banks 200", query("limit=101"), "query parameter limit: fails maximum"},
		"limit no number":     {"GET /banks 200", query("limit=many"), "query parameter limit is not a whole number"},
		"limit empty":         {"GET /banks 200", query("limit="), "query parameter limit is not a whole number"},
		"limit twice":         {"GET /banks 200", query("limit=1&limit=2"), "query parameter limit is there 2 times"},
		"cursor":              {"GET /banks 200", query("cursor=%20"), "query parameter cursor: does not match"},
		"broken query":        {"GET /banks 200", query("limit=%zz"), "the query cannot be parsed"},
		"status":              {"GET /api-keys 200", query("status=pending"), "query parameter status: is none of"},
		"date":                {"GET /accounts/{accountId}/transactions 200", query("dateFrom=2026-02-30"), "parameter dateFrom: is not of the format"},
		"state missing":       {"GET /callback 302", query("code=x"), "query parameter state is missing"},
		"state short":         {"GET /callback 302", query("code=x&state=abc"), "query parameter state: does not match"},
		"id":                  {"GET /api-keys/{keyId} 200", path("/api-keys/key_short"), "path parameter keyId: does not match"},
		"no credential":       {"GET /banks 200", func(x *exchange) { x.header.Del("Authorization") }, "Authorization header"},
		"bearer":              {"GET /banks 200", func(x *exchange) { x.header.Set("Authorization", "Bearer x") }, "incorrect scheme"},
		"idempotency key":     {"POST /api-keys 201", func(x *exchange) { x.header.Set("Idempotency-Key", "a b") }, "header Idempotency-Key"},
		"long idempotency":    {"POST /api-keys 201", func(x *exchange) { x.header.Set("Idempotency-Key", strings.Repeat("x", 256)) }, "fails maxLength"},
		"no body":             {"POST /api-keys 201", func(x *exchange) { x.request = nil }, "content type"},
		"empty body":          {"POST /api-keys 201", func(x *exchange) { x.request = raw("") }, "body"},
		"null":                {"POST /api-keys 201", func(x *exchange) { x.request = raw("null") }, "body: is of type null"},
		"no JSON":             {"POST /api-keys 201", func(x *exchange) { x.request = raw("{") }, "cannot be decoded"},
		"form":                {"POST /api-keys 201", func(x *exchange) { x.requestType = "application/x-www-form-urlencoded" }, "content type"},
		"body on a GET":       {"GET /banks 200", func(x *exchange) { x.request = raw("{}") }, "the document has none"},
		"no name":             {"POST /api-keys 201", body(`{}`), "body: lacks name"},
		"empty name":          {"POST /api-keys 201", body(`{"name":""}`), "body /name: fails minLength"},
		"long name":           {"POST /api-keys 201", body(`{"name":"` + strings.Repeat("š", 101) + `"}`), "body /name: fails maxLength"},
		"unknown field":       {"POST /api-keys 201", body(`{"name":"x","type":"y"}`), "has what the document does not: type"},
		"expired from birth":  {"POST /api-keys 201", body(`{"name":"x","expiresInSeconds":0}`), "body /expiresInSeconds: fails minimum"},
		"half a second":       {"POST /api-keys 201", body(`{"name":"x","expiresInSeconds":1.5}`), "body /expiresInSeconds: is of type"},
		"name to null":        {"PATCH /api-keys/{keyId} 200", body(`{"name":null}`), "body /name: is of type null"},
		"plain http":          {"POST /consents 201", body(`{"bankId":"a","callbackUrl":"http://example.com/"}`), "body /callbackUrl: does not match"},
		"http in disguise":    {"POST /consents 201", body(`{"bankId":"a","callbackUrl":"http://127.0.0.1.example.com/"}`), "/callbackUrl: does not match"},
		"credentials in URL":  {"POST /consents 201", body(`{"bankId":"a","callbackUrl":"https://u:p@example.com/"}`), "/callbackUrl: does not match"},
		"fragment":            {"POST /consents 201", body(`{"bankId":"a","callbackUrl":"https://example.com/#x"}`), "/callbackUrl: does not match"},
		"relative URL":        {"POST /consents 201", body(`{"bankId":"a","callbackUrl":"/x"}`), "body /callbackUrl: "},
		"no events":           {"POST /webhooks 201", body(`{"url":"https://x.example","events":[]}`), "body /events: fails minItems"},
		"an event twice":      {"POST /webhooks 201", body(`{"url":"https://x.example","events":["consent.expired","consent.expired"]}`), "fails uniqueItems"},
		"unknown event":       {"POST /webhooks 201", body(`{"url":"https://x.example","events":["x"]}`), "body /events/0: is none of"},
		"short secret":        {"POST /webhooks 201", body(`{"url":"https://x.example","events":["consent.expired"],"signingSecret":"whsec_AAAA"}`), "/signingSecret: does not match"},
		"secret by PATCH":     {"PATCH /webhooks/{webhookId} 200", body(`{"signingSecret":"` + secret + `"}`), "does not: signingSecret"},
		"enabled to null":     {"PATCH /webhooks/{webhookId} 200", body(`{"enabled":null}`), "body /enabled: is of type null"},
		"no overlap":          {"POST /webhooks/{webhookId}/rotate-secret 200", body(`{"signingSecret":"` + secret + `"}`), "body: lacks overlapSeconds"},
		"overlap in the past": {"POST /webhooks/{webhookId}/rotate-secret 200", body(`{"overlapSeconds":-1}`), "fails minimum"},
	})
}

// query replaces an exchange's query, path its path, body its request body.
func query(text string) func(*exchange) {
	return func(x *exchange) {
		target, _, _ := strings.Cut(x.target, "?")
		x.target = target + "?" + text
	}
}

func path(target string) func(*exchange) { return func(x *exchange) { x.target = target } }

func body(text string) func(*exchange) { return func(x *exchange) { x.request = raw(text) } }

func TestRequestsThatMatch(t *testing.T) {
	t.Parallel()
	tokPlatform().requireMatch(t, map[string]variant{
		"limits":             {"GET /banks 200", query("limit=100&cursor=djE6MQ")},
		"dates":              {"GET /accounts/{accountId}/transactions 200", query("dateFrom=2026-01-01&dateTo=2026-03-01&limit=100")},
		"declined":           {"GET /callback 302", query("error=access_denied&state=" + strings.Repeat("0", 64))},
		"callback of nobody": {"GET /callback 302", func(x *exchange) { x.header.Del("Authorization") }},
		"key's digest":       {"GET /webhooks 200", query("idempotencyKeySha256=" + strings.Repeat("0a", 32))},
		"charset":            {"POST /api-keys 201", func(x *exchange) { x.requestType = "application/json; charset=utf-8" }},
		"idempotency key":    {"POST /api-keys 201", func(x *exchange) { x.header.Set("Idempotency-Key", "a:b/c~!") }},
		"never expires":      {"POST /api-keys 201", body(`{"name":"x","expiresInSeconds":null}`)},
		"100 characters":     {"POST /api-keys 201", body(`{"name":"` + strings.Repeat("š", 100) + `"}`)},
		"nothing to change":  {"PATCH /webhooks/{webhookId} 200", body(`{}`)},
		"no description":     {"PATCH /webhooks/{webhookId} 200", body(`{"description":null}`)},
		"loopback":           {"POST /consents 201", body(`{"bankId":"a","callbackUrl":"http://127.0.0.1:8080/x?y"}`)},
		"localhost":          {"POST /consents 201", body(`{"bankId":"a","callbackUrl":"http://localhost"}`)},
		"IPv6 loopback":      {"POST /consents 201", body(`{"bankId":"a","callbackUrl":"http://[::1]:8080/"}`)},
		"24 bytes": {"POST /webhooks/{webhookId}/rotate-secret 200", body(
			`{"overlapSeconds":0,"signingSecret":"whsec_` + strings.Repeat("A", 32) + `"}`)},
		"64 bytes": {"POST /webhooks/{webhookId}/rotate-secret 200", body(
			`{"overlapSeconds":0,"signingSecret":"whsec_` + strings.Repeat("A", 86) + `=="}`)},
	})
}

// TestRefusedRequests shows that what a server refuses is the client's affair: only a strict Validator reports it.
func TestRefusedRequests(t *testing.T) {
	t.Parallel()
	tests := map[string]exchange{
		"refused":        with(one(t, "GET /banks 400"), query("limit=0")),
		"unknown path":   fallback(t, "RouteNotFound", http.StatusNotFound, http.MethodGet, "/nowhere"),
		"unknown method": fallback(t, "MethodNotAllowed", http.StatusMethodNotAllowed, http.MethodPut, "/banks"),
		"odd method":     fallback(t, "MethodNotAllowed", http.StatusMethodNotAllowed, "BREW", "/banks"),
		"HEAD":           fallback(t, "MethodNotAllowed", http.StatusMethodNotAllowed, http.MethodHead, "/banks"),
		"slash":          fallback(t, "RouteNotFound", http.StatusNotFound, http.MethodGet, "/banks/"),
		"double slash":   fallback(t, "RouteNotFound", http.StatusNotFound, http.MethodGet, "//banks"),
		"empty id":       fallback(t, "RouteNotFound", http.StatusNotFound, http.MethodGet, "/api-keys/"),
		"unauthorized":   fallback(t, "InvalidApiKey", http.StatusUnauthorized, http.MethodGet, "/nowhere"),
		"unknown query":  with(one(t, "GET /banks 200"), query("bankId=x")),
	}
	for name, x := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if found := violations(t, tok(t), x); len(found) != 0 {
				t.Errorf("violations: %v", found)
			}
			found := violations(t, tok(t).Strict(), x)
			if len(reasons(found, contract.Request)) == 0 || len(reasons(found, contract.Response)) != 0 {
				t.Errorf("a strict validator reports %v, want the request alone", found)
			}
		})
	}
}

// with changes an exchange.
func with(x exchange, change func(*exchange)) exchange {
	change(&x)
	return x
}

// fallback is an exchange that the Tok document has no operation for, with an answer from its components.
func fallback(t *testing.T, component string, status int, method, target string) exchange {
	t.Helper()
	return tokPlatform().fallback(t, component, status, method, target)
}

func (p platform) fallback(t *testing.T, component string, status int, method, target string) exchange {
	t.Helper()
	doc := p.parse(t)
	response := at(t, doc, doc, "components", "responses", component)
	return exchange{
		method: method, base: p.base, target: target, header: p.credentials.Clone(), status: status,
		answer: example(t, doc, response), answerType: "application/json",
		answerHeader: p.headers(t, doc, mapping(response, "headers")),
	}
}

// TestUnknownRoutesMustBeRefused covers a server that answers what the document does not have.
func TestUnknownRoutesMustBeRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]exchange{
		"accepted":      with(one(t, "GET /banks 200"), path("/nowhere")),
		"other error":   fallback(t, "NotFound", http.StatusNotFound, http.MethodGet, "/nowhere"),
		"other status":  fallback(t, "RouteNotFound", http.StatusBadRequest, http.MethodGet, "/nowhere"),
		"as a method":   fallback(t, "MethodNotAllowed", http.StatusMethodNotAllowed, http.MethodGet, "/nowhere"),
		"as a path":     fallback(t, "RouteNotFound", http.StatusNotFound, http.MethodPut, "/banks"),
		"without Allow": with(fallback(t, "MethodNotAllowed", 405, http.MethodPut, "/banks"), func(x *exchange) { x.answerHeader.Del("Allow") }),
	}
	for name, x := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if found := violations(t, tok(t), x); len(reasons(found, contract.Response)) == 0 {
				t.Errorf("got %v, want the answer blamed", found)
			}
		})
	}
}
