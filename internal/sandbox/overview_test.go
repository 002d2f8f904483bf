// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// TestPlatformsOverview follows the platform's own API overview from its
// beginning to its end, with the requests that are written there, and holds the
// answers against what it promises. The emulator serves at /tok/v1 what the
// overview has at https://api.tokapi.io/v1.
func TestPlatformsOverview(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.Tier, o.Transactions = "pro", 200 })
	keys := f.box.Credentials().Organisations[0]

	// "All requests require an API key in the Authorization header:
	// Authorization: ApiKey tok_live_xxxxxxxxxxxxxxxxxxxx"
	f.as("").do("GET", "/accounts", "").refused(t, http.StatusUnauthorized, "INVALID_API_KEY", "")
	f.as("tok_live_xxxxxxxxxxxxxxxxxxxx").do("GET", "/accounts", "").refused(t, http.StatusUnauthorized, "INVALID_API_KEY", "")
	// "All API keys come in pairs: tok_live_* and tok_sandbox_*."
	if !strings.HasPrefix(keys.Get("tok", "production", "api_key"), "tok_live_") || !strings.HasPrefix(keys.Get("tok", "sandbox", "api_key"), "tok_sandbox_") {
		t.Error("the keys are no pair")
	}
	live := f.as(keys.Get("tok", "production", "api_key"))

	// "POST /v1/consents → returns redirect URL to bank's SCA portal", with the body as printed.
	consent := live.do("POST", "/consents", `{
"bankId": "erste-hr",
"callbackUrl": "https://app.bilko.io/banking/callback"
}`).want(t, http.StatusCreated).object()

	// "User authenticates at bank", "Bank redirects to:" the callback with a code and a
	// state.
	portal := live.as("").raw("GET", consent.text("redirectUrl"), "").want(t, http.StatusOK)
	form := regexp.MustCompile(`<form method="post" action="([^"]+)"><button[^>]*>Approve<`).FindSubmatch(portal.body)
	if form == nil {
		t.Fatalf("the bank's portal has no form to approve: %s", portal.body)
	}
	redirect := live.as("").raw("POST", string(form[1]), "").want(t, http.StatusSeeOther).header.Get("Location")
	if !regexp.MustCompile(`^/tok/v1/callback\?code=\w+&state=[0-9a-f]{64}$`).MatchString(redirect) {
		t.Errorf("the bank redirects to %s", redirect)
	}
	if got := live.as("").raw("GET", redirect, "").want(t, http.StatusFound).header.Get("Location"); got != "https://app.bilko.io/banking/callback" {
		t.Errorf("the callback leads to %s", got)
	}

	// "GET /v1/consents/{consentId} Returns consent status: active, expired, revoked, or error."
	if got := live.do("GET", "/consents/"+consent.text("id"), "").want(t, http.StatusOK).object()["status"]; got != "active" {
		t.Errorf("the consent is %v", got)
	}
	// "GET /v1/accounts Returns all bank accounts connected to the organisation."
	account := live.do("GET", "/accounts", "").want(t, http.StatusOK).data()[0]
	// "GET /v1/accounts/{accountId} Returns details for a specific account (balance, IBAN, currency, bank name)."
	details := live.do("GET", "/accounts/"+account.text("id"), "").want(t, http.StatusOK).object()
	for _, name := range []string{"balance", "iban", "currency", "bankName"} {
		if details.text(name) == "" {
			t.Errorf("the account's details lack the %s: %v", name, details)
		}
	}
	// "GET /v1/accounts/{accountId}/transactions ?dateFrom=2026-01-01 &dateTo=2026-03-01 &limit=100 &cursor=..."
	path := "/accounts/" + account.text("id") + "/transactions?dateFrom=2026-01-01&dateTo=2026-03-01"
	transactions := live.do("GET", path+"&limit=100", "").want(t, http.StatusOK).data()
	if len(transactions) == 0 {
		t.Fatal("there are no transactions")
	}
	for _, tx := range transactions {
		// "Transaction object", field by field.
		for name, pattern := range map[string]string{
			"id": `^txn_[0-9A-Z]{26}$`, "externalId": `.`, "bookingDate": `^2026-0[1-3]-\d\d$`, "valueDate": `^202[56]-\d\d-\d\d$`,
			"amount": `^\d+\.\d{4}$`, "currency": `^EUR$`, "direction": `^(in|out)bound$`, "source": `^open_banking$`,
		} {
			if !regexp.MustCompile(pattern).MatchString(tx.text(name)) {
				t.Errorf("%s: got %v, expected %s", name, tx[name], pattern)
			}
		}
		if len(tx) != 11 {
			t.Errorf("a transaction has %d fields, expected the 11 documented ones: %v", len(tx), tx)
		}
	}
	// "Supports cursor-based pagination."
	if paged := live.all(path, "2"); len(paged) != len(transactions) || paged[0]["id"] != transactions[0]["id"] {
		t.Errorf("got %d transactions by pages of two, expected %d", len(paged), len(transactions))
	}

	// "Sandbox data is not real bank data": the other key of the pair sees none of it.
	if got := f.do("GET", "/accounts", "").want(t, http.StatusOK).data(); len(got) != 0 {
		t.Errorf("the sandbox key sees %d accounts of the live one", len(got))
	}
	// "No cross-organisation data access is possible"; "NOT_FOUND 404 Resource not found".
	f.stranger().do("GET", "/accounts/"+account.text("id"), "").refused(t, http.StatusNotFound, "NOT_FOUND", "")

	// "Pro 300 50"; "Rate limit headers on every response".
	f.advance(time.Minute)
	if got := live.do("GET", "/accounts", "").header; got.Get("X-RateLimit-Limit") != "300" || got.Get("X-RateLimit-Remaining") != "49" || got.Get("X-RateLimit-Reset") == "" {
		t.Errorf("got the headers %v", got)
	}
	// "When rate limited, the API returns 429 Too Many Requests with a Retry-After header."
	for range 49 {
		live.do("GET", "/organisation", "").want(t, http.StatusOK)
	}
	limited := live.do("GET", "/accounts", "")
	limited.refused(t, http.StatusTooManyRequests, "RATE_LIMITED", "")
	if limited.header.Get("Retry-After") == "" {
		t.Error("a 429 lacks Retry-After")
	}

	// "Error Format": the documented example, word for word but for the request's id.
	f.advance(90 * 24 * time.Hour)
	expired := live.do("GET", "/accounts/"+account.text("id"), "").want(t, http.StatusForbidden)
	want := `{"error":{"code":"CONSENT_EXPIRED","message":"The bank consent has expired. Please reconnect the bank account.","requestId":"req_…"}}`
	if got := strings.TrimSpace(regexp.MustCompile(`req_[0-9A-Z]{26}`).ReplaceAllString(string(expired.body), "req_…")); got != want {
		t.Errorf("got %s, expected %s", got, want)
	}
	// "DELETE /v1/consents/{consentId} Revoke a consent (user disconnects bank)."; "CONSENT_REVOKED 403".
	f.advance(time.Minute)
	again := live.approved("erste-hr")
	live.do("DELETE", "/consents/"+again.text("id"), "").want(t, http.StatusNoContent)
	live.do("GET", "/accounts/"+account.text("id"), "").refused(t, http.StatusForbidden, "CONSENT_REVOKED", "")
	// "POST /v1/payments Initiate a payment via bank's payment initiation API", with the body as printed.
	live.approved("raiffeisen-rs")
	payment := live.do("POST", "/payments", `{
"creditorIban": "RS35105008123123123173",
"amount": "1500.00",
"currency": "RSD",
"remittanceInfo": "Invoice INV-2026-042"
}`).want(t, http.StatusCreated).object()
	live.press(payment, "approve").want(t, http.StatusOK)
	live.status(payment, "executed")
	// "BANK_API_ERROR 502 Bank API unavailable" comes by a fault.
	f.fault(sandbox.Fault{Kind: "status", Status: http.StatusBadGateway})
	live.do("GET", "/accounts", "").refused(t, http.StatusBadGateway, "BANK_API_ERROR", "")
}
