// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// Tok is REST with names in camel case, and pages by cursor.
var Tok = &Platform{
	Name: "tok", Prefix: "/tok/v1", Document: contract.Tok,
	Variables: map[string]string{"api_key": "TOK_API_KEY"}, Credential: "api_key", Infers: true,
	Seeded: func(c sandbox.OrganisationCredentials) map[string]string {
		return map[string]string{"api_key": c.Get("tok", "sandbox", "api_key")}
	},
	Header: func(key string) (name, value string) { return "Authorization", "ApiKey " + key },
	Probe:  Route{http.MethodGet, "/organisation"},
	Spell:  camelCase,
	All:    tokAll,
	Kinds:  []*Kind{tokKeys, tokConsents, tokWebhooks},
	Data:   tokBank,
}

var tokKeys = &Kind{
	Type: "api_key", Secret: "key", Live: []string{"active"}, Ended: []string{"revoked"},
	Least: func(n int) engine.Values { return engine.Values{"name": fmt.Sprintf("key %d", n)} },
	Make:  Route{http.MethodPost, "/api-keys"}, Get: Route{http.MethodGet, "/api-keys/{id}"}, List: Route{http.MethodGet, "/api-keys"},
	Change: Route{http.MethodPatch, "/api-keys/{id}"}, End: Route{http.MethodDelete, "/api-keys/{id}"},
	Works: func(a *API, key string) int {
		status, _ := a.As(key).Call(http.MethodGet, "/organisation", nil)
		return status
	},
	Pattern: `^tok_sandbox_\w{20,}$`, IDPattern: `^key_`, Unknown: "key_01JZZZZZZZZZZZZZZZZZZZZZZZ",
}

var tokConsents = &Kind{
	Type: "consent", Live: []string{"pending", "active"}, Ended: []string{"revoked", "expired", "error"},
	Least: func(n int) engine.Values {
		return engine.Values{"bank_id": []string{"erste-hr", "otp-hr", "pbz-hr"}[n%3], "callback_url": fmt.Sprintf("https://example.com/%d", n)}
	},
	Make: Route{http.MethodPost, "/consents"}, Get: Route{http.MethodGet, "/consents/{id}"}, List: Route{http.MethodGet, "/consents"},
	End: Route{http.MethodDelete, "/consents/{id}"},
}

var tokWebhooks = &Kind{
	Type: "webhook", Secret: "signing_secret",
	Least: func(n int) engine.Values {
		return engine.Values{"url": fmt.Sprintf("https://example.com/%d", n), "events": []any{"consent.expired"}}
	},
	Make: Route{http.MethodPost, "/webhooks"}, Get: Route{http.MethodGet, "/webhooks/{id}"}, List: Route{http.MethodGet, "/webhooks"},
	Change: Route{http.MethodPatch, "/webhooks/{id}"}, End: Route{http.MethodDelete, "/webhooks/{id}"},
	Spelled: map[string]string{"fingerprint": "secretFingerprint"},
}

var wordStart = regexp.MustCompile(`_[a-z]`)

func camelCase(attribute string) string {
	return wordStart.ReplaceAllStringFunc(attribute, func(s string) string { return strings.ToUpper(s[1:]) })
}

func tokAll(a *API, path string, filter map[string]any) []map[string]any {
	query := url.Values{"limit": {"100"}}
	for name, value := range filter {
		query.Set(name, fmt.Sprint(value))
	}
	var objects []map[string]any
	for {
		answer := a.Must(http.StatusOK, http.MethodGet, path+"?"+query.Encode(), nil)
		objects = append(objects, a.objects(path, answer["data"])...)
		cursor, ok := answer["nextCursor"].(string)
		if !ok {
			return objects
		}
		query.Set("cursor", cursor)
	}
}

// tokBank is opened by consents that need no person: the sandbox authorises them.
var tokBank = &BankData{
	PageSize: 100,
	Page:     func(account string) string { return "/tok/v1/accounts/" + account + "/transactions" },
	Open: func(a *API) {
		for _, bank := range []string{"erste-hr", "nlb-rs"} {
			a.Must(http.StatusCreated, http.MethodPost, "/consents", map[string]any{"bankId": bank, "callbackUrl": "https://app.example.com/"})
		}
	},
	Accounts: func(a *API) []Account {
		var accounts []Account
		for _, o := range a.All("/accounts") {
			accounts = append(accounts, Account{
				ID: text(o["id"]), IBAN: text(o["iban"]), BankID: text(o["bankId"]), BankName: text(o["bankName"]), Name: text(o["name"]),
				Currency: text(o["currency"]), Balance: text(o["balance"]), ConsentID: text(o["consentId"]), Status: text(o["status"]),
			})
		}
		return accounts
	},
	Transactions: func(a *API, account string) []Transaction {
		var transactions []Transaction
		for _, x := range a.All("/accounts/" + account + "/transactions") {
			transactions = append(transactions, Transaction{
				ID: text(x["id"]), ExternalID: text(x["externalId"]), BookingDate: text(x["bookingDate"]), Amount: text(x["amount"]),
				Currency: text(x["currency"]), Direction: text(x["direction"]), RemittanceInfo: text(x["remittanceInfo"]),
			})
		}
		return transactions
	},
}
