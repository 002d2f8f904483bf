// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bankdata_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
)

// holdsNUBAN checks a NUBAN as the Central Bank of Nigeria's guideline writes it out, independently of how the package
// makes one: A×3 + B×7 + C×3 + D×3 + E×7 + F×3 + G×3 + H×7 + I×3 + J×3 + K×7 + L×3, modulo ten, from ten; a ten is a 0.
func holdsNUBAN(bankCode, nuban string) bool {
	if len(bankCode) != 3 || len(nuban) != 10 {
		return false
	}
	sum := 0
	for i, c := range bankCode + nuban[:9] {
		sum += int(c-'0') * []int{3, 7, 3, 3, 7, 3, 3, 7, 3, 3, 7, 3}[i]
	}
	check := 10 - sum%10
	if check == 10 {
		check = 0
	}
	return int(nuban[9]-'0') == check
}

func TestNUBANCheckerKnowsTheGuidelinesExample(t *testing.T) {
	t.Parallel()
	// The guideline's own: serial number 000001457 at First Bank, 011, has the check digit 9.
	if !holdsNUBAN("011", "0000014579") {
		t.Error("the checker refuses the guideline's example")
	}
	if holdsNUBAN("011", "0000014578") || holdsNUBAN("058", "0000014579") || holdsNUBAN("011", "000001457") {
		t.Error("the checker accepts a wrong digit, another bank or a short number")
	}
}

func TestNigerianBanks(t *testing.T) {
	t.Parallel()
	banks := bankdata.NigerianBanks()
	if len(banks) != 10 || !slices.IsSortedFunc(banks, func(a, b bankdata.NigerianBank) int { return strings.Compare(a.ID, b.ID) }) {
		t.Errorf("got %d banks, expected ten by ascending id", len(banks))
	}
	// What Okra's documentation shows, and the banks' codes at the central bank.
	for id, want := range map[string][2]string{
		"5d6fe57a4099cc4b210bbeb2": {"First City Monument Bank", "214"},
		"5d6fe57a4099cc4b210bbeb3": {"Guaranty Trust Bank", "058"},
		"5d6fe57a4099cc4b210bbeb6": {"Stanbic IBTC Bank", "221"},
		"5d6fe57a4099cc4b210bbebe": {"Alat by Wema", "035"},
	} {
		b, ok := bankdata.NigerianBankByID(id)
		if !ok || [2]string{b.Name, b.Code} != want {
			t.Errorf("bank %s: got %+v, expected %v", id, b, want)
		}
	}
	if b, ok := bankdata.NigerianBankByID("5d6fe57a4099cc4b210bbeff"); ok {
		t.Errorf("an unknown bank is %+v", b)
	}
	seen := map[string]bool{}
	for _, b := range banks {
		for what, pattern := range map[string]string{
			b.ID: `^[0-9a-f]{24}$`, b.Code: `^\d{3}$`, b.NIPCode: `^\d{6}$`, b.Slug: `^[a-z]+(-[a-z]+)*$`, b.Color: `^#[0-9a-f]{6}$`, b.Short: `^[A-Z]+$`,
		} {
			if !regexp.MustCompile(pattern).MatchString(what) {
				t.Errorf("%s: %q is not %s", b.Name, what, pattern)
			}
			if seen[what] && !strings.HasPrefix(what, "#") {
				t.Errorf("%s: %q is another bank's too", b.Name, what)
			}
			seen[what] = true
		}
	}
}

func TestNairaAccounts(t *testing.T) {
	t.Parallel()
	for _, bank := range bankdata.NigerianBanks() {
		t.Run(bank.Slug, func(t *testing.T) {
			t.Parallel()
			seen, kinds, held := map[string]bool{}, map[string]int{}, 0
			for i := range 500 {
				a := bankdata.NairaAccountAt(1, "org/sandbox", bank, i, false)
				if !regexp.MustCompile(`^\d{10}$`).MatchString(a.NUBAN) || !holdsNUBAN(bank.Code, a.NUBAN) {
					t.Errorf("the check digit of %s does not hold for bank %s", a.NUBAN, bank.Code)
				}
				if seen[a.NUBAN] {
					t.Errorf("NUBAN %s twice", a.NUBAN)
				}
				seen[a.NUBAN] = true
				kinds[a.Kind]++
				if a.Available <= 0 || a.Available > a.Ledger || a.BankID != bank.ID {
					t.Errorf("account %+v", a)
				}
				if a.Available < a.Ledger {
					held++
				}
				if company := bankdata.NairaAccountAt(1, "org/sandbox", bank, i, true); company.Kind != "current" || company.NUBAN != a.NUBAN {
					t.Errorf("a company has the account %+v", company)
				}
			}
			if kinds["savings"] == 0 || kinds["current"] == 0 || len(kinds) != 2 || held == 0 || held == 500 {
				t.Errorf("got the kinds %v, %d of 500 with a part held back", kinds, held)
			}
		})
	}
}

func TestNairaAccountsDependOnSeedOwnerAndBank(t *testing.T) {
	t.Parallel()
	banks := bankdata.NigerianBanks()
	serial := func(a bankdata.NairaAccount) string { return a.NUBAN[:9] }
	base := serial(bankdata.NairaAccountAt(1, "org/sandbox", banks[0], 0, false))
	for what, other := range map[string]bankdata.NairaAccount{
		"seed":        bankdata.NairaAccountAt(2, "org/sandbox", banks[0], 0, false),
		"environment": bankdata.NairaAccountAt(1, "org/production", banks[0], 0, false),
		"bank":        bankdata.NairaAccountAt(1, "org/sandbox", banks[1], 0, false),
	} {
		if serial(other) == base {
			t.Errorf("another %s gives the same serial number %s", what, base)
		}
	}
}

func TestCustomers(t *testing.T) {
	t.Parallel()
	emails := map[string]bool{}
	for i := range 200 {
		c := bankdata.CustomerAt(1, "org/sandbox", i)
		if c.Company != (i%4 == 3) || !regexp.MustCompile(`^[A-Z][a-z]+( [A-Z][a-z]+)+$`).MatchString(c.Name) {
			t.Errorf("customer %d is %+v", i, c)
		}
		// Nobody may be reached: the domain is for examples, and the area is not assigned.
		if !regexp.MustCompile(`^[a-z.]+\.\d+@example\.com$`).MatchString(c.Email) || !regexp.MustCompile(`^\+234000\d{7}$`).MatchString(c.Phone) {
			t.Errorf("customer %d has the address %s and the number %s", i, c.Email, c.Phone)
		}
		if emails[c.Email] {
			t.Errorf("address %s twice", c.Email)
		}
		emails[c.Email] = true
		if c != bankdata.CustomerAt(1, "org/sandbox", i) {
			t.Errorf("customer %d is another one the second time", i)
		}
	}
	for name, want := range map[string]string{"Ọlá O'Neil 2": "l.oneil.2.8@example.com", "株式会社": "8@example.com"} {
		if got := bankdata.NamedCustomerAt(1, "o", 7, name, false); got.Email != want || got.Name != name {
			t.Errorf("%s: got %+v, expected the address %s", name, got, want)
		}
	}
}
