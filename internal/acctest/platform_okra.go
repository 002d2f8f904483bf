// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"fmt"
	"maps"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// Okra reads by POST, and has its objects in an envelope.
var Okra = &Platform{
	Name: "okra", Prefix: "/okra/v2/sandbox", Document: contract.Okra,
	Variables: map[string]string{"secret_key": "OKRA_SECRET_KEY"}, Credential: "secret_key",
	Seeded: func(c sandbox.OrganisationCredentials) map[string]string {
		return map[string]string{"secret_key": c.Get("okra", "sandbox", "secret_key")}
	},
	Header:    bearer,
	Reads:     []string{"/list", "/getById", "/get"},
	Enveloped: true,
	NoRecord:  "NO_RECORD_ID",
	Probe:     Route{http.MethodPost, "/keys/list"},
	Spell: func(attribute string) string {
		if attribute == "id" {
			return "_id"
		}
		return attribute
	},
	All:   okraAll,
	Kinds: []*Kind{okraKeys, okraWebhook},
	Data:  okraBank,
}

func bearer(token string) (name, value string) { return "Authorization", "Bearer " + token }

var okraKeys = &Kind{
	Type: "api_key", Forms: 2, Secret: "key", Live: []string{"active"}, Ended: []string{"revoked"},
	Least: func(n int) engine.Values {
		return engine.Values{"name": fmt.Sprintf("key %d", n), "type": []string{"secret", "public"}[n%2]}
	},
	Make: Route{http.MethodPost, "/keys/create"}, Get: Route{http.MethodPost, "/keys/getById"}, List: Route{http.MethodPost, "/keys/list"},
	Change: Route{http.MethodPost, "/keys/update"}, End: Route{http.MethodPost, "/keys/revoke"},
	Works: func(a *API, key string) int {
		status, _ := a.As(key).Call(http.MethodPost, "/products/accounts", map[string]any{"limit": 1})
		return status
	},
	Pattern: `^eyJ[\w-]+\.[\w-]+\.[\w-]+$`, IDPattern: `.`, Unknown: "5d6fe57a4099cc4b210bffff",
}

var okraWebhook = &Kind{
	Type: "webhook", Single: true,
	Least: func(n int) engine.Values { return engine.Values{"url": fmt.Sprintf("https://example.com/%d", n)} },
	Make:  Route{http.MethodPost, "/webhooks/set"}, Get: Route{http.MethodPost, "/webhooks/get"}, End: Route{http.MethodPost, "/webhooks/remove"},
}

func okraAll(a *API, path string, filter map[string]any) []map[string]any {
	var objects []map[string]any
	for page := 1; ; page++ {
		asked := map[string]any{"page": page, "limit": 100}
		maps.Copy(asked, filter)
		data := a.Ask(path, asked)
		pagination, paged := data["pagination"].(map[string]any)
		if !paged {
			a.t.Fatalf("POST %s has no pagination", path)
		}
		var list any // It has a name of its own for each type.
		for name, value := range data {
			if name != "pagination" {
				list = value
			}
		}
		objects = append(objects, a.objects(path, list)...)
		if more, _ := pagination["hasNextPage"].(bool); !more {
			return objects
		}
	}
}

var okraBank = &BankData{
	PageSize: 100,
	Page:     func(string) string { return "/okra/v2/sandbox/transactions/getByAccount" },
	Accounts: func(a *API) []Account {
		var accounts []Account
		for _, o := range a.All("/products/accounts") {
			bank, _ := o["bank"].(map[string]any)
			balances, _ := a.Ask("/balance/getById", map[string]any{"id": o["balance"]})["balance"].([]any)
			if len(balances) != 1 {
				a.t.Fatalf("the account %v has %d balances", o["_id"], len(balances))
			}
			balance, _ := balances[0].(map[string]any)
			accounts = append(accounts, Account{
				ID: text(o["_id"]), NUBAN: text(o["nuban"]), BankID: text(bank["_id"]), BankName: text(bank["name"]), CustomerID: text(o["customer"]),
				Name: text(o["name"]), Currency: text(o["currency"]), Balance: text(balance["available_balance"]),
			})
		}
		return accounts
	},
	Transactions: func(a *API, account string) []Transaction {
		var transactions []Transaction
		for _, x := range okraAll(a, "/transactions/getByAccount", map[string]any{"account": account}) {
			notes, _ := x["notes"].(map[string]any)
			t := Transaction{
				ID: text(x["_id"]), ExternalID: text(x["ref"]), BookingDate: text(x["trans_date"])[:len("2006-01-02")],
				Amount: text(x["debit"]), Direction: "outbound", Currency: "NGN", RemittanceInfo: text(notes["desc"]),
			}
			if x["debit"] == nil {
				t.Amount, t.Direction = text(x["credit"]), "inbound"
			}
			transactions = append(transactions, t)
		}
		return transactions
	},
}
