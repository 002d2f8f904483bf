// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// okraAccount adds an account to the customer "customer", filled with a made-up
// history of n transactions, and returns both.
func okraAccount(t *testing.T, tx *Tx, rng *rand.Rand, name string, n int) (OkraAccount, []OkraTransaction) {
	t.Helper()
	a := OkraAccount{
		ID: name, Scope: home(), CustomerID: "customer", BankID: "bank", NUBAN: name, Name: "NAME", Type: "savings", Currency: "NGN",
		CreatedAt: noon(), BalanceID: name, FetchedAt: noon(), Transactions: n, Key: [OkraKeySize]byte([]byte(name)),
	}
	if err := tx.InsertOkraAccount(a); err != nil {
		t.Fatal(err)
	}
	found, err := tx.OkraAccounts(home(), OkraAccountFilter{ID: name}, EveryRow())
	if err != nil || len(found) != 1 || found[0].Filled {
		t.Fatalf("got %+v, %v", found, err)
	}
	list := make([]OkraTransaction, n)
	for i := range list {
		list[i] = OkraTransaction{
			Day: 20_000 + rng.Int64N(12), Number: int64(i), Amount: rng.Int64N(200) - 100, Text: fmt.Sprintf("%s %d", name, i),
		}
		if list[i].Amount >= 0 {
			list[i].Amount++ // There is none of nothing.
		}
	}
	slices.SortFunc(list, func(a, b OkraTransaction) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Number, b.Number))
	})
	if err := tx.FillOkraAccount(found[0], list); err != nil {
		t.Fatal(err)
	}
	found, err = tx.OkraAccounts(home(), OkraAccountFilter{ID: name}, EveryRow())
	if err != nil || !found[0].Filled {
		t.Fatalf("got %+v, %v, expected a filled account", found, err)
	}
	return found[0], list
}

// okraWanted is what a list shall hold, found the long way.
func okraWanted(accounts []OkraAccount, lists [][]OkraTransaction, f OkraTransactionFilter) []OkraBooking {
	var all []OkraBooking
	for i, list := range lists {
		for _, transaction := range slices.Backward(list) {
			t := transaction
			credit, debit := t.Amount > 0 && t.Amount >= f.Least, t.Amount < 0 && -t.Amount >= f.Least
			if (f.Type == OkraCredit && !credit) || (f.Type == OkraDebit && !debit) ||
				(f.Between != nil && (t.Day < f.Between[0] || t.Day > f.Between[1])) {
				continue
			}
			all = append(all, OkraBooking{t, &accounts[i]})
		}
	}
	slices.SortStableFunc(all, func(a, b OkraBooking) int { return cmp.Compare(b.Day, a.Day) })
	return all
}

// TestOkraTransactionsAgreeWithASlowSearch asks for every window of some lists,
// under every kind of filter.
func TestOkraTransactionsAgreeWithASlowSearch(t *testing.T) {
	t.Parallel()
	s := inMemory(t)
	rng := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // A test's data.
	filters := []OkraTransactionFilter{
		{},
		{Between: &[2]int64{20_003, 20_007}},
		{Between: &[2]int64{1, 2}},
		{Between: &[2]int64{20_005, 20_005}},
		{Type: OkraCredit},
		{Type: OkraDebit, Least: 60},
		{Type: OkraCredit, Least: 1_000},
		{Type: OkraCredit, Least: 30, Between: &[2]int64{20_002, 20_009}},
	}
	for least := range int64(20) { // Some of them are the amount of a transaction.
		filters = append(filters, OkraTransactionFilter{Type: OkraCredit, Least: least}, OkraTransactionFilter{Type: OkraDebit, Least: least})
	}
	err := s.Update(t.Context(), func(tx *Tx) error {
		if err := tx.InsertOkraCustomer(OkraCustomer{ID: "customer", Scope: home(), CreatedAt: noon()}); err != nil {
			return err
		}
		var accounts []OkraAccount
		var lists [][]OkraTransaction
		for i, n := range []int{0, 40, 1, 121} {
			a, list := okraAccount(t, tx, rng, fmt.Sprintf("acc-%d", i), n)
			accounts, lists = append(accounts, a), append(lists, list)
		}
		for _, f := range filters {
			want := okraWanted(accounts, lists, f)
			for _, limit := range []int64{3, 64} {
				for offset := int64(0); offset <= int64(len(want))+limit; offset += limit {
					got, total, err := tx.OkraTransactions(accounts, f, Window{Offset: offset, Limit: limit})
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

// TestOkraRunsAreFew shows that a page deep in a long list is one range of the
// table, which skips no more than a day's transactions.
func TestOkraRunsAreFew(t *testing.T) {
	t.Parallel()
	var long okraHistory
	for day := range int64(1_000) {
		long = append(long, okraDay{day: day, count: 40})
	}
	runs := okraRuns([]okraHistory{long}, Window{Offset: 39_815, Limit: 100})
	if len(runs) != 1 || runs[0] != (okraRun{account: 0, day: 4, skip: 15, take: 100}) {
		t.Errorf("got %+v, expected one run", runs)
	}
	if runs := okraRuns([]okraHistory{long, long}, Window{Offset: 79_000, Limit: 100}); len(runs) > 4 {
		t.Errorf("got %d runs for a page of two accounts with 40 transactions a day", len(runs))
	}
}

// TestOkraRunsUseTheIndex asks SQLite how it would read a run.
func TestOkraRunsUseTheIndex(t *testing.T) {
	t.Parallel()
	got := plan(t, inMemory(t), okraRunQuery, 1, 20_000, 100, 3)
	if got != "SEARCH okra_transactions USING PRIMARY KEY (account=? AND day<?)\n" {
		t.Errorf("a run is not one range of the table:\n%s", got)
	}
}

func TestOkraHistoryIsCompact(t *testing.T) {
	t.Parallel()
	var list []OkraTransaction
	for i := range int64(40_000) {
		list = append(list, OkraTransaction{Day: 19_000 + i/40, Amount: (i%2*2 - 1) * 1_234_567_800})
	}
	days, amounts := encodeOkraHistory(list)
	if len(days) > 3*1_000 || len(amounts) > 5*len(list) {
		t.Errorf("got %d bytes for 1,000 days and %d for 40,000 amounts", len(days), len(amounts))
	}
}

func TestDamagedOkraHistoryIsAnError(t *testing.T) {
	t.Parallel()
	days, amounts := encodeOkraHistory([]OkraTransaction{{Day: 20_000, Amount: 5}, {Day: 20_000, Amount: 7}})
	for name, tt := range map[string]struct {
		days, amounts []byte
		filter        OkraTransactionFilter
	}{
		"cut in a day":     {days[:len(days)-1], nil, OkraTransactionFilter{}},
		"cut in a varint":  {append(slices.Clone(days), 0x80), nil, OkraTransactionFilter{}},
		"amounts too few":  {days, amounts[:1], OkraTransactionFilter{Type: OkraCredit}},
		"an amount is cut": {days, []byte{10, 0x80}, OkraTransactionFilter{Type: OkraCredit}},
		"too many amounts": {days, append(slices.Clone(amounts), 2), OkraTransactionFilter{Type: OkraCredit}},
	} {
		if h, err := decodeOkraHistory(tt.days, tt.amounts, tt.filter); !errors.Is(err, errHistory) {
			t.Errorf("%s: got %v, %v", name, h, err)
		}
	}
}

func TestOkraObjectsBelongToTheirScope(t *testing.T) {
	t.Parallel()
	s := inMemory(t)
	strangers := []Scope{{Organisation: "org_2", Environment: Sandbox}, {Organisation: "org_1", Environment: Production}}
	err := s.Update(t.Context(), func(tx *Tx) error {
		if err := tx.InsertOkraCustomer(OkraCustomer{ID: "customer", Scope: home(), CreatedAt: noon()}); err != nil {
			return err
		}
		okraAccount(t, tx, rand.New(rand.NewPCG(1, 2)), "acc-0", 3) //nolint:gosec // A test's data.
		for _, stranger := range strangers {
			// Nobody adds an account to another's customer.
			a := OkraAccount{ID: "x", Scope: stranger, CustomerID: "customer", NUBAN: "x", BalanceID: "x", Type: "savings", CreatedAt: noon(), FetchedAt: noon()}
			if err := tx.InsertOkraAccount(a); !errors.Is(err, ErrNotFound) {
				t.Errorf("%v: got %v, expected ErrNotFound", stranger, err)
			}
			if _, err := tx.OkraCustomer(stranger, "customer"); !errors.Is(err, ErrNotFound) {
				t.Errorf("%v: got %v, expected ErrNotFound", stranger, err)
			}
			list, err := tx.OkraAccounts(stranger, OkraAccountFilter{}, EveryRow())
			if err != nil || len(list) != 0 {
				t.Errorf("%v: got %v, %v, expected none", stranger, list, err)
			}
			if n, err := tx.CountOkraCustomers(stranger); n != 0 || err != nil {
				t.Errorf("%v: got %d, %v, expected none", stranger, n, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
