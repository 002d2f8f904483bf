// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// listing is one of the dialect's lists, reduced to the ids.
type listing struct {
	name   string
	path   string
	body   string // beside page and limit
	before string // an object that is asked for first
	list   string // what the answer calls the objects
	ids    func(context.Context, *platform.Platform) iter.Seq2[string, error]
}

func listings() []listing {
	type ctx = context.Context
	type p = *platform.Platform
	type ids = iter.Seq2[string, error]
	accounts := func(filter platform.AccountFilter) func(ctx, p) ids {
		return func(c ctx, p p) ids {
			return dialecttest.Map(p.Accounts.List(c, filter), func(a platform.Account) string { return a.ID })
		}
	}
	transactions := func(filter platform.TransactionFilter) func(ctx, p) ids {
		return func(c ctx, p p) ids {
			return dialecttest.Map(p.Accounts.Transactions(c, "acc1", filter), func(t platform.Transaction) string { return t.ID })
		}
	}
	keys := func(status platform.KeyStatus) func(ctx, p) ids {
		return func(c ctx, p p) ids {
			return dialecttest.Map(p.APIKeys.List(c, status), func(k platform.APIKey) string { return k.ID })
		}
	}
	return []listing{
		{"accounts", "products/accounts", ``, "", "accounts", accounts(platform.AccountFilter{})},
		{"accounts of a customer", "accounts/getByCustomer", `,"customer":"cus1"`, "", "accounts", accounts(platform.AccountFilter{CustomerID: "cus1"})},
		{"accounts at a bank", "accounts/getByBank", `,"bank":"bank1"`, "", "accounts", accounts(platform.AccountFilter{BankID: "bank1"})},
		{"accounts of a customer at a bank", "accounts/getByCustomer", `,"customer":"cus1"`, "", "accounts", accounts(platform.AccountFilter{CustomerID: "cus1", BankID: "bank1"})},
		{"accounts of a period", "accounts/getByDate", `,"from":"2026-01-01","to":"2026-02-28"`, "", "accounts", accounts(platform.AccountFilter{From: "2026-01-01", To: "2026-02-28"})},
		{"accounts since", "accounts/getByDate", `,"from":"2026-01-01","to":"9999-12-31"`, "", "accounts", accounts(platform.AccountFilter{From: "2026-01-01"})},
		{"accounts until at a bank", "accounts/getByDate", `,"from":"1970-01-01","to":"2026-02-28"`, "", "accounts", accounts(platform.AccountFilter{To: "2026-02-28", BankID: "bank1"})},
		{"accounts of a customer since", "accounts/getByCustomerDate", `,"customer":"cus1","from":"2026-01-01","to":"9999-12-31"`, "", "accounts", accounts(platform.AccountFilter{CustomerID: "cus1", From: "2026-01-01"})},
		{"transactions", "transactions/getByAccount", `,"account":"acc1"`, accountJSON, "transaction", transactions(platform.TransactionFilter{})},
		{"transactions of a period", "transactions/getByCustomerDate", `,"customer":"cus1","from":"2026-01-01","to":"2026-02-28"`, accountJSON, "transaction", transactions(platform.TransactionFilter{From: "2026-01-01", To: "2026-02-28"})},
		{"transactions since", "transactions/getByCustomerDate", `,"customer":"cus1","from":"2026-01-01","to":"9999-12-31"`, accountJSON, "transaction", transactions(platform.TransactionFilter{From: "2026-01-01"})},
		{"transactions until", "transactions/getByCustomerDate", `,"customer":"cus1","from":"1970-01-01","to":"2026-02-28"`, accountJSON, "transaction", transactions(platform.TransactionFilter{To: "2026-02-28"})},
		{"transactions until, without a customer", "transactions/getByAccount", `,"account":"acc1"`, `{"_id":"acc1","currency":"NGN"}`, "transaction", transactions(platform.TransactionFilter{To: "2026-02-28"})},
		{"keys", "keys/list", ``, "", "keys", keys("")},
		{"expired keys", "keys/list", `,"status":"expired"`, "", "keys", keys(platform.KeyExpired)},
		{"banks", "banks/list", ``, "", "banks", func(c ctx, p p) ids {
			return dialecttest.Map(p.Banks.List(c), func(b platform.Bank) string { return b.ID })
		}},
	}
}

// item is an object that every kind of list accepts, and every filter lets pass.
func item(id string) string {
	return fmt.Sprintf(`{"_id":%q,"type":"secret","status":"active","bank":{"_id":"bank1"},"account":{"_id":"acc1"},"trans_date":"2026-02-01","credit":1,"unknown":{"field":[1]}}`, id)
}

// page is a step that answers with a page.
func (l listing) page(number, next int, ids ...string) string {
	var items []string
	for _, id := range ids {
		items = append(items, item(id))
	}
	return pageOf(l.list, number, next, items...)
}

// ahead reports whether the next page is on its way while one is worked on, as it
// is with transactions.
func (l listing) ahead() bool { return l.before != "" }

// serve starts a server that answers with pages, after what is asked for first.
func (l listing) serve(t *testing.T, pages ...string) okraServer {
	t.Helper()
	op := operation{}
	if l.before != "" {
		op.before = append(op.before, answer(l.before))
	}
	for _, page := range pages {
		op.before = append(op.before, answer(page))
	}
	return serve(t, op.before...)
}

// TestPaging proves that each list asks its endpoint for the largest pages, with
// its filter each time, follows the numbers, and keeps the server's order.
func TestPaging(t *testing.T) {
	t.Parallel()
	for _, list := range listings() {
		t.Run(list.name, func(t *testing.T) {
			t.Parallel()
			server := list.serve(t, list.page(1, 2, "a", "c"), list.page(2, 5), list.page(5, 0, "b"))
			ids, err := dialecttest.Collect(list.ids(t.Context(), server.open()))
			if err != nil || !slices.Equal(ids, []string{"a", "c", "b"}) {
				t.Errorf("got %v and %v, want a, c and b", ids, err)
			}
			requests := server.Seen()
			for i, number := range []int{1, 2, 5} {
				sent := requests[len(requests)-3+i]
				if list.name == "banks" {
					if want := fmt.Sprintf("/v2/sandbox/banks/list?limit=100&page=%d", number); sent.Method != http.MethodGet || sent.URI != want {
						t.Errorf("called %s %s, want GET %s", sent.Method, sent.URI, want)
					}
					continue
				}
				want := fmt.Sprintf(`{"page":%d,"limit":100%s}`, number, list.body)
				if sent.Method != http.MethodPost || sent.URI != "/v2/sandbox/"+list.path || !dialecttest.SameJSON(t, sent.Body, want) {
					t.Errorf("called %s %s with %s, want %s with %s", sent.Method, sent.URI, sent.Body, list.path, want)
				}
			}
		})
	}
}

// TestEmptyLists proves that an empty list is one, and null in its place is not:
// it would say that there is nothing where the platform has said nothing.
func TestEmptyLists(t *testing.T) {
	t.Parallel()
	for _, list := range listings() {
		for _, data := range []string{list.page(1, 0), fmt.Sprintf(`{"pagination":{"page":null,"hasNextPage":null},%q:[]}`, list.list)} {
			ids, err := dialecttest.Collect(list.ids(t.Context(), list.serve(t, data).open()))
			if err != nil || len(ids) != 0 {
				t.Errorf("%s: got %v and %v, want nothing", list.name, ids, err)
			}
		}
		_, err := dialecttest.Collect(list.ids(t.Context(), list.serve(t, fmt.Sprintf(`{"pagination":{},%q:null}`, list.list)).open()))
		mentions(t, err, list.path, "data."+list.list, "null where a list belongs")
	}
}

// TestListsAreLazy proves that a page is not fetched before it is needed.
func TestListsAreLazy(t *testing.T) {
	t.Parallel()
	for _, list := range listings() {
		server, most := list.serve(t, list.page(1, 2, "a", "b")), 1
		if list.ahead() {
			server.Rest, most = answer(list.page(2, 3, "c")), 3 // The account, and a page ahead.
		}
		all := list.ids(t.Context(), server.open())
		if len(server.Seen()) != 0 {
			t.Errorf("%s: was read before anybody asked for an item", list.name)
		}
		var got []string
		for id, err := range all {
			if err != nil {
				t.Fatal(err)
			}
			if got = append(got, id); len(got) == 2 {
				break
			}
		}
		if n := len(server.Seen()); n > most {
			t.Errorf("%s: %d requests for the items of one page", list.name, n)
		}
	}
}

// TestListErrors proves that a list which breaks off says so, after the items
// that were read, and that a server which goes in circles is found out.
func TestListErrors(t *testing.T) {
	t.Parallel()
	for _, list := range listings() {
		for name, test := range map[string]struct{ second, names string }{
			"a page back":           {list.page(2, 1, "b"), "does not come after"},
			"the same page again":   {list.page(2, 2, "b"), "does not come after"},
			"always the first page": {list.page(1, 2, "a"), "not the page that was asked for"},
			"a row without an id":   {list.page(2, 0, "b", ""), "[1]."},
		} {
			t.Run(list.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				server := list.serve(t, list.page(1, 2, "a"), test.second)
				if list.ahead() {
					server.Rest = answer(list.page(3, 0, "c"))
				}
				ids, err := dialecttest.Collect(list.ids(t.Context(), server.open()))
				mentions(t, err, list.path, test.names)
				if !slices.Equal(ids, []string{"a"}) || platform.KindOf(err) != platform.KindUnexpected {
					t.Errorf("got %v before %v", ids, err)
				}
			})
		}
		t.Run(list.name+"/refused", func(t *testing.T) {
			t.Parallel()
			op := operation{}
			if list.before != "" {
				op.before = append(op.before, answer(list.before))
			}
			for status, want := range map[int]platform.Kind{401: platform.KindUnauthenticated, 400: platform.KindListChanged} {
				ids, err := dialecttest.Collect(list.ids(t.Context(), serve(t, op.steps(answer(list.page(1, 2, "a")), refusal(status, ""))...).open()))
				if !slices.Equal(ids, []string{"a"}) || platform.KindOf(err) != want {
					t.Errorf("got %v before %v", ids, err)
				}
			}
			_, err := dialecttest.Collect(list.ids(t.Context(), serve(t, op.steps(refusal(400, ""))...).open()))
			dialecttest.CheckKind(t, err, platform.KindInvalid)
		})
	}
}

// TestMovedRows proves that a row which a new one has pushed to the next page is
// not yielded twice: a sum over transactions must not count it twice.
func TestMovedRows(t *testing.T) {
	t.Parallel()
	for _, list := range listings() {
		for name, pages := range map[string][]string{
			"one row":                {list.page(1, 2, "a", "b"), list.page(2, 0, "b", "c")},
			"a page of them":         {list.page(1, 2, "a", "b"), list.page(2, 3, "a", "b"), list.page(3, 0, "c")},
			"the only one at last":   {list.page(1, 2, "a", "b", "c"), list.page(2, 0, "c")},
			"one that is there anew": {list.page(1, 2, "a", "b", "a"), list.page(2, 0, "c")},
		} {
			ids, err := dialecttest.Collect(list.ids(t.Context(), list.serve(t, pages...).open()))
			if err != nil || !slices.Equal(ids, []string{"a", "b", "c"}) {
				t.Errorf("%s, %s: got %v and %v, want a, b and c", list.name, name, ids, err)
			}
		}
	}
}

// TestAccountsAtABank proves that accounts at other banks are left out where the
// endpoint was chosen by another condition.
func TestAccountsAtABank(t *testing.T) {
	t.Parallel()
	page := pageOf("accounts", 1, 0, `{"_id":"a","bank":{"_id":"bank1","name":"GTBank"}}`, `{"_id":"b","bank":"bank2"}`, `{"_id":"c","bank":"bank1"}`, `{"_id":"d","bank":null}`)
	for _, filter := range []platform.AccountFilter{{BankID: "bank1", CustomerID: "cus1"}, {BankID: "bank1", To: "2026-01-01"}, {BankID: "bank1"}} {
		all, err := dialecttest.Collect(serve(t, answer(page)).open().Accounts.List(t.Context(), filter))
		if err != nil || len(all) != 2 || all[0].ID != "a" || all[1].ID != "c" || all[1].Balance.Valid {
			t.Errorf("got %v and %v, want a and c", all, err)
		}
	}
}

// TestBanks proves what is made of the countries, which Okra does not describe.
func TestBanks(t *testing.T) {
	t.Parallel()
	for countries, want := range map[string]struct {
		country    string
		currencies []string
	}{
		`["NG"]`: {"NG", []string{"NGN"}}, `["Nigeria"]`: {"NG", []string{"NGN"}}, `["ng","KE"]`: {"NG", []string{"NGN"}},
		`[]`: {"NG", []string{"NGN"}}, `null`: {"NG", []string{"NGN"}},
		`["KE"]`: {"KE", nil}, `["Kenya"]`: {"", nil}, `[{"code":"NG"}]`: {"", nil}, `["N1"]`: {"", nil},
	} {
		for _, data := range []string{`{"banks":[{"id":"bank1","name":"GTBank","countries":` + countries + `}]}`, `{"banks":[{"_id":"bank1","name":"GTBank","countries":` + countries + `}],"pagination":null}`} {
			all, err := dialecttest.Collect(serve(t, answer(data)).open().Banks.List(t.Context()))
			if err != nil || len(all) != 1 || all[0].ID != "bank1" || all[0].Name != "GTBank" || all[0].Country != want.country || !slices.Equal(all[0].Currencies, want.currencies) {
				t.Errorf("%s: got %+v and %v", data, all, err)
			}
		}
	}
}
