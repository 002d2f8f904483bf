// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okranode_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// lookup is a call of the client that answers with a list, and how to get the same
// without the client.
type lookup struct {
	service, method string
	options         object
	verb, path      string
	list            string
}

// lookups are all that the client has for what the sandbox serves, but for those
// that answer with one object, and for accounts/getByBalance, which the client
// only finds for a balance of true.
func lookups(customer, account, transaction object) map[string]lookup {
	bank, _ := account["bank"].(object)
	days := object{"from": "2026-02-01", "to": "2026-02-28"}
	both := func(filter object) object {
		return object{"from": days["from"], "to": days["to"], "customer": filter["customer"]}
	}
	of := object{"customer": customer["_id"]}
	accounts := func(path string, options object) lookup {
		return lookup{"Accounts", "get", options, http.MethodPost, path, "accounts"}
	}
	transactions := func(path string, options object) lookup {
		return lookup{"Transactions", "get", options, http.MethodPost, path, "transaction"}
	}
	balances := func(path string, options object) lookup {
		return lookup{"Balance", "get", options, http.MethodPost, path, "balance"}
	}
	return map[string]lookup{
		"accounts":                          accounts("products/accounts", nil),
		"accounts by id":                    accounts("accounts/getById", object{"id": account["_id"]}),
		"accounts of a customer":            accounts("accounts/getByCustomer", of),
		"accounts of a customer and days":   accounts("accounts/getByCustomerDate", object{"customer": customer["_id"], "from": "2024-01-01", "to": "2026-12-31"}),
		"accounts at a bank":                accounts("accounts/getByBank", object{"bank": bank["_id"]}),
		"accounts by name":                  accounts("accounts/getByName", object{"name": account["name"]}),
		"transactions by id":                transactions("transactions/getById", object{"id": transaction["_id"]}),
		"transactions of an account":        transactions("transactions/getByAccount", object{"account": account["_id"]}),
		"transactions of a customer":        transactions("transactions/getByCustomer", object{"customer": customer["_id"], "page": 1, "limit": 7}),
		"transactions of days":              transactions("transactions/getByDate", object{"from": days["from"], "to": days["to"], "page": 1, "limit": 25}),
		"transactions of a customer's days": transactions("transactions/getByCustomerDate", both(of)),
		"transactions at a bank":            transactions("transactions/getByBank", object{"bank": bank["_id"], "page": 1, "limit": 10}),
		"debits":                            transactions("transactions/getByType", object{"type": "debit", "value": 25000, "page": "1", "limit": "11"}),
		"credits":                           transactions("transactions/getByType", object{"type": "credit", "value": "50000.5", "page": 1, "limit": 11}),
		"transactions of a number":          transactions("transactions/getByNuban", object{"nuban": account["nuban"]}),
		"balances by id":                    balances("balance/getById", object{"id": account["balance"]}),
		"balances of an account":            balances("balance/getByAccount", object{"account_id": account["_id"]}),
		"balances of a customer":            balances("balance/getByCustomer", object{"customer": customer["_id"], "includePeriodic": true}),
		"customers":                         {"Customers", "get", nil, http.MethodPost, "customers/list", "customers"},
		"banks":                             {"Banks", "get", nil, http.MethodGet, "banks/list", "banks"},
		"a bank":                            {"Banks", "get", object{"id": bank["_id"]}, http.MethodGet, "banks/getById", "banks"},
	}
}

// TestOkraNodeReads lets the client read everything that it can, from the first
// page to the last, and compares what it returns with what the sandbox holds.
func TestOkraNodeReads(t *testing.T) {
	t.Parallel()
	for environment := range environments() {
		t.Run(environment, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, environment, "unlimited", true)
			customers := w.all(http.MethodPost, "customers/list", "customers", nil)
			account := w.all(http.MethodPost, "accounts/getByCustomer", "accounts", object{"customer": customers[0]["_id"]})[1]
			transaction := w.all(http.MethodPost, "transactions/getByAccount", "transaction", object{"account": account["_id"]})[4]
			for name, l := range lookups(customers[0], account, transaction) {
				got := []object{}
				pages := w.pages(l.service, l.method, l.options, true)
				for _, page := range pages {
					got = append(got, objectsOf(t, page, l.list)...)
				}
				want := w.all(l.verb, l.path, l.list, without(l.options, "page", "limit"))
				if len(want) == 0 || !reflect.DeepEqual(got, want) {
					t.Errorf("%s: the client returned %d objects in %d pages, the sandbox holds %d, or they differ", name, len(got), len(pages), len(want))
				}
				for _, o := range want {
					if env, ok := o["env"]; ok && env != w.env {
						t.Errorf("%s: an object is of %v, want %s", name, env, w.env)
					}
				}
				if total := pagination(t, pages[0], "totalDocs"); total != len(want) {
					t.Errorf("%s: %d objects in all, want %d", name, total, len(want))
				}
			}
			details := w.pages("Accounts", "get", object{"account": account["_id"]}, false)
			if !reflect.DeepEqual(details, []object{account}) {
				t.Errorf("account details: %v, want %v", details, account)
			}
		})
	}
}

// without returns a filter less some of its fields.
func without(filter object, fields ...string) object {
	rest := maps.Clone(filter)
	maps.DeleteFunc(rest, func(name string, _ any) bool { return slices.Contains(fields, name) })
	return rest
}

// pagination returns a number of the description of a page, 0 for null.
func pagination(t *testing.T, page object, field string) int {
	t.Helper()
	described, _ := page["pagination"].(object)
	if value, ok := described[field]; !ok || value == nil {
		return 0
	}
	number, ok := described[field].(json.Number)
	if !ok {
		t.Fatalf("there is no %s in %v", field, page["pagination"])
	}
	n, err := number.Int64()
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

// TestOkraNodePages follows the pages in both directions.
func TestOkraNodePages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sandbox", "unlimited", true)
	account := w.all(http.MethodPost, "products/accounts", "accounts", nil)[0]
	filter := object{"account": account["_id"], "page": 1, "limit": 10}
	pages := w.pages("Transactions", "get", filter, true)
	if len(pages) != 5 { // Of 43 transactions.
		t.Fatalf("%d pages", len(pages))
	}
	for i, page := range pages {
		want := object{
			"totalDocs": 43, "limit": 10, "page": i + 1, "totalPages": 5, "pagingCounter": 10*i + 1, "prevPage": i, "nextPage": (i + 2) % 6,
		}
		for field, n := range want {
			if got := pagination(t, page, field); got != n {
				t.Errorf("page %d: %s is %d, want %d", i+1, field, got, n)
			}
		}
	}
	back := w.do(call{
		Service: "Transactions", Environment: "sandbox", Base: w.base, Credential: w.secret, Method: "get", Back: true,
		Options: object{"account": account["_id"], "page": 3, "limit": 10},
	})
	if back.Thrown != nil || !reflect.DeepEqual(back.Pages, pages[1:2]) {
		t.Errorf("before page 3: %v", back)
	}
	past := w.pages("Transactions", "get", object{"account": account["_id"], "page": 9, "limit": 10}, true)
	if len(past) != 1 || len(objectsOf(t, past[0], "transaction")) != 0 {
		t.Errorf("past the end: %v", past)
	}
	// Without a size, a page of this client holds one object.
	if single := w.pages("Banks", "get", nil, true); len(single) != len(w.all(http.MethodGet, "banks/list", "banks", nil)) {
		t.Errorf("%d pages of banks", len(single))
	}
}

// TestOkraNodeSandboxCustomers makes customers, which the platform has in its
// sandbox only.
func TestOkraNodeSandboxCustomers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sandbox", "unlimited", true)
	before := w.all(http.MethodPost, "customers/list", "customers", nil)
	created := w.pages("Sandbox", "createCustomer", object{
		"name": "Adaeze Okonkwo", "bank": "5d6fe57a4099cc4b210bbeb3", "username": "adaeze", "password": "hush-hush", "type": "ind",
		"noOfAccount": 2, "volume": "low", "identity": 1, "internetSpeed": 2,
	}, false)
	made := objectsOf(t, created[0], "customers")
	if len(made) != 1 || text(made[0], "name") != "Adaeze Okonkwo" {
		t.Fatalf("created: %v", created)
	}
	specs := objectsOf(t, w.pages("Sandbox", "generateCustomers", object{"number": 3}, false)[0], "customers")
	if now := w.all(http.MethodPost, "customers/list", "customers", nil); len(specs) != 3 || len(now) != len(before)+1 {
		t.Errorf("%d customers were made up, %d exist, want 3 and %d", len(specs), len(now), len(before)+1)
	}
	generated := objectsOf(t, w.pages("Sandbox", "generateCustomers", object{"number": 2, "create": true}, false)[0], "customers")
	made = append(made, generated...)
	// The client asks the same path for a customer of the sandbox as for any other.
	listed := map[string]object{}
	for _, page := range w.pages("Sandbox", "getCustomers", nil, true) {
		for _, customer := range objectsOf(t, page, "customers") {
			listed[text(customer, "_id")] = customer
		}
	}
	if len(listed) != len(before)+3 {
		t.Errorf("%d customers are listed, want %d", len(listed), len(before)+3)
	}
	for _, customer := range made {
		id := text(customer, "_id")
		got := w.pages("Sandbox", "getCustomers", object{"customer": id}, false)
		if !reflect.DeepEqual(got, []object{customer}) || !reflect.DeepEqual(listed[id], customer) {
			t.Errorf("customer %s differs: made as %v, read as %v, listed as %v", id, customer, got, listed[id])
		}
	}
	accounts := w.pages("Accounts", "get", object{"customer": made[0]["_id"]}, true)
	if len(accounts) != 2 {
		t.Errorf("the new customer has %d accounts, want 2", len(accounts))
	}
	transactions := w.pages("Transactions", "get", object{"customer": made[0]["_id"], "page": 1, "limit": 100}, true)
	if n := len(objectsOf(t, transactions[0], "transaction")); n != 2*20 { // A low volume.
		t.Errorf("the new customer has %d transactions, want 40", n)
	}
}

// TestOkraNodeErrors shows the client what goes wrong. It throws the error
// envelope with the status.
func TestOkraNodeErrors(t *testing.T) {
	t.Parallel()
	for environment := range environments() {
		t.Run(environment, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, environment, "unlimited", false)
			unknown := "699eba1020b9de6f5b2c0001"
			for name, tt := range map[string]struct {
				service string
				options object
				status  string
				payload object
			}{
				"no such account":     {"Accounts", object{"id": unknown}, "404", object{"status": "error", "type": "NO_RECORD_ID"}},
				"no such transaction": {"Transactions", object{"id": unknown}, "404", object{"status": "error", "type": "NO_RECORD_ID"}},
				"no such customer":    {"Balance", object{"customer": unknown}, "404", object{"status": "error", "type": "NO_RECORD_ID"}},
				"no such bank":        {"Banks", object{"id": unknown}, "404", object{"status": "error", "type": "NO_RECORD_ID"}},
				"a limit of 101":      {"Customers", object{"page": 1, "limit": 101}, "400", object{"status": "error", "type": "CUSTOM", "data": object{"field": "limit"}}},
				"no such route":       {"Wallet", nil, "404", object{"status": "error", "message": "Route does not exist"}},
			} {
				o := w.call(tt.service, "get", tt.options, false)
				requireThrown(t, name, o, tt.status, tt.payload)
				if thrown, _ := o.Thrown.(object); name == "no such route" && len(thrown) == 2 {
					if payload, _ := thrown["error_payload"].(object); payload["type"] != nil {
						t.Errorf("an unknown route has a type: %v", payload)
					}
				}
			}
			w.refusesOtherCredentials()
			// A wrong parameter does not leave the client.
			w.box.ClearRequests()
			if o := w.call("Transactions", "get", nil, false); !strings.HasPrefix(thrownText(o), "Please pass a parameter") {
				t.Errorf("transactions without a filter: %v", o.Thrown)
			}
			if n := w.box.Requests().Total; n != 0 {
				t.Errorf("%d requests were made", n)
			}
		})
	}
}

// refusesOtherCredentials asks with what is no secret key of the environment.
func (w *world) refusesOtherCredentials() {
	w.t.Helper()
	okra := w.box.Credentials().Organisations[0]
	for name, secret := range map[string]string{
		"nothing": "", "a text": "x", "a client token": okra.Get("okra", "", "client_token"), "a public key": okra.Get("okra", "sandbox", "public_key"),
		"the production's key": okra.Get("okra", "production", "secret_key"), "the sandbox's key": okra.Get("okra", "sandbox", "secret_key"),
	} {
		if secret == w.secret {
			continue
		}
		o := w.do(call{Service: "Accounts", Environment: w.environment, Base: w.base, Credential: secret, Method: "get"})
		requireThrown(w.t, name, o, "401", object{"status": "error", "message": "Unauthorized"})
	}
}

// thrownText returns the text that a client threw.
func thrownText(o outcome) string {
	s, _ := o.Thrown.(string)
	return s
}

// requireThrown compares what the client threw: a status and parts of the envelope.
func requireThrown(t *testing.T, name string, o outcome, status string, payload object) {
	t.Helper()
	thrown, _ := o.Thrown.(object)
	if thrown["http_error_code"] != json.Number(status) {
		t.Errorf("%s: the client threw %v, want status %s", name, o.Thrown, status)
		return
	}
	got, _ := thrown["error_payload"].(object)
	for field, want := range payload {
		if !reflect.DeepEqual(got[field], want) {
			t.Errorf("%s: %s is %v, want %v", name, field, got[field], want)
		}
	}
}
