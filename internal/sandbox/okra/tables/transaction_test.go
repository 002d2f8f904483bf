// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tables

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store/storetest"
)

// account adds an account to the customer "customer", filled with a made-up
// history of n transactions, and returns both.
func account(t *testing.T, tx Tx, rng *rand.Rand, name string, n int) (Account, []Transaction) {
	t.Helper()
	a := Account{
		ID: name, Scope: storetest.Home(), CustomerID: "customer", BankID: "bank", NUBAN: name, Name: "NAME", Type: "savings", Currency: "NGN",
		CreatedAt: storetest.Noon(), BalanceID: name, FetchedAt: storetest.Noon(), Transactions: n, Key: [KeySize]byte([]byte(name)),
	}
	if err := tx.InsertAccount(a); err != nil {
		t.Fatal(err)
	}
	found, err := tx.Accounts(storetest.Home(), AccountFilter{ID: name}, EveryRow())
	if err != nil || len(found) != 1 || found[0].Filled {
		t.Fatalf("got %+v, %v", found, err)
	}
	list := make([]Transaction, n)
	for i := range list {
		list[i] = Transaction{
			Day: 20_000 + rng.Int64N(12), Number: int64(i), Amount: rng.Int64N(200) - 100, Text: fmt.Sprintf("%s %d", name, i),
		}
		if list[i].Amount >= 0 {
			list[i].Amount++ // There is none of nothing.
		}
	}
	slices.SortFunc(list, func(a, b Transaction) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Number, b.Number))
	})
	if err := tx.FillAccount(found[0], list); err != nil {
		t.Fatal(err)
	}
	found, err = tx.Accounts(storetest.Home(), AccountFilter{ID: name}, EveryRow())
	if err != nil || !found[0].Filled {
		t.Fatalf("got %+v, %v, expected a filled account", found, err)
	}
	return found[0], list
}

// wanted is what a list shall hold, found the long way.
func wanted(accounts []Account, lists [][]Transaction, f TransactionFilter) []Booking {
	var all []Booking
	for i, list := range lists {
		for _, transaction := range slices.Backward(list) {
			t := transaction
			credit, debit := t.Amount > 0 && t.Amount >= f.Least, t.Amount < 0 && -t.Amount >= f.Least
			if (f.Type == Credit && !credit) || (f.Type == Debit && !debit) ||
				(f.Between != nil && (t.Day < f.Between[0] || t.Day > f.Between[1])) {
				continue
			}
			all = append(all, Booking{t, &accounts[i]})
		}
	}
	slices.SortStableFunc(all, func(a, b Booking) int { return cmp.Compare(b.Day, a.Day) })
	return all
}

// TestTransactionsAgreeWithASlowSearch asks for every window of some lists,
// under every kind of filter.
func TestTransactionsAgreeWithASlowSearch(t *testing.T) {
	t.Parallel()
	s := storetest.InMemory(t, Platform())
	rng := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // A test's data.
	filters := []TransactionFilter{
		{},
		{Between: &[2]int64{20_003, 20_007}},
		{Between: &[2]int64{1, 2}},
		{Between: &[2]int64{20_005, 20_005}},
		{Type: Credit},
		{Type: Debit, Least: 60},
		{Type: Credit, Least: 1_000},
		{Type: Credit, Least: 30, Between: &[2]int64{20_002, 20_009}},
	}
	for least := range int64(20) { // Some of them are the amount of a transaction.
		filters = append(filters, TransactionFilter{Type: Credit, Least: least}, TransactionFilter{Type: Debit, Least: least})
	}
	err := s.Update(t.Context(), func(all *store.Tx) error {
		tx := Tx{Tx: all}
		if err := tx.InsertCustomer(Customer{ID: "customer", Scope: storetest.Home(), CreatedAt: storetest.Noon()}); err != nil {
			return err
		}
		var accounts []Account
		var lists [][]Transaction
		for i, n := range []int{0, 40, 1, 121} {
			a, list := account(t, tx, rng, fmt.Sprintf("acc-%d", i), n)
			accounts, lists = append(accounts, a), append(lists, list)
		}
		for _, f := range filters {
			want := wanted(accounts, lists, f)
			for _, limit := range []int64{3, 64} {
				for offset := int64(0); offset <= int64(len(want))+limit; offset += limit {
					got, total, err := tx.Transactions(accounts, f, store.Window{Offset: offset, Limit: limit})
					if err != nil {
						return err
					}
					part := want[min(offset, int64(len(want))):min(offset+limit, int64(len(want)))]
					if total != int64(len(want)) || !slices.Equal(got, part) {
						t.Fatalf("%+v: got %d of %d from %d on, expected %d of %d", f, len(got), total, offset, len(part), len(want))
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestRunsAreFew shows that a page deep in a long list is one range of the
// table, which skips no more than a day's transactions.
func TestRunsAreFew(t *testing.T) {
	t.Parallel()
	var long history
	for day := range int64(1_000) {
		long = append(long, historyDay{day: day, count: 40})
	}
	few := runs([]history{long}, store.Window{Offset: 39_815, Limit: 100})
	if len(few) != 1 || few[0] != (run{account: 0, day: 4, skip: 15, take: 100}) {
		t.Errorf("got %+v, expected one run", few)
	}
	if few := runs([]history{long, long}, store.Window{Offset: 79_000, Limit: 100}); len(few) > 4 {
		t.Errorf("got %d runs for a page of two accounts with 40 transactions a day", len(few))
	}
}

// TestRunsUseTheIndex asks SQLite how it would read a run.
func TestRunsUseTheIndex(t *testing.T) {
	t.Parallel()
	got := storetest.Plan(t, storetest.InMemory(t, Platform()), runQuery, 1, 20_000, 100, 3)
	if got != "SEARCH okra_transactions USING PRIMARY KEY (account=? AND day<?)\n" {
		t.Errorf("a run is not one range of the table:\n%s", got)
	}
}

func TestHistoryIsCompact(t *testing.T) {
	t.Parallel()
	var list []Transaction
	for i := range int64(40_000) {
		list = append(list, Transaction{Day: 19_000 + i/40, Amount: (i%2*2 - 1) * 1_234_567_800})
	}
	days, amounts := encodeHistory(list)
	if len(days) > 3*1_000 || len(amounts) > 5*len(list) {
		t.Errorf("got %d bytes for 1,000 days and %d for 40,000 amounts", len(days), len(amounts))
	}
}

func TestDamagedHistoryIsAnError(t *testing.T) {
	t.Parallel()
	days, amounts := encodeHistory([]Transaction{{Day: 20_000, Amount: 5}, {Day: 20_000, Amount: 7}})
	for name, tt := range map[string]struct {
		days, amounts []byte
		filter        TransactionFilter
	}{
		"cut in a day":     {days[:len(days)-1], nil, TransactionFilter{}},
		"cut in a varint":  {append(slices.Clone(days), 0x80), nil, TransactionFilter{}},
		"amounts too few":  {days, amounts[:1], TransactionFilter{Type: Credit}},
		"an amount is cut": {days, []byte{10, 0x80}, TransactionFilter{Type: Credit}},
		"too many amounts": {days, append(slices.Clone(amounts), 2), TransactionFilter{Type: Credit}},
	} {
		if h, err := decodeHistory(tt.days, tt.amounts, tt.filter); !errors.Is(err, errHistory) {
			t.Errorf("%s: got %v, %v", name, h, err)
		}
	}
}

func TestObjectsBelongToTheirScope(t *testing.T) {
	t.Parallel()
	s := storetest.InMemory(t, Platform())
	strangers := []store.Scope{{Organisation: "org_2", Environment: store.Sandbox}, {Organisation: "org_1", Environment: store.Production}}
	err := s.Update(t.Context(), func(all *store.Tx) error {
		tx := Tx{Tx: all}
		if err := tx.InsertCustomer(Customer{ID: "customer", Scope: storetest.Home(), CreatedAt: storetest.Noon()}); err != nil {
			return err
		}
		account(t, tx, rand.New(rand.NewPCG(1, 2)), "acc-0", 3) //nolint:gosec // A test's data.
		for _, stranger := range strangers {
			// Nobody adds an account to another's customer.
			a := Account{ID: "x", Scope: stranger, CustomerID: "customer", NUBAN: "x", BalanceID: "x", Type: "savings", CreatedAt: storetest.Noon(), FetchedAt: storetest.Noon()}
			if err := tx.InsertAccount(a); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%v: got %v, expected ErrNotFound", stranger, err)
			}
			if _, err := tx.Customer(stranger, "customer"); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%v: got %v, expected ErrNotFound", stranger, err)
			}
			list, err := tx.Accounts(stranger, AccountFilter{}, EveryRow())
			if err != nil || len(list) != 0 {
				t.Errorf("%v: got %v, %v, expected none", stranger, list, err)
			}
			if n, err := tx.CountCustomers(stranger); n != 0 || err != nil {
				t.Errorf("%v: got %d, %v, expected none", stranger, n, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
