// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bankdata_test

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
)

// ibanRemainder checks an IBAN as ISO 13616 says, independently of how the package makes one.
func ibanRemainder(t *testing.T, iban string) int64 {
	t.Helper()
	var number strings.Builder
	for _, c := range iban[4:] + iban[:4] {
		number.WriteString(strconv.Itoa(strings.IndexRune("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", c)))
	}
	n, ok := new(big.Int).SetString(number.String(), 10)
	if !ok {
		t.Fatalf("%s is not made of digits and capitals", iban)
	}
	return new(big.Int).Mod(n, big.NewInt(97)).Int64()
}

// holdsMOD1110 checks a number with its check digit by the recursive definition of ISO 7064: with the check digit
// added, the sum is 1.
func holdsMOD1110(number string) bool {
	p := 10
	for _, d := range number[:len(number)-1] {
		s := (p + int(d-'0')) % 10
		if s == 0 {
			s = 10
		}
		p = s * 2 % 11
	}
	return (p+int(number[len(number)-1]-'0'))%10 == 1
}

// checkIBAN fails the test unless the IBAN has its country's structure and every check digit holds.
func checkIBAN(t *testing.T, iban string) {
	t.Helper()
	structure := map[string]string{"HR": `^HR\d{2}\d{17}$`, "RS": `^RS\d{2}\d{18}$`, "BA": `^BA\d{2}\d{16}$`}
	if len(iban) < 2 || structure[iban[:2]] == "" {
		t.Fatalf("IBAN %q: unknown country", iban)
	}
	if !regexp.MustCompile(structure[iban[:2]]).MatchString(iban) {
		t.Errorf("IBAN %q lacks its country's structure", iban)
	}
	if r := ibanRemainder(t, iban); r != 1 {
		t.Errorf("IBAN %q: remainder %d, want 1", iban, r)
	}
	bban := iban[4:]
	switch iban[:2] {
	case "HR":
		if !holdsMOD1110(bban[:7]) || !holdsMOD1110(bban[7:]) {
			t.Errorf("IBAN %q: a national check digit is wrong", iban)
		}
	default:
		n, _ := new(big.Int).SetString(bban, 10)
		if n.Mod(n, big.NewInt(97)).Int64() != 1 {
			t.Errorf("IBAN %q: the national check digits are wrong", iban)
		}
	}
}

func TestIBANCheckerKnowsRealExamples(t *testing.T) {
	t.Parallel()
	// The examples of the SWIFT IBAN registry.
	for _, iban := range []string{"HR1210010051863000160", "RS35260005601001611379", "BA391290079401028494"} {
		checkIBAN(t, iban)
	}
	if ibanRemainder(t, "HR1210010051863000161") == 1 || holdsMOD1110("1863000161") {
		t.Error("the checker accepts a wrong digit")
	}
}

func TestValidIBAN(t *testing.T) {
	t.Parallel()
	for iban, want := range map[string]bool{
		"HR1210010051863000160": true, "RS35260005601001611379": true, "BA391290079401028494": true, "RS35105008123123123173": true,
		"GB82WEST12345698765432": true, "MT84MALT011000012345MTLCAST001S": true,
		"HR1210010051863000161": false, "GB83WEST12345698765432": false, "GB82WSET12345698765432": false,
		"RS3510500812312312317": false, "RS351050081231231231730": false, "rs35105008123123123173": false,
		"RS35 1050 0812 3123 1231 73": false, "": false, "RS35": false, "RS35105008123123123173\n": false,
	} {
		if got := bankdata.ValidIBAN(iban); got != want {
			t.Errorf("%q: got %t, expected %t", iban, got, want)
		}
	}
}

func TestBanks(t *testing.T) {
	t.Parallel()
	banks := bankdata.Banks()
	want := []string{
		"addiko-hr", "aik-rs", "erste-hr", "hpb-hr", "intesa-rs", "nlb-ba", "nlb-rs", "otp-hr", "otp-rs", "pbz-hr",
		"raiffeisen-ba", "raiffeisen-rs", "rba-hr", "unicredit-ba", "unicredit-rs", "zaba-hr",
	}
	var ids []string
	for _, b := range banks {
		ids = append(ids, b.ID)
		if !strings.HasSuffix(b.ID, "-"+strings.ToLower(b.Country)) || b.Name == "" {
			t.Errorf("bank %+v: its ID should end with its country, its name should not be empty", b)
		}
		currencies := map[string][]string{"HR": {"EUR"}, "RS": {"RSD", "EUR"}, "BA": {"BAM", "EUR"}}[b.Country]
		if !slices.Equal(b.Currencies, currencies) {
			t.Errorf("bank %s: currencies %v, want %v", b.ID, b.Currencies, currencies)
		}
	}
	if !slices.Equal(ids, want) {
		t.Errorf("banks are %v, want %v", ids, want)
	}
	banks[0].Currencies[0] = "changed"
	if bankdata.Banks()[0].Currencies[0] == "changed" {
		t.Error("Banks shares its data between callers")
	}
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	for _, bank := range bankdata.Banks() {
		t.Run(bank.ID, func(t *testing.T) {
			t.Parallel()
			const n = 200
			accounts := bankdata.Accounts(1, "org_a/sandbox", bank.ID, n)
			if len(accounts) != n {
				t.Fatalf("got %d accounts, want %d", len(accounts), n)
			}
			seen := map[string]bool{}
			for _, a := range accounts {
				checkIBAN(t, a.IBAN)
				if seen[a.IBAN] {
					t.Errorf("IBAN %s twice", a.IBAN)
				}
				seen[a.IBAN] = true
				if a.IBAN[:2] != bank.Country || a.BankID != bank.ID || a.BankName != bank.Name || a.Name == "" {
					t.Errorf("account %+v does not belong to bank %+v", a, bank)
				}
				if !slices.Contains(bank.Currencies, a.Currency) || a.Balance <= 0 {
					t.Errorf("account %+v: wrong currency or balance", a)
				}
			}
			if !slices.Equal(accounts[:7], bankdata.Accounts(1, "org_a/sandbox", bank.ID, 7)) {
				t.Error("the first accounts depend on how many are asked for")
			}
		})
	}
}

func TestAccountsDependOnSeedOwnerAndBank(t *testing.T) {
	t.Parallel()
	base := bankdata.Accounts(1, "org_a/sandbox", "erste-hr", 1)[0]
	tests := map[string]bankdata.Account{
		"seed":        bankdata.Accounts(2, "org_a/sandbox", "erste-hr", 1)[0],
		"environment": bankdata.Accounts(1, "org_a/production", "erste-hr", 1)[0],
		"bank":        bankdata.Accounts(1, "org_a/sandbox", "zaba-hr", 1)[0],
	}
	for what, other := range tests {
		if other.IBAN[11:] == base.IBAN[11:] {
			t.Errorf("another %s gives the same account number %s", what, base.IBAN)
		}
	}
}

func TestAccountsOfNoBank(t *testing.T) {
	t.Parallel()
	if got := bankdata.Accounts(1, "org/sandbox", "nobody-hr", 3); len(got) != 0 {
		t.Errorf("an unknown bank has accounts: %v", got)
	}
	if got := bankdata.Accounts(1, "org/sandbox", "erste-hr", 0); len(got) != 0 {
		t.Errorf("none asked for, got %v", got)
	}
}

// TestAccountsStayAsTheyAre pins data across versions and processors: a seed that gave an account yesterday gives it
// tomorrow, so that a kept database and a state file still match.
func TestAccountsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	want := []bankdata.Account{
		{
			IBAN: "HR0724020062808588633", BankID: "erste-hr", BankName: "Erste & Steiermärkische Bank",
			Name: "Poslovni račun", Currency: "EUR", Balance: 374740300,
		},
		{
			IBAN: "RS35265037179740196452", BankID: "raiffeisen-rs", BankName: "Raiffeisen banka",
			Name: "Poslovni račun", Currency: "RSD", Balance: 7044587200,
		},
		{
			IBAN: "BA393380228050767261", BankID: "unicredit-ba", BankName: "UniCredit Bank Mostar",
			Name: "Poslovni račun", Currency: "BAM", Balance: 82389700,
		},
	}
	got := []bankdata.Account{
		bankdata.Accounts(1, "org/sandbox", "erste-hr", 1)[0],
		bankdata.Accounts(1, "org/sandbox", "raiffeisen-rs", 1)[0],
		bankdata.Accounts(1, "org/sandbox", "unicredit-ba", 1)[0],
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
