// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package oddplatform_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/oddplatform"
)

// withAccounts opens some accounts with transactions for more than two pages.
func withAccounts() []acctest.Option {
	return []acctest.Option{acctest.AutoAuthorize(), acctest.Bank(1, 230)}
}

// lists are the paged lists of each platform: where an answer has the items, and how
// a test adds some to those that are there from the start.
var lists = map[string]struct {
	on          *acctest.Platform
	method, at  string
	path        []string
	data, field string
	query       string // the list resource of the same; "" where there is none
	config      func(w *oddplatform.World) inprocess.Values
	fill        func(w *oddplatform.World)
}{
	"tok transactions": {
		acctest.Tok, http.MethodGet, "/accounts/{id}/transactions",
		[]string{"data"},
		"openbanking_transactions", "transactions", "",
		func(w *oddplatform.World) inprocess.Values {
			w.Call(http.MethodPost, "/consents", map[string]any{"bankId": "erste-hr", "callbackUrl": "https://app.example.com/"})
			return inprocess.Values{"account_id": theAccount(w)}
		}, nil,
	},
	"okra transactions": {
		acctest.Okra, http.MethodPost, "/transactions/getByAccount",
		[]string{"data", "transaction"},
		"openbanking_transactions", "transactions", "",
		func(w *oddplatform.World) inprocess.Values { return inprocess.Values{"account_id": theAccount(w)} }, nil,
	},
	"tok keys": {
		acctest.Tok, http.MethodGet, "/api-keys",
		[]string{"data"},
		"openbanking_api_keys", "api_keys", "openbanking_api_key", nil,
		func(w *oddplatform.World) {
			for n := range 210 {
				w.Call(http.MethodPost, "/api-keys", map[string]any{"name": fmt.Sprint("key ", n)})
			}
		},
	},
	"okra keys": {
		acctest.Okra, http.MethodPost, "/keys/list",
		[]string{"data", "keys"},
		"openbanking_api_keys", "api_keys", "openbanking_api_key", nil,
		func(w *oddplatform.World) {
			for n := range 110 {
				w.Call(http.MethodPost, "/keys/create", map[string]any{"name": fmt.Sprint("key ", n), "type": "secret"})
			}
		},
	},
	"tok webhooks": {
		acctest.Tok, http.MethodGet, "/webhooks",
		[]string{"data"},
		"openbanking_webhooks", "webhooks", "openbanking_webhook", nil,
		func(w *oddplatform.World) {
			for n := range 110 {
				w.Call(http.MethodPost, "/webhooks", map[string]any{"url": fmt.Sprint("https://example.com/", n), "events": []string{"consent.expired"}})
			}
		},
	},
	"tok consents": {
		acctest.Tok, http.MethodGet, "/consents",
		[]string{"data"},
		"openbanking_consents", "consents", "openbanking_consent", nil,
		func(w *oddplatform.World) {
			for n := range 110 {
				w.Call(http.MethodPost, "/consents", map[string]any{"bankId": "erste-hr", "callbackUrl": fmt.Sprint("https://example.com/", n)})
			}
		},
	},
}

// theAccount is the id of one of the platform's accounts.
func theAccount(w *oddplatform.World) string {
	found, _ := w.Provider().Data("openbanking_accounts", nil)
	accounts, _ := found["accounts"].([]any)
	if len(accounts) == 0 {
		return ""
	}
	account, _ := accounts[0].(map[string]any)
	id, _ := account["id"].(string)
	return id
}

// TestRepeatedItems proves that an item which a platform repeats on its next page
// is there once: in data sources, in totals, and in queries.
func TestRepeatedItems(t *testing.T) {
	t.Parallel()
	for name, list := range lists {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := oddplatform.Start(t, list.on, withAccounts()...)
			var config inprocess.Values
			if list.config != nil {
				config = list.config(w)
			}
			if list.fill != nil {
				list.fill(w)
			}
			want, diags := w.Provider().Data(list.data, config)
			diags.None(t)
			wanted := queried(t, w, list.query)
			w.Rewrite(w.Route(list.method, list.at), oddplatform.RepeatLast(list.path...))
			got, diags := w.Provider().Data(list.data, config)
			diags.None(t)
			if items, _ := want[list.field].([]any); len(items) <= 100 {
				t.Fatalf("%d items are no two pages", len(items))
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("the items or the totals differ: %v and %v", got["total_count"], want["total_count"])
			}
			if found := queried(t, w, list.query); fmt.Sprint(found) != fmt.Sprint(wanted) {
				t.Errorf("a query finds %d, want %d", len(found), len(wanted))
			}
		})
	}
}

// queried returns what a list resource names.
func queried(t *testing.T, w *oddplatform.World, typeName string) []string {
	t.Helper()
	if typeName == "" {
		return nil
	}
	found, said, err := w.Query(t.Context(), engine.Query{Type: typeName, Limit: 1000})
	if err != nil || len(said) > 0 {
		t.Fatalf("the query: %v, %v", err, said)
	}
	names := make([]string, len(found))
	for i, f := range found {
		names[i] = fmt.Sprint(f.Identity["id"])
	}
	return names
}

// TestNullForAList proves that null in place of a list is an error that names the
// endpoint and the field, and no list of nothing.
func TestNullForAList(t *testing.T) {
	t.Parallel()
	for name, list := range lists {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := oddplatform.Start(t, list.on, withAccounts()...)
			var config inprocess.Values
			if list.config != nil {
				config = list.config(w)
			}
			field := list.path[len(list.path)-1]
			w.Rewrite(w.Route(list.method, list.at), oddplatform.Set(map[string]any{field: nil}, list.path[:len(list.path)-1]...))
			_, diags := w.Provider().Data(list.data, config)
			diags.OneError(t, field, "null where a list belongs")
		})
	}
	t.Run("okto apps", func(t *testing.T) {
		t.Parallel()
		w := oddplatform.Start(t, acctest.Okto)
		w.Rewrite(w.Route(http.MethodGet, "/management/v1/apps"), oddplatform.Set(map[string]any{"apps": nil}, "data"))
		_, _, err := w.Query(t.Context(), engine.Query{Type: "openbanking_app_secret"})
		if err == nil {
			t.Fatal("the query finds nothing, and says so")
		}
	})
}
