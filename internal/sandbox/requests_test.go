// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

func TestBadRequestsNameTheField(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.approved("erste-hr")
	account := "/accounts/" + f.do("GET", "/accounts", "").data()[0].text("id") + "/transactions"
	key := "/api-keys/" + f.do("POST", "/api-keys", `{"name":"k"}`).object().text("id")
	hook := "/webhooks/" + f.webhook("https://example.com/").text("id")
	const consent = `{"bankId":"erste-hr","callbackUrl":%q}`
	const iban, payment = "RS35105008123123123173", `{"creditorIban":%q,"amount":%q,"currency":%q}`
	const subscription = `{"url":"https://example.com/","events":%s}`
	cursor := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	tests := []struct{ name, method, path, body, field string }{
		{"no name", "POST", "/api-keys", `{}`, "name"},
		{"empty name", "POST", "/api-keys", `{"name":""}`, "name"},
		{"long name", "POST", "/api-keys", `{"name":"` + strings.Repeat("č", 101) + `"}`, "name"},
		{"null name", "POST", "/api-keys", `{"name":null}`, "name"},
		{"number as a name", "POST", "/api-keys", `{"name":1}`, "name"},
		{"unknown field", "POST", "/api-keys", `{"name":"a","scopes":[]}`, "scopes"},
		{"no lifetime", "POST", "/api-keys", `{"name":"a","expiresInSeconds":0}`, "expiresInSeconds"},
		{"fraction of a second", "POST", "/api-keys", `{"name":"a","expiresInSeconds":1.5}`, "expiresInSeconds"},
		{"text as a number", "POST", "/api-keys", `{"name":"a","expiresInSeconds":"60"}`, "expiresInSeconds"},
		{"more than a century", "POST", "/api-keys", `{"name":"a","expiresInSeconds":3153600001}`, "expiresInSeconds"},
		{"negative lifetime", "PATCH", key, `{"expiresInSeconds":-1}`, "expiresInSeconds"},
		{"changed id", "PATCH", key, `{"id":"key_1"}`, "id"},

		{"no body", "POST", "/api-keys", ``, ""},
		{"array", "POST", "/api-keys", `[]`, ""},
		{"null", "POST", "/api-keys", `null`, ""},
		{"truncated", "POST", "/api-keys", `{"name":"a"`, ""},
		{"two objects", "POST", "/api-keys", `{"name":"a"}{}`, ""},
		{"huge", "POST", "/api-keys", `{"name":"` + strings.Repeat("a", 70_000) + `"}`, ""},

		{"unknown bank", "POST", "/consents", `{"bankId":"erste","callbackUrl":"https://example.com/"}`, "bankId"},
		{"no callback", "POST", "/consents", `{"bankId":"erste-hr"}`, "callbackUrl"},
		{"relative callback", "POST", "/consents", fmt.Sprintf(consent, "/back"), "callbackUrl"},
		{"plain callback", "POST", "/consents", fmt.Sprintf(consent, "http://example.com/"), "callbackUrl"},
		{"callback without a host", "POST", "/consents", fmt.Sprintf(consent, "https:///back"), "callbackUrl"},
		{"callback with a password", "POST", "/consents", fmt.Sprintf(consent, "https://a:b@example.com/"), "callbackUrl"},
		{"callback of another scheme", "POST", "/consents", fmt.Sprintf(consent, "javascript:alert(1)"), "callbackUrl"},
		{"callback with a line break", "POST", "/consents", fmt.Sprintf(consent, "https://example.com/\nx"), "callbackUrl"},
		{"almost loopback", "POST", "/consents", fmt.Sprintf(consent, "http://127.0.0.1.example.com/"), "callbackUrl"},

		{"nothing to pay", "POST", "/payments", `{}`, "creditorIban"},
		{"creditor's wrong check digits", "POST", "/payments", fmt.Sprintf(payment, "RS36105008123123123173", "1.00", "RSD"), "creditorIban"},
		{"creditor with spaces", "POST", "/payments", fmt.Sprintf(payment, "RS35 1050 0812 3123 1231 73", "1.00", "RSD"), "creditorIban"},
		{"no amount", "POST", "/payments", `{"creditorIban":"RS35105008123123123173","currency":"RSD"}`, "amount"},
		{"amount as a number", "POST", "/payments", `{"creditorIban":"RS35105008123123123173","amount":1500,"currency":"RSD"}`, "amount"},
		{"amount of nothing", "POST", "/payments", fmt.Sprintf(payment, iban, "0.0000", "RSD"), "amount"},
		{"negative amount", "POST", "/payments", fmt.Sprintf(payment, iban, "-1.00", "RSD"), "amount"},
		{"amount with a sign", "POST", "/payments", fmt.Sprintf(payment, iban, "+1.00", "RSD"), "amount"},
		{"amount with a comma", "POST", "/payments", fmt.Sprintf(payment, iban, "1,50", "RSD"), "amount"},
		{"amount with a zero before it", "POST", "/payments", fmt.Sprintf(payment, iban, "01.50", "RSD"), "amount"},
		{"amount without a fraction", "POST", "/payments", fmt.Sprintf(payment, iban, "1.", "RSD"), "amount"},
		{"five decimals", "POST", "/payments", fmt.Sprintf(payment, iban, "1.00001", "RSD"), "amount"},
		{"thirteen digits", "POST", "/payments", fmt.Sprintf(payment, iban, "1000000000000", "RSD"), "amount"},
		{"exponent", "POST", "/payments", fmt.Sprintf(payment, iban, "1e3", "RSD"), "amount"},
		{"no currency", "POST", "/payments", `{"creditorIban":"RS35105008123123123173","amount":"1.00"}`, "currency"},
		{"unknown currency", "POST", "/payments", fmt.Sprintf(payment, iban, "1.00", "USD"), "currency"},
		{"currency in small letters", "POST", "/payments", fmt.Sprintf(payment, iban, "1.00", "rsd"), "currency"},
		{"long remittance", "POST", "/payments", `{"creditorIban":"RS35105008123123123173","amount":"1.00","currency":"RSD","remittanceInfo":"` + strings.Repeat("č", 141) + `"}`, "remittanceInfo"},
		{"callback for a payment", "POST", "/payments", `{"creditorIban":"RS35105008123123123173","amount":"1.00","currency":"RSD","callbackUrl":"https://example.com/"}`, "callbackUrl"},

		{"no events", "POST", "/webhooks", `{"url":"https://example.com/"}`, "events"},
		{"empty events", "POST", "/webhooks", fmt.Sprintf(subscription, `[]`), "events"},
		{"unknown event", "POST", "/webhooks", fmt.Sprintf(subscription, `["payment.made"]`), "events"},
		{"event twice", "POST", "/webhooks", fmt.Sprintf(subscription, `["account.updated","account.updated"]`), "events"},
		{"event as a text", "POST", "/webhooks", fmt.Sprintf(subscription, `"account.updated"`), "events"},
		{"no URL", "POST", "/webhooks", `{"events":["account.updated"]}`, "url"},
		{"plain URL", "PATCH", hook, `{"url":"http://example.com/"}`, "url"},
		{"null URL", "PATCH", hook, `{"url":null}`, "url"},
		{"null events", "PATCH", hook, `{"events":null}`, "events"},
		{"null enabled", "PATCH", hook, `{"enabled":null}`, "enabled"},
		{"enabled as a text", "PATCH", hook, `{"enabled":"yes"}`, "enabled"},
		{"long description", "PATCH", hook, `{"description":"` + strings.Repeat("d", 501) + `"}`, "description"},
		{"secret outside a rotation", "PATCH", hook, `{"signingSecret":"whsec_x"}`, "signingSecret"},
		{"short secret", "POST", hook + "/rotate-secret", `{"overlapSeconds":0,"signingSecret":"whsec_QUJD"}`, "signingSecret"},
		{"no overlap", "POST", hook + "/rotate-secret", `{}`, "overlapSeconds"},
		{"negative overlap", "POST", hook + "/rotate-secret", `{"overlapSeconds":-1}`, "overlapSeconds"},

		{"limit of none", "GET", "/accounts?limit=0", "", "limit"},
		{"limit too high", "GET", "/accounts?limit=101", "", "limit"},
		{"limit in words", "GET", "/accounts?limit=ten", "", "limit"},
		{"empty cursor", "GET", "/accounts?cursor=", "", "cursor"},
		{"garbage cursor", "GET", "/api-keys?cursor=!!", "", "cursor"},
		{"made-up cursor", "GET", "/api-keys?cursor=" + cursor("1 api-keys x"), "", "cursor"},
		{"negative cursor", "GET", "/api-keys?cursor=" + cursor("1 api-keys -5"), "", "cursor"},
		{"cursor of another list", "GET", "/api-keys?cursor=" + cursor("1 consents 5"), "", "cursor"},
		{"cursor of another version", "GET", "/api-keys?cursor=" + cursor("2 api-keys 5"), "", "cursor"},
		{"cursor that is no day", "GET", account + "?cursor=" + cursor("1 transactions 2026-13-01 txn_1"), "", "cursor"},
		{"unknown key status", "GET", "/api-keys?status=dead", "", "status"},
		{"unknown consent status", "GET", "/consents?status=ACTIVE", "", "status"},
		{"empty status", "GET", "/consents?status=", "", "status"},
		{"key as a filter", "GET", "/api-keys?idempotencyKeySha256=run-1", "", "idempotencyKeySha256"},
		{"short filter", "GET", "/webhooks?idempotencyKeySha256=" + digestOf("run-1")[2:], "", "idempotencyKeySha256"},
		{"filter in upper case", "GET", "/webhooks?idempotencyKeySha256=" + strings.ToUpper(digestOf("run-1")), "", "idempotencyKeySha256"},
		{"no date", "GET", account + "?dateFrom=yesterday", "", "dateFrom"},
		{"no such day", "GET", account + "?dateTo=2026-02-30", "", "dateTo"},
		{"short date", "GET", account + "?dateTo=2026-2-3", "", "dateTo"},
		{"dates in the wrong order", "GET", account + "?dateFrom=2026-02-02&dateTo=2026-02-01", "", "dateFrom"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ask := f
			if tt.method != "GET" && tt.body == "" {
				ask = f.with("Content-Type", "application/json")
			}
			got := ask.do(tt.method, tt.path, tt.body)
			got.refused(t, http.StatusBadRequest, "INVALID_REQUEST", tt.field)
			if strings.Contains(string(got.body), "whsec_") && strings.Contains(string(got.body), "QUJD") {
				t.Error("the answer repeats the secret")
			}
		})
	}
}

func TestContentTypeIsChecked(t *testing.T) {
	t.Parallel()
	f := start(t)
	for contentType, want := range map[string]int{
		"application/json":                  http.StatusCreated,
		"application/json; charset=utf-8":   http.StatusCreated,
		"Application/JSON":                  http.StatusCreated,
		"text/plain":                        http.StatusBadRequest,
		"application/x-www-form-urlencoded": http.StatusBadRequest,
		"application/merge-patch+json":      http.StatusBadRequest,
		"nonsense":                          http.StatusBadRequest,
	} {
		if got := f.with("Content-Type", contentType).do("POST", "/api-keys", `{"name":"a"}`); got.status != want {
			t.Errorf("%s: got %d, expected %d", contentType, got.status, want)
		}
	}
}

func TestUnknownRoutes(t *testing.T) {
	t.Parallel()
	f := start(t)
	tests := []struct {
		method, path string
		status       int
		code, allow  string
	}{
		{"GET", "/refunds", http.StatusNotFound, "ROUTE_NOT_FOUND", ""},
		{"GET", "/", http.StatusNotFound, "ROUTE_NOT_FOUND", ""},
		{"GET", "/accounts/", http.StatusNotFound, "ROUTE_NOT_FOUND", ""},
		{"GET", "//accounts", http.StatusNotFound, "ROUTE_NOT_FOUND", ""},
		{"GET", "/accounts/../banks", http.StatusNotFound, "ROUTE_NOT_FOUND", ""},
		{"GET", "/accounts/a/b", http.StatusNotFound, "ROUTE_NOT_FOUND", ""},
		{"DELETE", "/accounts", http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "GET"},
		{"PUT", "/api-keys", http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "POST, GET"},
		{"POST", "/api-keys/key_1", http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "GET, PATCH, DELETE"},
	}
	for _, tt := range tests {
		for _, ask := range []*fixture{f, f.as("")} { // Whether a key is sent makes no difference.
			got := ask.do(tt.method, tt.path, "")
			got.refused(t, tt.status, tt.code, "")
			if allow := got.header.Get("Allow"); allow != tt.allow {
				t.Errorf("%s %s: got Allow %q, expected %q", tt.method, tt.path, allow, tt.allow)
			}
			if got.header.Get("X-RateLimit-Limit") == "" || got.header.Get("Date") == "" {
				t.Errorf("%s %s: headers are missing: %v", tt.method, tt.path, got.header)
			}
		}
	}
	f.do("HEAD", "/accounts", "").want(t, http.StatusMethodNotAllowed)
	// Outside the API the sandbox is no platform, and does not answer like one.
	if got := f.raw("GET", "/tok/v2/accounts", "").want(t, http.StatusNotFound); strings.Contains(string(got.body), "ROUTE_NOT_FOUND") {
		t.Error("a path outside the API answers like the API")
	}
}

// TestRateLimit draws a bucket empty and watches it fill on the sandbox's clock.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	for tier, want := range map[string]struct {
		limit, burst int
		refill       time.Duration
	}{"free": {60, 10, time.Second}, "pro": {300, 50, 200 * time.Millisecond}, "enterprise": {1000, 200, 60 * time.Millisecond}} {
		t.Run(tier, func(t *testing.T) {
			t.Parallel()
			f := start(t, func(o *sandbox.Options) { o.Tier = tier })
			header := func(a answer, name string) int {
				n, err := strconv.Atoi(a.header.Get(name))
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
				return n
			}
			for i := range want.burst {
				got := f.do("GET", "/organisation", "").want(t, http.StatusOK)
				if header(got, "X-RateLimit-Limit") != want.limit || header(got, "X-RateLimit-Remaining") != want.burst-i-1 {
					t.Fatalf("request %d: got %v", i, got.header)
				}
				fill := time.Duration(i+1) * want.refill
				if reset := int64(header(got, "X-RateLimit-Reset")); reset != noon().Add(fill+time.Second-1).Unix() {
					t.Fatalf("request %d: got reset %d, expected the second at which %s have passed", i, reset, fill)
				}
				if got.header.Get("Retry-After") != "" {
					t.Error("an answer that is not 429 has Retry-After")
				}
			}
			limited := f.do("GET", "/organisation", "")
			limited.refused(t, http.StatusTooManyRequests, "RATE_LIMITED", "")
			if header(limited, "Retry-After") != 1 || header(limited, "X-RateLimit-Remaining") != 0 {
				t.Errorf("got %v, expected one second to the next token", limited.header)
			}
			// Both environments of an organisation share a bucket; organisations do not.
			f.production().do("GET", "/organisation", "").refused(t, http.StatusTooManyRequests, "RATE_LIMITED", "")
			f.stranger().do("GET", "/organisation", "").want(t, http.StatusOK)
			// A wrong key draws from nobody's bucket, and unknown routes from none.
			f.as("tok_sandbox_x").do("GET", "/organisation", "").want(t, http.StatusUnauthorized)
			f.do("GET", "/nothing", "").want(t, http.StatusNotFound)

			f.advance(want.refill)
			f.do("GET", "/organisation", "").want(t, http.StatusOK)
			f.do("GET", "/organisation", "").want(t, http.StatusTooManyRequests)
		})
	}
}

func TestDateIsTheSandboxs(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.advance(36 * time.Hour)
	for _, got := range []answer{f.do("GET", "/organisation", ""), f.as("").do("GET", "/organisation", ""), f.do("GET", "/nothing", "")} {
		if date := got.header.Get("Date"); date != "Tue, 03 Mar 2026 00:00:00 GMT" {
			t.Errorf("%s: got Date %q", got.what, date)
		}
	}
}
