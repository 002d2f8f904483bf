// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// customerSpec is what a sandbox customer can be made of, with changes; a nil
// value takes a field away.
func customerSpec(changes map[string]any) map[string]any {
	s := map[string]any{
		"name": "Amina Bello", "bank": "5d6fe57a4099cc4b210bbeb6", "username": "amina", "password": "a password of hers", "type": "ind",
		"noOfAccount": 2, "volume": "low", "identity": 40, "internetSpeed": 3,
	}
	maps.Copy(s, changes)
	maps.DeleteFunc(s, func(_ string, v any) bool { return v == nil })
	return s
}

// encoded writes a value as a request's body.
func encoded(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// customersOf returns the customers of an answer.
func customersOf(a answer) []object {
	items, _ := a.object().object("data")["customers"].([]any)
	list := make([]object, len(items))
	for i, item := range items {
		list[i], _ = item.(map[string]any)
	}
	return list
}

func TestOkraSandboxCustomers(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	got := c.post("/customers/create", encoded(t, []any{
		customerSpec(nil),
		customerSpec(map[string]any{"name": "Zaria Farms Ltd", "type": "corp", "volume": "medium", "noOfAccount": 5, "bank": "5d6fe57a4099cc4b210bbeb3"}),
		customerSpec(map[string]any{"volume": "high", "noOfAccount": 1}),
	})).want(t, http.StatusCreated)
	if m := got.object()["message"]; m != "Customers successfully created" {
		t.Errorf("got the message %v", m)
	}
	made := customersOf(got)
	if len(made) != 3 || made[0]["name"] != "Amina Bello" || made[1]["name"] != "Zaria Farms Ltd" {
		t.Fatalf("got %s", got.body)
	}
	// One customer alone is taken as well, as the platform's client sends it.
	made = append(made, customersOf(c.post("/customers/create", encoded(t, customerSpec(nil))).want(t, http.StatusCreated))...)
	nubans := map[string]bool{}
	for i, customer := range made {
		id := customer.text("_id")
		one := c.made("/customers/get", `{"customer":"`+id+`"}`)
		if !reflect.DeepEqual(one, customer) {
			t.Errorf("got %v by id, expected %v", one, customer)
		}
		accounts := c.every(okraAccounts().at("/accounts/getByCustomer"), map[string]any{"customer": id}, 100)
		transactions := c.every(okraTransactions().at("/transactions/getByCustomer"), map[string]any{"customer": id}, 100)
		balances := c.every(okraBalances().at("/balance/getByCustomer"), map[string]any{"customer": id}, 100)
		want := []struct{ accounts, transactions int }{{2, 20}, {5, 200}, {1, 1000}, {2, 20}}[i]
		if len(accounts) != want.accounts || len(balances) != want.accounts || len(transactions) != want.accounts*want.transactions {
			t.Errorf("customer %d has %d accounts, %d balances and %d transactions, expected %+v", i, len(accounts), len(balances), len(transactions), want)
		}
		for _, a := range accounts {
			if !holdsNUBAN(bankCodes()[a.object("bank").text("name")], a.text("nuban")) {
				t.Errorf("the check digit of %v does not hold", a["nuban"])
			}
			if i == 1 && a["type"] != "current" {
				t.Errorf("a company has an account of type %v", a["type"])
			}
		}
	}
	all := c.every(okraAccounts(), nil, 100)
	for _, a := range all {
		if key := a.object("bank").text("_id") + a.text("nuban"); nubans[key] {
			t.Errorf("%v twice at a bank", a["nuban"])
		} else {
			nubans[key] = true
		}
	}
	list := idsOf(c.every(okraCustomers(), nil, 100))
	for _, customer := range made {
		if !slices.Contains(list, customer.text("_id")) {
			t.Errorf("%v is not in the list of customers", customer["_id"])
		}
	}
	if len(list) != 8 || len(all) != 16+10 {
		t.Errorf("got %d customers with %d accounts, expected 8 with 26", len(list), len(all))
	}
}

func TestOkraSandboxCustomersAreChecked(t *testing.T) {
	t.Parallel()
	c := start(t, unvalidated).okra()
	for name := range customerSpec(nil) {
		c.post("/customers/create", encoded(t, []any{customerSpec(map[string]any{name: nil})})).failed(t, http.StatusBadRequest, "CUSTOM", name)
	}
	for _, tt := range []struct {
		field  string
		values []any
	}{
		{"name", []any{"", 7}},
		{"bank", []any{"5d6fe57a4099cc4b210bbeff", ""}},
		{"type", []any{"person"}},
		{"volume", []any{"huge", 3}},
		{"noOfAccount", []any{0, 6, "many", 1.5}},
		{"identity", []any{0, 101}},
		{"internetSpeed", []any{1, 5}},
	} {
		for _, value := range tt.values {
			spec := customerSpec(map[string]any{tt.field: value})
			c.post("/customers/create", encoded(t, []any{spec})).failed(t, http.StatusBadRequest, "CUSTOM", tt.field)
			c.post("/customers/create", encoded(t, []any{customerSpec(nil), spec})).failed(t, http.StatusBadRequest, "CUSTOM", "1."+tt.field)
		}
	}
	for _, body := range []string{``, `[]`, `{`, `{}x`, `7`, `[7]`, `[null`, encoded(t, slices.Repeat([]any{customerSpec(nil)}, 11))} {
		c.post("/customers/create", body).failed(t, http.StatusBadRequest, "CUSTOM", "")
	}
	c.with("Content-Type", "text/plain").raw("POST", c.base+"/customers/create", encoded(t, customerSpec(nil))).failed(t, http.StatusBadRequest, "CUSTOM", "")
	for _, body := range []string{`{"number":0}`, `{"number":11}`, `{"number":"x"}`} {
		c.post("/customers/generate", body).failed(t, http.StatusBadRequest, "CUSTOM", "number")
	}
	c.post("/customers/generate", `{"create":"yes"}`).failed(t, http.StatusBadRequest, "CUSTOM", "create")
	if n := len(c.every(okraCustomers(), nil, 100)); n != 4 {
		t.Errorf("got %d customers after requests that were refused, expected 4", n)
	}
}

func TestOkraGeneratesCustomers(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	specs := customersOf(c.post("/customers/generate", `{"number":10}`).want(t, http.StatusOK))
	if n := len(c.every(okraCustomers(), nil, 100)); len(specs) != 10 || n != 4 {
		t.Errorf("got %d specs and %d customers, expected 10 and the 4 seeded", len(specs), n)
	}
	generated := c.post("/customers/generate", `{"number":3,"create":true}`).want(t, http.StatusOK)
	if m := generated.object()["message"]; m != "Customers successfully generated" {
		t.Errorf("got the message %v", m)
	}
	made := customersOf(generated)
	for i, customer := range made {
		credentials, _ := customer["credentials"].([]any)
		if customer["name"] != specs[i]["name"] || float64(len(credentials)) != specs[i]["noOfAccount"] {
			t.Errorf("got the customer %v, expected one of %v", customer, specs[i])
		}
	}
	// What is made up can be created as it is.
	rest := c.post("/customers/create", encoded(t, specs[3:])).want(t, http.StatusCreated)
	if n := len(c.every(okraCustomers(), nil, 100)); len(made) != 3 || len(customersOf(rest)) != 7 || n != 14 {
		t.Errorf("made %d and %d customers, now there are %d", len(made), len(customersOf(rest)), n)
	}
	if got := customersOf(c.post("/customers/generate", ``).want(t, http.StatusOK)); len(got) != 1 {
		t.Errorf("got %d specs, expected 1 unless told otherwise", len(got))
	}
}

// TestOkraSandboxCustomersAreForTheSandbox asks in production, where the
// platform has no such path.
func TestOkraSandboxCustomersAreForTheSandbox(t *testing.T) {
	t.Parallel()
	f := start(t, unvalidated)
	c := f.company(0, "production")
	for _, path := range []string{"/customers/create", "/customers/get", "/customers/generate"} {
		c.post(path, `{}`).failed(t, http.StatusNotFound, "", "")
	}
	before := okraData(c)
	alias := f.okra()
	alias.base = "/okra/sandbox/v2"
	alias.post("/customers/create", encoded(t, customerSpec(nil))).want(t, http.StatusCreated)
	if okraData(c) != before || len(f.company(1, "sandbox").every(okraCustomers(), nil, 100)) != 4 {
		t.Error("a customer of the sandbox is seen elsewhere")
	}
}

// TestOkraTellsTheWebhookOfNewCustomers expects two messages for each customer.
func TestOkraTellsTheWebhookOfNewCustomers(t *testing.T) {
	t.Parallel()
	c := start(t, func(o *sandbox.Options) { o.Accounts = 1 }).okra()
	url, messages := receiver(t)
	c.made("/webhooks/set", encoded(t, map[string]any{"url": url, "token": "sesame"}))
	made := customersOf(c.post("/customers/create", encoded(t, []any{
		customerSpec(nil), customerSpec(map[string]any{"volume": "medium", "noOfAccount": 3}),
	})).want(t, http.StatusCreated))
	got := map[string]object{}
	for range 4 {
		m := <-messages
		if a := m.header.Get("Authorization"); a != "Bearer sesame" {
			t.Errorf("got the header %q", a)
		}
		p := m.payload(t)
		got[p.text("callback_code")+p.text("customerId")] = p
	}
	for i, customer := range made {
		id := customer.text("_id")
		records, _ := customer["record"].([]any)
		for code, method := range map[string]string{"AUTH_SUCCESS": "AUTH", "INITIAL_TRANSACTIONS": "TRANSACTIONS"} {
			p := got[code+id]
			want := object{
				"method": method, "callback_type": method, "callback_code": code, "status": "is_success", "message": p["message"],
				"env": "production-sandbox", "record": records[0], "customerId": id,
				"bankId": "5d6fe57a4099cc4b210bbeb6", "owner": c.token, "started_at": "2026-03-01T12:00:00Z", "ended_at": "2026-03-01T12:00:00Z",
			}
			if method == "TRANSACTIONS" {
				want["error"], want["new_transactions"] = nil, []float64{2 * 20, 3 * 200}[i]
			}
			if !reflect.DeepEqual(p, want) {
				t.Errorf("got the message %v, expected %v", p, want)
			}
		}
	}
}
