// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// TestTransactions proves what becomes of Okra's transactions: two fields for
// the amount turn into a direction and one amount, and the currency is the
// account's.
func TestTransactions(t *testing.T) {
	t.Parallel()
	debit := `{"_id":"txn2","trans_date":"2026-02-24","cleared_date":null,"debit":0.0001,"credit":null,"notes":null,"account":"acc1","ref":null}`
	got, err := dialecttest.Collect(serve(t, answer(accountJSON), answer(pageOf("transaction", 1, 0, creditJSON, debit))).
		open().Accounts.Transactions(t.Context(), "acc1", platform.TransactionFilter{}))
	if err != nil {
		t.Fatal(err)
	}
	want := []platform.Transaction{
		{
			ID: "txn1", ExternalID: "REF-1", BookingDate: "2026-02-25", ValueDate: "2026-02-26", Amount: decimal.RequireFromString("2500.5"),
			Currency: "NGN", Direction: platform.Inbound, RemittanceInfo: "Salary",
		},
		{ID: "txn2", BookingDate: "2026-02-24", Amount: decimal.RequireFromString("0.0001"), Currency: "NGN", Direction: platform.Outbound},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the transactions differ (-want +got):\n%s", diff)
	}
}

// TestTransactionsOfAnAccount proves that what a customer's other accounts and
// other days have is left out, whatever the server sends.
func TestTransactionsOfAnAccount(t *testing.T) {
	t.Parallel()
	row := func(id, account, day string) string {
		return fmt.Sprintf(`{"_id":%q,"account":{"_id":%q},"trans_date":%q,"debit":1}`, id, account, day)
	}
	page := pageOf("transaction", 1, 0,
		row("a", "acc1", "2026-03-01"), row("b", "acc2", "2026-02-28"), row("c", "acc1", "2026-02-28T23:59:59.999Z"),
		row("d", "acc1", "2026-02-01T00:00:00+01:00"), row("e", "acc1", "2026-01-31"))
	for filter, want := range map[platform.TransactionFilter]string{
		{From: "2026-02-01", To: "2026-02-28"}: "c d",
		{From: "2026-02-01"}:                   "a c d",
		{To: "2026-02-01"}:                     "d e",
		{}:                                     "a c d e",
	} {
		var ids []string
		for transaction, err := range serve(t, answer(accountJSON), answer(page)).open().Accounts.Transactions(t.Context(), "acc1", filter) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, transaction.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%v: got %s, want %s", filter, got, want)
		}
	}
}

// TestTransactionsOfNobody proves that a transaction which cannot be attributed
// is an error instead of a wrong sum.
func TestTransactionsOfNobody(t *testing.T) {
	t.Parallel()
	since := platform.TransactionFilter{From: "2026-02-01"}
	for name, test := range map[string]struct {
		account, row string
		filter       platform.TransactionFilter
		names        string // "" where it is fine
	}{
		"no account among a customer's":   {accountJSON, `{"_id":"a","trans_date":"2026-02-01","debit":1}`, since, "account._id"},
		"no account among the account's":  {accountJSON, `{"_id":"a","debit":1}`, platform.TransactionFilter{}, ""},
		"no day in a period":              {accountJSON, `{"_id":"a","account":"acc1","trans_date":null,"debit":1}`, since, "trans_date"},
		"no currency of the account":      {`{"_id":"acc1","currency":null}`, "", platform.TransactionFilter{}, "currency"},
		"no day, without a customer":      {`{"_id":"acc1","currency":"NGN"}`, `{"_id":"a","debit":1}`, since, "trans_date"},
		"another account than asked for":  {`{"_id":"acc2","currency":"NGN"}`, "", since, "not the id that was asked for"},
		"no account, without a customer":  {`{"_id":"acc1","currency":"NGN"}`, `{"_id":"a","trans_date":"2026-02-01","debit":1}`, since, ""},
		"null for the embedded reference": {`{"_id":"acc1","currency":"NGN","customer":null,"bank":null}`, `{"_id":"a","account":null,"debit":1}`, platform.TransactionFilter{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			op := operation{}
			if test.row != "" {
				op.before = append(op.before, answer(pageOf("transaction", 1, 0, test.row)))
			}
			steps := append(operation{}.steps(answer(test.account)), op.before...)
			all, err := dialecttest.Collect(serve(t, steps...).open().Accounts.Transactions(t.Context(), "acc1", test.filter))
			if test.names == "" {
				if err != nil || len(all) != 1 {
					t.Errorf("got %v and %v, want one", all, err)
				}
				return
			}
			mentions(t, err, test.names)
			if len(all) != 0 || platform.KindOf(err) != platform.KindUnexpected {
				t.Errorf("got %v before %v", all, err)
			}
		})
	}
}

// randomAmount makes an amount that NUMERIC(19,4) can hold, of any size, as a
// server that counts exactly writes it: with or without zeros at the end.
func randomAmount(random *rand.Rand) string {
	digits := random.Uint64N(pow10(random.IntN(20)))
	text := fmt.Sprintf("%d.%04d", digits/10000, digits%10000)
	if random.IntN(2) == 0 {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// pow10 is 10 to the power of n, up to 10^19.
func pow10(n int) uint64 {
	power := uint64(1)
	for range n {
		power *= 10
	}
	return power
}

// TestMoneyRoundTrips proves that 10,000 random amounts come out of a server's
// JSON exactly as they went in, as transactions and as balances, and go in again
// as they came out. A float64 holds less than 16 digits of the 19.
func TestMoneyRoundTrips(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(4, 2026)) //nolint:gosec // The same amounts each time, and no secret.
	const pages, rows = 100, 100
	var amounts []string
	op := operation{before: operation{}.steps(answer(accountJSON))}
	lossy := 0
	for number := range pages {
		var items []string
		for range rows {
			amount := randomAmount(random)
			field := []string{"debit", "credit"}[random.IntN(2)]
			items = append(items, fmt.Sprintf(`{"_id":"t%d","trans_date":"2026-02-01",%q:%s}`, len(amounts), field, amount))
			amounts = append(amounts, amount)
			if value, err := strconv.ParseFloat(amount, 64); err != nil || !decimal.NewFromFloat(value).Equal(decimal.RequireFromString(amount)) {
				lossy++
			}
		}
		op.before = append(op.before, answer(pageOf("transaction", number+1, (number+2)%(pages+1), items...)))
	}
	if lossy == 0 {
		t.Error("a float64 would have held all of the amounts, so they prove nothing")
	}
	read := 0
	for transaction, err := range serve(t, op.before...).open().Accounts.Transactions(t.Context(), "acc1", platform.TransactionFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		checkExact(t, amounts[read], transaction.Amount)
		read++
	}
	if read != pages*rows {
		t.Errorf("read %d amounts, want %d", read, pages*rows)
	}
	for i, amount := range amounts {
		if i%2 == 0 {
			amount = "-" + amount
		}
		var balances balancesWire
		if err := json.Unmarshal([]byte(`{"balance":[{"_id":"bal1","available_balance":`+amount+`}]}`), &balances); err != nil {
			t.Fatal(err)
		}
		balance, err := balances[0].domain(platform.AsOf{Said: dialecttest.Noon()})
		if err != nil {
			t.Fatalf("%s: %v", amount, err)
		}
		checkExact(t, amount, balance.Decimal)
	}
}

// checkExact compares a decimal with the text that it was read from, and reads
// again what it is written as.
func checkExact(t *testing.T, text string, got decimal.Decimal) {
	t.Helper()
	whole, fraction, _ := strings.Cut(text, ".")
	want := whole + "." + (fraction + "0000")[:4]
	if strings.Trim(want, "-0.") == "" {
		want = "0.0000" // Zero has no sign.
	}
	if got.StringFixed(4) != want {
		t.Errorf("%s was read as %s", text, got)
	}
	again, err := wire.Amount("amount", got.StringFixed(4))
	if err != nil || !again.Equal(got) {
		t.Errorf("%s was written as %s, which is read as %s and %v", text, got, again, err)
	}
}
