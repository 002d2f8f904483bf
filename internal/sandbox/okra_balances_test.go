// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"testing"
)

func TestOkraBalances(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	balances, accounts := c.every(okraBalances(), nil, 100), c.every(okraAccounts(), nil, 100)
	if len(balances) != len(accounts) || !slices.IsSorted(idsOf(balances)) {
		t.Errorf("got %d balances of %d accounts, or not in the order of their ids", len(balances), len(accounts))
	}
	below := 0
	for _, b := range balances {
		i := slices.IndexFunc(accounts, func(a object) bool { return a["_id"] == b.object("account")["_id"] })
		if i < 0 || accounts[i]["balance"] != b["_id"] || accounts[i]["customer"] != b.object("customer")["_id"] {
			t.Errorf("balance %v belongs to no account", b["_id"])
		}
		available, _ := b["available_balance"].(float64)
		ledger, _ := b["ledger_balance"].(float64)
		if available > ledger {
			t.Errorf("%v of %v are available", available, ledger)
		} else if available < ledger {
			below++
		}
		if !reflect.DeepEqual(b["periodic"], map[string]any{"available_balance": []any{}, "ledger_balance": []any{}}) {
			t.Errorf("got the periodic balances %v unasked", b["periodic"])
		}
	}
	if below == 0 {
		t.Error("no account has a part of its balance held back")
	}
	one := balances[3]
	for _, tt := range []struct{ path, name, value string }{
		{"getById", "id", one.text("_id")},
		{"getByAccount", "account", one.object("account").text("_id")},
		{"getByAccount", "account_id", one.object("account").text("_id")},
	} {
		got := c.every(okraBalances().at("/balance/"+tt.path), map[string]any{tt.name: tt.value}, 10)
		if len(got) != 1 || !reflect.DeepEqual(got[0], one) {
			t.Errorf("%s by %s: got %v, expected %v", tt.path, tt.name, got, one)
		}
	}
	customer := one.object("customer").text("_id")
	got := c.every(okraBalances().at("/balance/getByCustomer"), map[string]any{"customer": customer, "includePeriodic": true}, 2)
	if want := those(balances, func(o object) bool { return o.object("customer")["_id"] == customer }); !slices.Equal(idsOf(got), want) {
		t.Errorf("got %v by customer, expected %v", idsOf(got), want)
	}
	for _, b := range got {
		for _, kind := range []string{"available_balance", "ledger_balance"} {
			seen, _ := b.object("periodic")[kind].([]any)
			if want := fmt.Sprint([]any{map[string]any{"amount": b[kind], "date": b["last_updated"]}}); fmt.Sprint(seen) != want {
				t.Errorf("got the periodic %s %v, expected %s", kind, seen, want)
			}
		}
	}
}

func TestOkraBanks(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, c := range []company{f.okra(), f.okra().holding("")} {
		data := c.raw("GET", c.base+"/banks/list?limit=100", "").want(t, http.StatusOK).object()
		banks, _ := data.object("data")["banks"].([]any)
		if data["message"] != "Banks successfully retrieved" || len(banks) != 10 {
			t.Errorf("got %v with %d banks", data["message"], len(banks))
		}
		codes := map[string]string{}
		for i, bank := range banks {
			b, _ := bank.(map[string]any)
			codes[object(b).text("name")] = object(b).text("sortcode")
			page := c.raw("GET", fmt.Sprintf("%s/banks/list?page=%d&limit=1&", c.base, i+1), "").want(t, http.StatusOK).object().object("data")
			one := c.raw("GET", c.base+"/banks/getById?id="+object(b).text("id"), "").want(t, http.StatusOK).object().object("data")
			if !reflect.DeepEqual(page["banks"], []any{bank}) || !reflect.DeepEqual(one["banks"], []any{bank}) {
				t.Errorf("got %v on page %d and %v by id, expected %v", page["banks"], i+1, one["banks"], bank)
			}
		}
		if !maps.Equal(codes, bankCodes()) {
			t.Errorf("got the banks %v, expected %v", codes, bankCodes())
		}
		c.raw("GET", c.base+"/banks/list?page=9", "").want(t, http.StatusOK)
		c.raw("GET", c.base+"/banks/getById?id=5d6fe57a4099cc4b210bbeff", "").failed(t, http.StatusNotFound, "NO_RECORD_ID", "")
	}
	f.okra().holding("wrong").raw("GET", "/okra/v2/sandbox/banks/list", "").failed(t, http.StatusUnauthorized, "", "")
}
