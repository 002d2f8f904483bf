// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bankdata_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
)

// until is a Wednesday in the afternoon, so that "the UTC day of until" means something.
var until = time.Date(2026, 2, 25, 16, 30, 0, 0, time.UTC)

func account(tb testing.TB, bankID string) bankdata.Account {
	tb.Helper()
	return bankdata.Accounts(1, "org/sandbox", bankID, 1)[0]
}

func transactions(acc bankdata.Account, n int, until time.Time) []bankdata.Transaction {
	return slices.Collect(bankdata.Transactions(1, acc, n, until))
}

func TestTransactions(t *testing.T) {
	t.Parallel()
	for _, bankID := range []string{"erste-hr", "raiffeisen-rs", "unicredit-ba"} {
		for _, n := range []int{1, 10, 200, 5_000, 40_000} {
			t.Run(bankID+"/"+strconv.Itoa(n), func(t *testing.T) {
				t.Parallel()
				acc := account(t, bankID)
				txs := transactions(acc, n, until)
				if len(txs) != n {
					t.Fatalf("got %d transactions, want %d", len(txs), n)
				}
				checkEach(t, acc, txs)
			})
		}
	}
}

// checkEach checks what must hold for every transaction and between neighbours.
func checkEach(t *testing.T, acc bankdata.Account, txs []bankdata.Transaction) {
	t.Helper()
	seen := make(map[string]bool, len(txs))
	checked := map[string]bool{}
	day := until.Truncate(24 * time.Hour)
	for i, tx := range txs {
		if seen[tx.ExternalID] || tx.ExternalID == "" {
			t.Fatalf("transaction %d: external id %q is empty or there twice", i, tx.ExternalID)
		}
		seen[tx.ExternalID] = true
		if tx.BookingDate.After(day) {
			t.Fatalf("transaction %d booked on %s, after %s: not newest first", i, tx.BookingDate, day)
		}
		day = tx.BookingDate
		if !tx.BookingDate.Equal(day.Truncate(24*time.Hour)) || tx.ValueDate.After(tx.BookingDate) ||
			tx.ValueDate.Location() != time.UTC || tx.BookingDate.Location() != time.UTC {
			t.Fatalf("transaction %d: booking %s, value %s", i, tx.BookingDate, tx.ValueDate)
		}
		if weekday := tx.BookingDate.Weekday(); weekday == time.Saturday || weekday == time.Sunday {
			t.Fatalf("transaction %d booked on a %s", i, weekday)
		}
		if tx.Amount <= 0 || tx.Currency != acc.Currency {
			t.Fatalf("transaction %d: amount %d %s", i, tx.Amount, tx.Currency)
		}
		own, other := tx.DebtorIBAN, tx.CreditorIBAN
		if tx.Inbound {
			own, other = other, own
		}
		if own != acc.IBAN {
			t.Fatalf("transaction %d: neither side is the account: %+v", i, tx)
		}
		if other != "" && !checked[other] {
			checked[other] = true
			checkIBAN(t, other)
		}
		// 140 characters is what a SEPA payment can carry.
		if tx.RemittanceInfo == "" || len([]rune(tx.RemittanceInfo)) > 140 {
			t.Fatalf("transaction %d: remittance %q", i, tx.RemittanceInfo)
		}
	}
}

func TestTransactionsSpreadOverYears(t *testing.T) {
	t.Parallel()
	tests := []struct {
		n        int
		min, max int // Days.
	}{
		{20, 200, 900},
		{200, 650, 1_200},
		{2_000, 800, 1_700},
		{40_000, 1_300, 2_200},
	}
	for _, tt := range tests {
		t.Run(strconv.Itoa(tt.n), func(t *testing.T) {
			t.Parallel()
			for _, bank := range bankdata.Banks() {
				txs := transactions(account(t, bank.ID), tt.n, until)
				days := int(until.Sub(txs[len(txs)-1].BookingDate).Hours() / 24)
				if days < tt.min || days > tt.max {
					t.Errorf("%s: %d transactions over %d days, want %d to %d", bank.ID, tt.n, days, tt.min, tt.max)
				}
			}
		})
	}
}

func TestTransactionsHaveARhythm(t *testing.T) {
	t.Parallel()
	txs := transactions(account(t, "erste-hr"), 400, until)
	months := map[string]map[int64]bool{}
	kinds := map[string]int{}
	for _, tx := range txs {
		for _, kind := range []string{"Najam", "Plaća", "Kartično", "Uplata po računu", "Naknada", "Pripis kamate"} {
			if strings.HasPrefix(tx.RemittanceInfo, kind) {
				kinds[kind]++
			}
		}
		if strings.HasPrefix(tx.RemittanceInfo, "Najam poslovnog prostora ") {
			month := tx.RemittanceInfo[len("Najam poslovnog prostora "):]
			if months[month] == nil {
				months[month] = map[int64]bool{}
			}
			months[month][tx.Amount] = true
			if tx.Inbound || tx.BookingDate.Day() < 5 || tx.BookingDate.Day() > 7 {
				t.Errorf("rent booked on %s, inbound %t", tx.BookingDate.Format(time.DateOnly), tx.Inbound)
			}
		}
	}
	if len(months) < 12 {
		t.Errorf("rent was paid in %d months, want at least 12", len(months))
	}
	if kinds["Najam"] != len(months) {
		t.Errorf("rent was paid %d times in %d months", kinds["Najam"], len(months))
	}
	for _, kind := range []string{"Plaća", "Kartično", "Uplata po računu", "Naknada", "Pripis kamate"} {
		if kinds[kind] == 0 {
			t.Errorf("no transaction %q", kind)
		}
	}
}

func TestTransactionsUseFourDecimals(t *testing.T) {
	t.Parallel()
	var fractions, cents int
	for _, tx := range transactions(account(t, "raiffeisen-rs"), 2_000, until) {
		if tx.Amount%100 == 0 {
			cents++
		} else {
			fractions++
		}
	}
	if fractions == 0 || cents < 1_900 {
		t.Errorf("%d amounts with fractions of a cent, %d without: want a few and most", fractions, cents)
	}
}

// TestTransactionsGrowWithTime shows that a later day adds transactions and leaves the earlier ones as they were.
func TestTransactionsGrowWithTime(t *testing.T) {
	t.Parallel()
	acc := account(t, "zaba-hr")
	before := transactions(acc, 1_000, until)
	after := transactions(acc, 1_000, until.AddDate(0, 0, 14))
	i := slices.IndexFunc(after, func(tx bankdata.Transaction) bool { return tx.ExternalID == before[0].ExternalID })
	if i < 1 {
		t.Fatalf("the newest transaction of before is at %d two weeks later, want it after new ones", i)
	}
	if !slices.Equal(after[i:], before[:len(before)-i]) {
		t.Error("the history changed when time went on")
	}
}

func TestTransactionsAreReproducible(t *testing.T) {
	t.Parallel()
	acc := account(t, "aik-rs")
	first := transactions(acc, 500, until)
	if !slices.Equal(first, transactions(acc, 500, until)) {
		t.Error("the same arguments give different transactions")
	}
	// The end of the day rather than its middle, and another zone, are still the same day.
	zone := time.FixedZone("", 5*60*60)
	if !slices.Equal(first, transactions(acc, 500, time.Date(2026, 2, 26, 4, 59, 0, 0, zone))) {
		t.Error("the time of day or the zone changes the transactions")
	}
	other := slices.Collect(bankdata.Transactions(2, acc, 500, until))
	if slices.Equal(first, other) {
		t.Error("another seed gives the same transactions")
	}
}

func TestTransactionsStopWhenAsked(t *testing.T) {
	t.Parallel()
	seen := 0
	for range bankdata.Transactions(1, account(t, "erste-hr"), 1_000, until) {
		seen++
		if seen == 3 {
			break
		}
	}
	if seen != 3 {
		t.Errorf("saw %d transactions, want 3", seen)
	}
	for tx := range bankdata.Transactions(1, account(t, "erste-hr"), 0, until) {
		t.Errorf("none asked for, got %+v", tx)
	}
}

// TestTransactionsStayAsTheyAre pins data across versions and processors, as TestAccountsStayAsTheyAre does.
func TestTransactionsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	got := transactions(account(t, "erste-hr"), 200, until)[0]
	want := bankdata.Transaction{
		ExternalID:     "ERSTE-20260225-0001",
		BookingDate:    time.Date(2026, 2, 25, 0, 0, 0, 0, time.UTC),
		ValueDate:      time.Date(2026, 2, 23, 0, 0, 0, 0, time.UTC),
		Amount:         69300,
		Currency:       "EUR",
		DebtorIBAN:     "HR0724020062808588633",
		RemittanceInfo: "Kartično plaćanje UREDSKI PRIBOR RIJEKA",
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// BenchmarkTransactions measures the generation of one transaction, in a history as long as the sandbox's largest.
func BenchmarkTransactions(b *testing.B) {
	acc := account(b, "erste-hr")
	b.ReportAllocs()
	left := b.N
	for left > 0 {
		for range bankdata.Transactions(1, acc, min(left, 40_000), until) {
			left--
		}
	}
}
