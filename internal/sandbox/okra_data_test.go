// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// okraList is a list of Okra's data: where it is, what it says, and what its
// objects are called.
type okraList struct{ path, message, name string }

func okraAccounts() okraList {
	return okraList{"/products/accounts", "Accounts retrieved successfully", "accounts"}
}

func okraTransactions() okraList {
	return okraList{"/products/transactions", "Transactions retrieved succesfully", "transaction"} //nolint:misspell // The platform's own.
}

func okraBalances() okraList {
	return okraList{"/products/balances", "Balance retrieved succesfully", "balance"} //nolint:misspell // The platform's own.
}

func okraCustomers() okraList {
	return okraList{"/customers/list", "Customers successfully retrieved", "customers"}
}

// at returns the same kind of list at another path.
func (l okraList) at(path string) okraList {
	l.path = path
	return l
}

// every pages through a list to its end and returns its objects, after checking
// each page. The parameters are those of the filter.
func (c company) every(l okraList, parameters map[string]any, limit int) []object {
	c.t.Helper()
	var all []object
	for page := 1; ; page++ {
		body := map[string]any{"page": page, "limit": limit}
		maps.Copy(body, parameters)
		text, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		got := c.post(l.path, string(text)).want(c.t, http.StatusOK).object()
		if got["message"] != l.message || got["status"] != "success" {
			c.t.Fatalf("%s: got %v, %v, expected a success and %q", l.path, got["status"], got["message"], l.message)
		}
		items, _ := got.object("data")[l.name].([]any)
		for _, item := range items {
			o, _ := item.(map[string]any)
			all = append(all, o)
		}
		shown := got.object("data").object("pagination")
		total, _ := shown["totalDocs"].(float64)
		pages := max(1, (int(total)+limit-1)/limit)
		want := object{
			"totalDocs": total, "limit": float64(limit), "page": float64(page), "totalPages": float64(pages),
			"pagingCounter": float64((page-1)*limit + 1), "hasPrevPage": page > 1, "hasNextPage": page < pages, "prevPage": nil, "nextPage": nil,
		}
		if page > 1 {
			want["prevPage"] = float64(page - 1)
		}
		if page < pages {
			want["nextPage"] = float64(page + 1)
		}
		if !reflect.DeepEqual(shown, want) {
			c.t.Fatalf("%s %s: got the pagination %v, expected %v", l.path, text, shown, want)
		}
		if page == pages {
			if len(all) != int(total) {
				c.t.Fatalf("%s: got %d objects on %d pages, expected %d", l.path, len(all), pages, int(total))
			}
			return all
		}
		if len(items) != limit {
			c.t.Fatalf("%s %s: got %d objects on a page that is not the last", l.path, text, len(items))
		}
	}
}

// idsOf returns the objects' identifiers in their order.
func idsOf(list []object) []string {
	ids := make([]string, len(list))
	for i, o := range list {
		ids[i] = o.text("_id")
	}
	return ids
}

// those returns the identifiers of the objects that pass.
func those(list []object, pass func(object) bool) []string {
	return idsOf(slices.DeleteFunc(slices.Clone(list), func(o object) bool { return !pass(o) }))
}

// bankCodes are the central bank's codes of the banks that Okra documents and of
// the others.
func bankCodes() map[string]string {
	return map[string]string{
		"Access Bank": "044", "Fidelity Bank": "070", "First City Monument Bank": "214", "Guaranty Trust Bank": "058",
		"First Bank of Nigeria": "011", "Sterling Bank": "232", "Stanbic IBTC Bank": "221", "United Bank for Africa": "033",
		"Zenith Bank": "057", "Alat by Wema": "035",
	}
}

// holdsNUBAN tells whether a NUBAN's last digit makes the weighed sum of the
// bank's code and the serial number a multiple of ten.
func holdsNUBAN(code, nuban string) bool {
	sum := 0
	for i, c := range code + nuban {
		weight := 3
		switch i {
		case 1, 4, 7, 10:
			weight = 7
		case 12: // The check digit.
			weight = 1
		}
		sum += weight * int(c-'0')
	}
	return len(code) == 3 && len(nuban) == 10 && sum%10 == 0
}

func TestOkraSeedsCustomersAndAccounts(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.Accounts = 8 }) // More than a customer has at a bank.
	for i, c := range f.companies() {
		env := []string{"production-sandbox", "production"}[i%2]
		customers, accounts := c.every(okraCustomers(), nil, 3), c.every(okraAccounts(), nil, 100)
		if len(customers) != 4 || len(accounts) != (3+2+2+1)*5 {
			t.Fatalf("got %d customers with %d accounts, expected 4 with 40", len(customers), len(accounts))
		}
		if !slices.IsSorted(idsOf(customers)) || !slices.IsSorted(idsOf(accounts)) {
			t.Error("customers or accounts are not in the order of their ids")
		}
		nubans := map[string]bool{}
		for _, a := range accounts {
			nuban := a.text("nuban")
			if code := bankCodes()[a.object("bank").text("name")]; !holdsNUBAN(code, nuban) {
				t.Errorf("the check digit of %s does not hold for bank %q", nuban, code)
			}
			if nubans[nuban] {
				t.Errorf("NUBAN %s twice", nuban)
			}
			nubans[nuban] = true
			if a["env"] != env || a["currency"] != "NGN" {
				t.Errorf("got env %v and currency %v, expected %s and NGN", a["env"], a["currency"], env)
			}
			if mfa, ok := a.object("bank")["mfaType"]; !ok || mfa != nil {
				t.Errorf("mfaType is %v, expected it to be there and null", mfa)
			}
		}
		for n, customer := range customers {
			mine := c.every(okraAccounts().at("/accounts/getByCustomer"), map[string]any{"customer": customer["_id"]}, 7)
			banks := map[string]int{}
			for _, a := range mine {
				banks[a.object("bank").text("_id")]++
			}
			if want := []int{3, 2, 2, 1}[n]; len(banks) != want || len(mine) != 5*want {
				t.Errorf("customer %d has %d accounts at %d banks, expected 5 at each of %d", n, len(mine), len(banks), want)
			}
			credentials, _ := customer["credentials"].([]any)
			if len(credentials) != len(mine) || !reflect.DeepEqual(customer["owner"], []any{c.token}) {
				t.Errorf("customer %d shows %d credentials and the owner %v", n, len(credentials), customer["owner"])
			}
		}
	}
}

// TestOkraListsArePaged reads every list in pages of several sizes.
func TestOkraListsArePaged(t *testing.T) {
	t.Parallel()
	c := start(t, func(o *sandbox.Options) { o.Accounts, o.Transactions = 1, 12 }).okra()
	for _, l := range []okraList{okraAccounts(), okraTransactions(), okraBalances(), okraCustomers()} {
		whole := idsOf(c.every(l, nil, 100))
		if different := len(slices.Compact(slices.Sorted(slices.Values(whole)))); different != len(whole) || different < 4 {
			t.Fatalf("%s: got %d objects, %d different ones", l.path, len(whole), different)
		}
		for _, limit := range []int{3, 64} {
			if got := idsOf(c.every(l, nil, limit)); !slices.Equal(got, whole) {
				t.Errorf("%s: in pages of %d the list is another one", l.path, limit)
			}
		}
		for body, want := range map[string][]string{
			``:                                  whole[:min(10, len(whole))],
			`{}`:                                whole[:min(10, len(whole))],
			`{"page":2,"limit":3}`:              whole[3:min(6, len(whole))],
			`{"page":"2","limit":"3"}`:          whole[3:min(6, len(whole))],
			`{"limit":"2","pdf":true,"x":null}`: whole[:2],
			`{"page":1000000000,"limit":100}`:   {},
		} {
			if got := idsOf(c.list(l.path, body, l.name)); !slices.Equal(got, want) {
				t.Errorf("%s %s: got %v, expected %v", l.path, body, got, want)
			}
		}
	}
}

func TestOkraPageParametersAreChecked(t *testing.T) {
	t.Parallel()
	// What is sent is against the OpenAPI document, which has no place here.
	c := start(t, unvalidated).okra()
	for _, path := range []string{"/products/accounts", "/products/transactions", "/products/balances", "/customers/list"} {
		for _, value := range []string{`0`, `-1`, `1.5`, `"x"`, `""`, `null`, `true`, `[1]`, `"1e2"`, `99999999999999999999`} {
			for _, name := range []string{"page", "limit"} {
				c.post(path, `{"`+name+`":`+value+`}`).failed(t, http.StatusBadRequest, "CUSTOM", name)
			}
		}
		c.post(path, `{"limit":101}`).failed(t, http.StatusBadRequest, "CUSTOM", "limit")
		c.post(path, `[]`).failed(t, http.StatusBadRequest, "CUSTOM", "")
		c.post(path, `{`).failed(t, http.StatusBadRequest, "CUSTOM", "")
	}
}

// unvalidated lets a test send what no client should.
func unvalidated(o *sandbox.Options) { o.Wrap = nil }

func TestOkraAccountsAreFiltered(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	all := c.every(okraAccounts(), nil, 100)
	day := func(o object) string { return o.text("created_at")[:10] }
	bank, customer, created := all[5].object("bank").text("_id"), all[7].text("customer"), day(all[9])
	for _, tt := range []struct {
		path       string
		parameters map[string]any
		pass       func(object) bool
	}{
		{"getByCustomer", map[string]any{"customer": customer}, func(o object) bool { return o["customer"] == customer }},
		{"getByBank", map[string]any{"bank": bank}, func(o object) bool { return o.object("bank")["_id"] == bank }},
		{"getByDate", map[string]any{"from": created, "to": created}, func(o object) bool { return day(o) == created }},
		{"getByDate", map[string]any{"from": "2024-03-01", "to": "2024-06-30"}, func(o object) bool { return day(o) >= "2024-03-01" && day(o) <= "2024-06-30" }},
		{"getByDate", map[string]any{"from": "1999-01-01", "to": "1999-12-31"}, func(object) bool { return false }},
		{
			"getByCustomerDate",
			map[string]any{"customer": customer, "from": "2024-01-01", "to": day(all[7])},
			func(o object) bool { return o["customer"] == customer && day(o) <= day(all[7]) },
		},
		{"getByName", map[string]any{"name": all[0].text("name")}, func(o object) bool { return o["name"] == all[0]["name"] }},
		{"getByName", map[string]any{"name": "e"}, func(o object) bool { return strings.Contains(o.text("name"), "E") }},
		{"getByName", map[string]any{"name": "%"}, func(object) bool { return false }},
		{"getByBalance", map[string]any{"balance": all[3]["balance"]}, func(o object) bool { return o["_id"] == all[3]["_id"] }},
		{"getById", map[string]any{"id": all[4]["_id"]}, func(o object) bool { return o["_id"] == all[4]["_id"] }},
	} {
		limit := 3
		if tt.path == "getById" || tt.path == "getByBalance" {
			limit = 10 // One object has the default page.
		}
		got := c.every(okraAccounts().at("/accounts/"+tt.path), tt.parameters, limit)
		if want := those(all, tt.pass); !slices.Equal(idsOf(got), want) {
			t.Errorf("%s %v: got %v, expected %v", tt.path, tt.parameters, idsOf(got), want)
		}
	}
	details := c.post("/accounts/getAccountDetails", `{"account":"`+all[2].text("_id")+`"}`).want(t, http.StatusOK).object()
	if details["message"] != "Account details successfully retrieved" || !reflect.DeepEqual(details.object("data"), all[2]) {
		t.Errorf("got %v, expected the account of the list, %v", details, all[2])
	}
}

func TestOkraTransactionsAreFiltered(t *testing.T) {
	t.Parallel()
	c := start(t).okra()
	all, accounts := c.every(okraTransactions(), nil, 100), c.every(okraAccounts(), nil, 100)
	if len(all) != 20*len(accounts) {
		t.Fatalf("got %d transactions of %d accounts, expected 20 of each", len(all), len(accounts))
	}
	account := func(o object) object {
		i := slices.IndexFunc(accounts, func(a object) bool { return a["_id"] == o.object("account")["_id"] })
		return accounts[max(i, 0)]
	}
	day := func(o object) string { return o.text("trans_date")[:10] }
	amount := func(o object, kind string) float64 { n, _ := o[kind].(float64); return n }
	paid := all[slices.IndexFunc(all, func(o object) bool { return o["debit"] != nil })]
	one, customer, from, to := accounts[6], accounts[8].text("customer"), day(all[200]), day(all[90])
	for _, tt := range []struct {
		path       string
		parameters map[string]any
		pass       func(object) bool
	}{
		{"getByAccount", map[string]any{"account": one["_id"]}, func(o object) bool { return account(o)["_id"] == one["_id"] }},
		{"getByCustomer", map[string]any{"customer": customer}, func(o object) bool { return account(o)["customer"] == customer }},
		{"getByDate", map[string]any{"from": from, "to": to}, func(o object) bool { return from <= day(o) && day(o) <= to }},
		{"getByDate", map[string]any{"from": to, "to": to}, func(o object) bool { return day(o) == to }},
		{"getByDate", map[string]any{"from": "2031-01-01", "to": "2031-12-31"}, func(object) bool { return false }},
		{"getByBank", map[string]any{"bank": one.object("bank")["_id"]}, func(o object) bool { return reflect.DeepEqual(account(o)["bank"], one["bank"]) }},
		{"getByType", map[string]any{"type": "credit", "value": 0}, func(o object) bool { return o["credit"] != nil }},
		{"getByType", map[string]any{"type": "credit", "value": "250000.5"}, func(o object) bool { return amount(o, "credit") >= 250000.5 }},
		{"getByType", map[string]any{"type": "debit", "value": paid["debit"]}, func(o object) bool { return amount(o, "debit") >= amount(paid, "debit") }},
		{"getByType", map[string]any{"type": "debit", "value": 90000000000}, func(object) bool { return false }},
		{"getByNuban", map[string]any{"nuban": one["nuban"]}, func(o object) bool { return account(o)["nuban"] == one["nuban"] }},
		{
			"getByCustomerDate",
			map[string]any{"customer": customer, "from": from, "to": to},
			func(o object) bool { return account(o)["customer"] == customer && from <= day(o) && day(o) <= to },
		},
	} {
		for _, limit := range []int{7, 100} {
			got := c.every(okraTransactions().at("/transactions/"+tt.path), tt.parameters, limit)
			if want := those(all, tt.pass); !slices.Equal(idsOf(got), want) {
				t.Errorf("%s %v: got %d transactions, expected %d", tt.path, tt.parameters, len(got), len(want))
			}
		}
	}
	for _, i := range []int{0, 150, len(all) - 1} {
		got := c.every(okraTransactions().at("/transactions/getById"), map[string]any{"id": all[i]["_id"]}, 10)
		if len(got) != 1 || !reflect.DeepEqual(got[0], all[i]) {
			t.Errorf("got %v by id, expected %v", got, all[i])
		}
	}
}

func TestOkraTransactionsAreDocumented(t *testing.T) {
	t.Parallel()
	c := start(t, func(o *sandbox.Options) { o.Accounts, o.Transactions = 1, 300 }).okra()
	list := c.every(okraTransactions(), nil, 100)
	kinds, refs, late := map[string]int{}, map[any]bool{}, 0
	for i, tx := range list {
		day, cleared := tx.text("trans_date"), tx.text("cleared_date")
		if i > 0 && list[i-1].text("trans_date") < day {
			t.Errorf("%s comes before %s, expected the newest first", list[i-1].text("trans_date"), day)
		}
		if cleared < day {
			t.Errorf("cleared on %s before it was made on %s", cleared, day)
		} else if cleared > day {
			late++
		}
		for _, d := range [][2]string{{day, tx.text("unformatted_trans_date")}, {cleared, tx.text("unformatted_cleared_date")}} {
			if want := d[0][8:10] + "/" + d[0][5:7] + "/" + d[0][:4]; d[1] != want || d[0][10:] != "T00:00:00.000Z" {
				t.Errorf("got the day %s as %s, expected %s", d[0], d[1], want)
			}
		}
		if tx["created_at"] != day || tx["last_updated"] != cleared {
			t.Errorf("got created_at %v and last_updated %v, expected %s and %s", tx["created_at"], tx["last_updated"], day, cleared)
		}
		kind, other := "credit", "debit"
		if tx["credit"] == nil {
			kind, other = other, kind
		}
		kinds[kind]++
		if null, ok := tx[other]; !ok || null != nil || tx[kind] == nil {
			t.Errorf("debit is %v and credit %v, expected a number and null", tx["debit"], tx["credit"])
		}
		refs[tx.object("bank").text("name")+tx.object("account").text("_id")+tx.text("ref")] = true
		if tx["id"] != tx["_id"] || !regexp.MustCompile(`^[A-Z]+-\d{8}-\d{4}$`).MatchString(tx.text("ref")) {
			t.Errorf("got the ids %v and %v and the reference %v", tx["_id"], tx["id"], tx["ref"])
		}
	}
	if len(list) != 8*300 || len(refs) != len(list) || kinds["credit"] == 0 || kinds["debit"] == 0 || late == 0 {
		t.Errorf("got %d transactions, %d references, %v, %d cleared late", len(list), len(refs), kinds, late)
	}
}
