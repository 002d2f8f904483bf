// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// all walks a list to its end by pages of the limit.
func (f *fixture) all(path, limit string) []object {
	f.t.Helper()
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	var list []object
	cursor := ""
	for {
		page := f.do("GET", path+separator+"limit="+limit+cursor, "").want(f.t, http.StatusOK)
		list = append(list, page.data()...)
		next, ok := page.object()["nextCursor"].(string)
		if !ok {
			return list
		}
		cursor = "&cursor=" + next
	}
}

func TestAccountsAreListedByID(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, bank := range []string{"erste-hr", "aik-rs", "nlb-ba"} {
		f.approved(bank)
	}
	whole := f.all("/accounts", "100")
	if len(whole) != 6 || !slices.IsSortedFunc(whole, func(a, b object) int { return strings.Compare(a.text("id"), b.text("id")) }) {
		t.Fatalf("got %v, expected 6 accounts by ascending id", whole)
	}
	paged := f.all("/accounts", "1")
	for i := range whole {
		if whole[i]["id"] != paged[i]["id"] {
			t.Errorf("page by page account %d is %v, expected %v", i, paged[i]["id"], whole[i]["id"])
		}
		one := f.do("GET", "/accounts/"+whole[i].text("id"), "").want(t, http.StatusOK).object()
		if one["iban"] != whole[i]["iban"] || one["balance"] != whole[i]["balance"] {
			t.Errorf("got %v by id, expected %v", one, whole[i])
		}
	}
}

func TestTransactionsAreDocumented(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.Transactions, o.Accounts = 250, 1 })
	f.approved("raiffeisen-rs")
	account := f.do("GET", "/accounts", "").data()[0]
	path := "/accounts/" + account.text("id") + "/transactions"
	list := f.all(path, "100")
	if len(list) != 250 {
		t.Fatalf("got %d transactions, expected 250", len(list))
	}
	ids, directions := map[any]bool{}, map[any]int{}
	for i, tx := range list {
		ids[tx["id"]], ids[tx["externalId"]] = true, true
		directions[tx["direction"]]++
		if !regexp.MustCompile(`^(0|[1-9]\d*)\.\d{4}$`).MatchString(tx.text("amount")) {
			t.Errorf("the amount is %v, expected an unsigned decimal with four decimals", tx["amount"])
		}
		own := map[any]string{"inbound": "creditorIban", "outbound": "debtorIban"}[tx["direction"]]
		if tx[own] != account["iban"] {
			t.Errorf("an %v transaction has the %s %v, expected the account's own %v", tx["direction"], own, tx[own], account["iban"])
		}
		if tx["source"] != "open_banking" || tx["currency"] != account["currency"] {
			t.Errorf("got source %v in %v", tx["source"], tx["currency"])
		}
		if i > 0 && list[i-1].text("bookingDate") < tx.text("bookingDate") {
			t.Errorf("%v comes before %v, expected the newest first", list[i-1]["bookingDate"], tx["bookingDate"])
		}
	}
	if len(ids) != 500 || directions["inbound"] == 0 || directions["outbound"] == 0 {
		t.Errorf("got %d different ids and external ids and the directions %v, expected 500 and both", len(ids), directions)
	}

	// Both dates are inclusive, on the booking date.
	from, to := list[180].text("bookingDate"), list[40].text("bookingDate")
	var want []any
	for _, tx := range list {
		if d := tx.text("bookingDate"); from <= d && d <= to {
			want = append(want, tx["id"])
		}
	}
	for _, limit := range []string{"1", "7", "100"} {
		var got []any
		for _, tx := range f.all(path+"?dateFrom="+from+"&dateTo="+to, limit) {
			got = append(got, tx["id"])
		}
		if !slices.Equal(got, want) {
			t.Errorf("limit %s: got %d transactions from %s to %s, expected %d", limit, len(got), from, to, len(want))
		}
	}
	if got := f.do("GET", path+"?dateFrom=2026-03-02", "").want(t, http.StatusOK).data(); len(got) != 0 {
		t.Errorf("got %d transactions of the future", len(got))
	}
	if got := f.do("GET", path, "").data(); len(got) != 50 {
		t.Errorf("got %d transactions without a limit, expected 50", len(got))
	}
}

func TestDataIsDeterministic(t *testing.T) {
	t.Parallel()
	read := func(seed int64) []byte {
		f := start(t, func(o *sandbox.Options) { o.Seed = seed })
		f.approved("erste-hr")
		account := f.do("GET", "/accounts", "").data()[0].text("id")
		return f.do("GET", "/accounts/"+account+"/transactions", "").body
	}
	first := read(7)
	if string(first) != string(read(7)) {
		t.Error("the same seed gave other transactions")
	}
	if string(first) == string(read(8)) {
		t.Error("another seed gave the same transactions")
	}
}

func TestBanksAreListed(t *testing.T) {
	t.Parallel()
	f := start(t)
	banks := f.all("/banks", "3")
	countries := map[any]int{}
	for i, b := range banks {
		countries[b["country"]]++
		if i > 0 && banks[i-1].text("id") >= b.text("id") {
			t.Errorf("%v comes before %v, expected ascending ids", banks[i-1]["id"], b["id"])
		}
	}
	if len(banks) != 16 || countries["HR"] != 7 || countries["RS"] != 6 || countries["BA"] != 3 {
		t.Errorf("got %d banks by country %v, expected 7 HR, 6 RS and 3 BA", len(banks), countries)
	}
}
