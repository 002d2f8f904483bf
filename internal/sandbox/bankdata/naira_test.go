// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bankdata_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
)

func nairaAccount(tb testing.TB) bankdata.NairaAccount {
	tb.Helper()
	return bankdata.NairaAccountAt(1, "org/sandbox", bankdata.NigerianBanks()[3], 0, false)
}

func entries(n int, until time.Time) []bankdata.Entry {
	acc := bankdata.NairaAccountAt(1, "org/sandbox", bankdata.NigerianBanks()[3], 0, false)
	return slices.Collect(bankdata.Entries(1, acc, n, until))
}

func TestEntries(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 20, 200, 40_000} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			t.Parallel()
			list := entries(n, until)
			if len(list) != n {
				t.Fatalf("got %d entries, expected %d", len(list), n)
			}
			day, number := until.Truncate(24*time.Hour), 1<<30
			credits, fractions, late := 0, 0, 0
			for i, e := range list {
				if e.Cleared.After(day) || (e.Cleared.Equal(day) && e.Number >= number) || e.Number < 1 {
					t.Fatalf("entry %d: %s number %d comes after %s number %d", i, e.Cleared, e.Number, day, number)
				}
				day, number = e.Cleared, e.Number
				if delay := e.Cleared.Sub(e.Made) / (24 * time.Hour); delay < 0 || delay > 3 {
					t.Fatalf("entry %d: made %s, cleared %s", i, e.Made, e.Cleared)
				} else if delay > 0 {
					late++
				}
				if e.Amount <= 0 || e.Text == "" || e.Text != strings.ToUpper(e.Text) {
					t.Fatalf("entry %d: %+v", i, e)
				}
				if e.Credit {
					credits++
				}
				if e.Amount%100 != 0 {
					fractions++
				}
			}
			if n >= 200 && (credits == 0 || credits == n || fractions == 0 || fractions > n/10 || late == 0 || late > n/2) {
				t.Errorf("%d credits, %d amounts with fractions of a kobo, %d cleared late", credits, fractions, late)
			}
		})
	}
}

func TestEntriesReadNigerian(t *testing.T) {
	t.Parallel()
	kinds := map[string]int{}
	for _, e := range entries(600, until) {
		for _, kind := range []string{"NIP TRF CREDIT INV-", "NIP TRF DEBIT INV-", "POS PURCHASE ", "SHOP RENT ", "PREPAID METER TOKEN ", "CREDIT INTEREST "} {
			if !strings.HasPrefix(e.Text, kind) {
				continue
			}
			kinds[kind]++
			// A transfer names the other side, a card payment the shop alone.
			if transfer := kind != "POS PURCHASE " && kind != "CREDIT INTEREST "; regexp.MustCompile(`/[A-Z ]{6,}$`).MatchString(e.Text) != transfer {
				t.Errorf("got the text %q", e.Text)
			}
		}
	}
	if len(kinds) != 6 {
		t.Errorf("got the kinds %v, expected six", kinds)
	}
}

// TestEntriesGrowWithTime shows that a later day adds entries and leaves the earlier ones as they were.
func TestEntriesGrowWithTime(t *testing.T) {
	t.Parallel()
	before, after := entries(1_000, until), entries(1_000, until.AddDate(0, 0, 14))
	i := slices.Index(after, before[0])
	if i < 1 || !slices.Equal(after[i:], before[:len(before)-i]) {
		t.Errorf("the newest entry of before is at %d two weeks later, and the rest should follow it", i)
	}
}

func TestEntriesStopWhenAsked(t *testing.T) {
	t.Parallel()
	seen := 0
	for range bankdata.Entries(1, nairaAccount(t), 1_000, until) {
		if seen++; seen == 3 {
			break
		}
	}
	if seen != 3 {
		t.Errorf("saw %d entries, expected 3", seen)
	}
}

// TestNairaDataStaysAsItIs pins data across versions and processors, as TestAccountsStayAsTheyAre does.
func TestNairaDataStaysAsItIs(t *testing.T) {
	t.Parallel()
	if got, want := nairaAccount(t), (bankdata.NairaAccount{
		BankID: "5d6fe57a4099cc4b210bbeb3", NUBAN: "6169613461", Kind: "savings", Ledger: 98064653400, Available: 85806571800,
	}); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got, want := bankdata.CustomerAt(1, "org/sandbox", 0), (bankdata.Customer{
		Name: "Damilola Lawal", Email: "damilola.lawal.1@example.com", Phone: "+2340007440494",
	}); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got, want := entries(200, until)[0], (bankdata.Entry{
		Made: time.Date(2026, 2, 10, 0, 0, 0, 0, time.UTC), Cleared: time.Date(2026, 2, 10, 0, 0, 0, 0, time.UTC), Number: 1,
		Amount: 15499700000, Text: "SALARY 02/2026/KAINJI ENERGY ENTERPRISES",
	}); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
