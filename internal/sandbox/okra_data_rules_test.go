// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra/tables"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// TestOkraRefusesWhatItDoesNotHave asks for objects that do not exist, and for
// those of another organisation or environment, which is the same.
func TestOkraRefusesWhatItDoesNotHave(t *testing.T) {
	t.Parallel()
	f := start(t)
	c := f.okra()
	for i, other := range append(f.companies()[1:], c) {
		account, customer := other.every(okraAccounts(), nil, 100)[1], other.every(okraCustomers(), nil, 100)[2].text("_id")
		id, balance, nuban := account.text("_id"), account.text("balance"), account.text("nuban")
		transaction := other.list("/transactions/getByAccount", `{"account":"`+id+`","limit":1}`, "transaction")[0].text("_id")
		if i == 3 {
			// The company's own, a little changed.
			change := func(s string) string {
				return s[:len(s)-1] + string("123456789abcdef0"[strings.IndexByte("0123456789abcdef", s[len(s)-1])])
			}
			id, customer, balance, transaction, nuban = change(id), change(customer), change(balance), transaction[:18]+"ffffff", "0123456789"
		}
		for _, tt := range []struct{ path, body string }{
			{"/accounts/getById", `{"id":"` + id + `"}`},
			{"/accounts/getAccountDetails", `{"account":"` + id + `"}`},
			{"/accounts/getByCustomer", `{"customer":"` + customer + `"}`},
			{"/accounts/getByCustomerDate", `{"customer":"` + customer + `","from":"2024-01-01","to":"2026-01-01"}`},
			{"/accounts/getByBank", `{"bank":"` + id + `"}`},
			{"/accounts/getByBalance", `{"balance":"` + balance + `"}`},
			{"/transactions/getById", `{"id":"` + transaction + `"}`},
			{"/transactions/getByAccount", `{"account":"` + id + `"}`},
			{"/transactions/getByCustomer", `{"customer":"` + customer + `"}`},
			{"/transactions/getByCustomerDate", `{"customer":"` + customer + `","from":"2024-01-01","to":"2026-01-01"}`},
			{"/transactions/getByBank", `{"bank":"` + id + `"}`},
			{"/transactions/getByNuban", `{"nuban":"` + nuban + `"}`},
			{"/balance/getById", `{"id":"` + balance + `"}`},
			{"/balance/getByCustomer", `{"customer":"` + customer + `"}`},
			{"/balance/getByAccount", `{"account":"` + id + `"}`},
			{"/customers/get", `{"customer":"` + customer + `"}`},
		} {
			c.post(tt.path, tt.body).failed(t, http.StatusNotFound, "NO_RECORD_ID", "")
		}
	}
}

func TestOkraDataParametersAreChecked(t *testing.T) {
	t.Parallel()
	c := start(t, unvalidated).okra()
	customer := c.every(okraCustomers(), nil, 10)[0].text("_id")
	for _, tt := range []struct{ path, body, field string }{
		{"/accounts/getById", `{}`, "id"},
		{"/accounts/getById", `{"id":7}`, "id"},
		{"/accounts/getById", `{"id":null}`, "id"},
		{"/accounts/getAccountDetails", ``, "account"},
		{"/accounts/getByCustomer", `{"customer":""}`, "customer"},
		{"/accounts/getByBank", `{}`, "bank"},
		{"/accounts/getByName", `{}`, "name"},
		{"/accounts/getByBalance", `{}`, "balance"},
		{"/accounts/getByDate", `{"to":"2024-01-01"}`, "from"},
		{"/accounts/getByDate", `{"from":"2024-01-01"}`, "to"},
		{"/accounts/getByDate", `{"from":"2024-02-30","to":"2024-03-01"}`, "from"},
		{"/accounts/getByDate", `{"from":"2024-03-01","to":"2024-02-01"}`, "from"},
		{"/accounts/getByCustomerDate", `{"customer":"` + customer + `"}`, "from"},
		{"/transactions/getById", `{}`, "id"},
		{"/transactions/getByAccount", `{}`, "account"},
		{"/transactions/getByDate", `{}`, "from"},
		{"/transactions/getByDate", `{"from":"1/2/2024","to":"2024-02-01"}`, "from"},
		{"/transactions/getByType", `{"value":1}`, "type"},
		{"/transactions/getByType", `{"type":"both","value":1}`, "type"},
		{"/transactions/getByType", `{"type":"credit"}`, "value"},
		{"/transactions/getByType", `{"type":"credit","value":null}`, "value"},
		{"/transactions/getByType", `{"type":"credit","value":-1}`, "value"},
		{"/transactions/getByType", `{"type":"credit","value":1.00001}`, "value"},
		{"/transactions/getByType", `{"type":"credit","value":"1,5"}`, "value"},
		{"/transactions/getByType", `{"type":"credit","value":1e3}`, "value"},
		{"/transactions/getByNuban", `{}`, "nuban"},
		{"/balance/getByAccount", `{}`, "account"},
		{"/products/balances", `{"includePeriodic":"yes"}`, "includePeriodic"},
		{"/customers/get", `{}`, "customer"},
	} {
		got := c.post(tt.path, tt.body)
		got.failed(t, http.StatusBadRequest, "CUSTOM", tt.field)
	}
	for _, id := range []string{"x", "zzzzzzzzzzzzzzzzzzzzzzzz", strings.Repeat("A", 24), strings.Repeat("0", 24), strings.Repeat("1", 26)} {
		c.post("/transactions/getById", `{"id":"`+id+`"}`).failed(t, http.StatusNotFound, "NO_RECORD_ID", "")
		c.post("/accounts/getById", `{"id":"`+id+`"}`).failed(t, http.StatusNotFound, "NO_RECORD_ID", "")
	}
	c.raw("GET", c.base+"/banks/getById", "").failed(t, http.StatusBadRequest, "CUSTOM", "id")
	c.raw("GET", c.base+"/banks/list?limit=x", "").failed(t, http.StatusBadRequest, "CUSTOM", "limit")
	c.raw("GET", c.base+"/banks/list?page=0", "").failed(t, http.StatusBadRequest, "CUSTOM", "page")
}

// numbers returns every JSON number under one of the names, as it is written.
func numbers(t *testing.T, text []byte, names ...string) (all []string) {
	t.Helper()
	var value any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			for _, name := range names {
				if n, ok := v[name].(json.Number); ok {
					all = append(all, n.String())
				}
			}
			for _, name := range []string{"data", "transaction", "balance"} {
				walk(v[name])
			}
		}
	}
	walk(value)
	return all
}

// exactly writes ten-thousandths as a decimal without trailing zeros.
func exactly(n int64) string {
	text := strings.TrimRight(new(big.Rat).SetFrac64(max(n, -n), 10_000).FloatString(4), "0")
	return strings.TrimSuffix(text, ".")
}

// TestOkraAmountsAreExact compares the text of every amount with what is stored.
func TestOkraAmountsAreExact(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	f := start(t, onDisk(path), func(o *sandbox.Options) { o.Accounts, o.Transactions = 2, 150 })
	c := f.okra()
	scope := store.Scope{Organisation: f.box.Credentials().Organisations[0].ID, Environment: store.Sandbox}
	var amounts []string
	for page := range 24 {
		body := c.post("/products/transactions", fmt.Sprintf(`{"page":%d,"limit":100}`, page+1)).want(t, http.StatusOK).body
		amounts = append(amounts, numbers(t, body, "debit", "credit")...)
	}
	balances := numbers(t, c.post("/products/balances", `{"limit":100}`).want(t, http.StatusOK).body, "available_balance", "ledger_balance")
	f.stop()

	s, err := store.Open(t.Context(), path, sandbox.Tables()...)
	if err != nil {
		t.Fatal(err)
	}
	var want, wantBalances []string
	err = s.View(t.Context(), func(all *store.Tx) error {
		tx := tables.Tx{Tx: all}
		accounts, err := tx.Accounts(scope, tables.AccountFilter{}, tables.EveryRow())
		if err != nil {
			return err
		}
		list, _, err := tx.Transactions(accounts, tables.TransactionFilter{}, store.Window{Limit: 10_000})
		for _, b := range list {
			want = append(want, exactly(b.Amount))
		}
		if err != nil {
			return err
		}
		accounts, err = tx.Balances(scope, tables.AccountFilter{}, tables.EveryRow())
		for _, a := range accounts {
			wantBalances = append(wantBalances, exactly(a.Available), exactly(a.Ledger))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if len(want) != 2400 || !slices.Equal(amounts, want) {
		t.Errorf("got %d amounts, expected %d, or one is not exact", len(amounts), len(want))
	}
	if len(wantBalances) != 32 || !slices.Equal(balances, wantBalances) {
		t.Errorf("got the balances %v, expected %v", balances, wantBalances)
	}
	decimals := map[int]int{}
	for _, amount := range amounts {
		_, fraction, _ := strings.Cut(amount, ".")
		decimals[len(fraction)]++
	}
	if decimals[0] == 0 || decimals[2] == 0 || decimals[4] == 0 {
		t.Errorf("got so many amounts by decimals: %v, expected some with none, two and four", decimals)
	}
}

// okraData reads all that Okra has of a company, as it is written.
func okraData(c company) string {
	c.t.Helper()
	var all strings.Builder
	for _, path := range []string{"/products/accounts", "/customers/list", "/products/balances", "/products/transactions"} {
		for page := range 4 {
			all.Write(c.post(path, fmt.Sprintf(`{"limit":100,"page":%d}`, page+1)).want(c.t, http.StatusOK).body)
		}
	}
	return all.String()
}

func TestOkraDataIsDeterministic(t *testing.T) {
	t.Parallel()
	read := func(seed int64, first ...string) string {
		f := start(t, func(o *sandbox.Options) { o.Seed = seed })
		for _, body := range first {
			f.okra().post("/transactions/getByType", body).want(t, http.StatusOK)
		}
		return okraData(f.okra())
	}
	one := read(7)
	if one != read(7, `{"type":"debit","value":1}`) {
		t.Error("the same seed gave other data when transactions were asked for first")
	}
	if one == read(8) {
		t.Error("another seed gave the same data")
	}
}

// TestOkraDataIsTheSameWhenever shows that identifiers do not depend on when the
// data was made, and that time adds transactions only to data that is made later.
func TestOkraDataIsTheSameWhenever(t *testing.T) {
	t.Parallel()
	early, late := start(t), start(t)
	late.advance(10 * 24 * time.Hour)
	for _, l := range []okraList{okraAccounts(), okraCustomers(), okraBalances()} {
		if a, b := idsOf(early.okra().every(l, nil, 100)), idsOf(late.okra().every(l, nil, 100)); !slices.Equal(a, b) {
			t.Errorf("%s: got %v ten days later, expected %v", l.path, b, a)
		}
	}
	account := map[string]any{"account": early.okra().list("/products/accounts", `{}`, "accounts")[0]["_id"]}
	l := okraTransactions().at("/transactions/getByAccount")
	before := idsOf(early.okra().every(l, account, 100))
	early.advance(10 * 24 * time.Hour)
	if again := idsOf(early.okra().every(l, account, 100)); !slices.Equal(again, before) {
		t.Error("the transactions changed although the bank was asked once")
	}
	// When the transactions are asked for does not matter, only when the account was
	// made.
	lazy := start(t)
	lazy.okra().post("/products/accounts", `{}`).want(t, http.StatusOK)
	lazy.advance(10 * 24 * time.Hour)
	if got := idsOf(lazy.okra().every(l, account, 100)); !slices.Equal(got, before) {
		t.Error("an account has other transactions if they are asked for later")
	}
	both := 0
	for _, id := range idsOf(late.okra().every(l, account, 100)) {
		if slices.Contains(before, id) {
			both++
		}
	}
	if both < 15 {
		t.Errorf("%d of 20 transactions have the same id ten days later, expected nearly all", both)
	}
}

// TestOkraDataIsMadeOnce lets many ask for the first time at once.
func TestOkraDataIsMadeOnce(t *testing.T) {
	t.Parallel()
	f := start(t)
	answers := make([]string, 12)
	var wg sync.WaitGroup
	for i := range answers {
		c := f.okra()
		wg.Go(func() {
			path := []string{"/products/transactions", "/products/accounts", "/customers/list"}[i%3]
			answers[i] = string(c.post(path, `{"limit":100}`).body)
		})
	}
	wg.Wait()
	for i, text := range answers {
		if text != answers[i%3] || !strings.HasPrefix(text, `{"status":"success"`) {
			t.Errorf("request %d got another answer: %.200s", i, text)
		}
	}
	if n := len(f.okra().every(okraTransactions(), nil, 100)); n != 16*20 {
		t.Errorf("got %d transactions, expected 320", n)
	}
}

func TestOkraDataSurvivesARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	f := start(t, onDisk(path))
	c := f.okra()
	// One account has its transactions before the restart, the others after it.
	c.post("/transactions/getByAccount", `{"account":"`+c.list("/products/accounts", `{}`, "accounts")[2].text("_id")+`"}`).want(t, http.StatusOK)
	f.okra().post("/customers/generate", `{"number":2,"create":true}`).want(t, http.StatusOK)
	f.stop()

	one := start(t, onDisk(path), func(o *sandbox.Options) { o.Seed, o.Accounts, o.Transactions = 9, 1, 5 })
	one.advance(48 * time.Hour)
	first := okraData(one.okra())
	one.stop()
	again := start(t, onDisk(path))
	if okraData(again.okra()) != first {
		t.Error("the data is another one after a restart")
	}
	if n := len(again.okra().every(okraCustomers(), nil, 100)); n != 6 {
		t.Errorf("got %d customers, expected the four seeded and the two made", n)
	}

	fresh := start(t)
	seeded := okraData(fresh.okra())
	if !strings.Contains(first, fresh.okra().list("/products/accounts", `{}`, "accounts")[0].text("_id")) {
		t.Error("the seeded data is not the seed's")
	}
	fresh.okra().post("/customers/generate", `{"number":3,"create":true}`).want(t, http.StatusOK)
	if err := fresh.box.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if okraData(fresh.okra()) != seeded {
		t.Error("a reset does not bring the data back to the seed")
	}
}

// TestOkraMakesNothingUnasked shows that a sandbox without a request for data
// holds none, and one that was asked for an account's transactions has no others.
func TestOkraMakesNothingUnasked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	f := start(t, onDisk(path))
	f.okra().post("/keys/list", `{}`).want(t, http.StatusOK)
	account := f.company(1, "production").list("/products/accounts", `{}`, "accounts")[0].text("_id")
	f.company(1, "production").post("/transactions/getByAccount", `{"account":"`+account+`"}`).want(t, http.StatusOK)
	organisations := f.box.Credentials().Organisations
	f.stop()
	s, err := store.Open(t.Context(), path, sandbox.Tables()...)
	if err != nil {
		t.Fatal(err)
	}
	err = s.View(t.Context(), func(all *store.Tx) error {
		tx := tables.Tx{Tx: all}
		for i, o := range organisations {
			for _, environment := range []string{store.Sandbox, store.Production} {
				scope := store.Scope{Organisation: o.ID, Environment: environment}
				asked := i == 1 && environment == store.Production
				at, err := tx.SeededAt(scope)
				if err != nil || at.IsZero() == asked {
					t.Errorf("%v was seeded at %s, %v", scope, at, err)
				}
				accounts, err := tx.Accounts(scope, tables.AccountFilter{}, tables.EveryRow())
				if err != nil {
					return err
				}
				for _, a := range accounts {
					if a.Filled != (a.ID == account) {
						t.Errorf("account %s has transactions: %t", a.ID, a.Filled)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
