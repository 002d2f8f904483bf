// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package iban

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestCheck tries IBANs that banks and registries print as examples, and what
// people make of them.
func TestCheck(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, wrong string }{
		{"HR1210010051863000160", ""},
		{"RS35105008123123123173", ""},
		{"BA391290079401028494", ""},
		{"DE89370400440532013000", ""},
		{"GB29NWBK60161331926819", ""},
		{"NO9386011117947", ""},
		{"MT84MALT011000012345MTLCAST001S", ""},
		{"HR12 1001 0051 8630 0016 0", ""},
		{"hr12 1001 0051 8630 0016 0", ""},
		{"gb29nwbk60161331926819", ""},

		{"", "too short"},
		{"HR", "too short"},
		{"HR1", "too short"},
		{"   ", "too short"},
		{"HR121001005186300016", "it has 20 characters; an IBAN of HR has 21"},
		{"HR12100100518630001600", "it has 22 characters; an IBAN of HR has 21"},
		{"US12100100518630001600", `"US" is not a country`},
		{"1210010051863000160HR", `"12" is not a country`},
		{"HR1210010051863000161", "check digits do not match"},
		{"HR1210010051863000106", "check digits do not match"},
		{"HR2110010051863000160", "check digits do not match"},
		{"HR12-1001-0051-8630-0016-0", "'-'"},
		{"HR12\t10010051863000160", `'\t'`},
		{"ХR1210010051863000160", "'Х'"},
		{"HR121001005186300016٠", "'٠'"},
		{"DEAZ370400440532013000", "check digits"},
		{"DE0A370400440532013000", "check digits"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			err := Check(test.text)
			switch {
			case test.wrong == "" && err != nil:
				t.Errorf("refused: %v", err)
			case test.wrong != "" && (err == nil || !strings.Contains(err.Error(), test.wrong)):
				t.Errorf("got %v, want an error about %q", err, test.wrong)
			}
		})
	}
}

func TestElectronic(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"HR12 1001 0051 8630 0016 0":  "HR1210010051863000160",
		" hr1210010051863000160 ":     "HR1210010051863000160",
		"gb29 nwbk 6016 1331 9268 19": "GB29NWBK60161331926819",
		"":                            "",
	} {
		if got := Electronic(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// checkDigits computes check digits with whole numbers of any size, unlike the
// package, which carries a remainder along.
func checkDigits(country, account string) string {
	var digits strings.Builder
	for _, c := range account + country + "00" {
		if c >= 'A' {
			fmt.Fprintf(&digits, "%d", c-'A'+10)
		} else {
			digits.WriteRune(c)
		}
	}
	number, _ := new(big.Int).SetString(digits.String(), 10)
	return fmt.Sprintf("%02d", 98-new(big.Int).Mod(number, big.NewInt(97)).Int64())
}

// genIBAN makes valid IBANs of a country, of digits or of digits and letters.
func genIBAN(country, alphabet string) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		length := lengths[country] - 4
		account := rapid.StringOfN(rapid.RuneFrom([]rune(alphabet)), length, length, length).Draw(t, "account")
		return country + checkDigits(country, account) + account
	})
}

const (
	digits       = "0123456789"
	alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// TestEveryCountry proves that each country's IBANs are taken with any account
// number, and with no other length.
func TestEveryCountry(t *testing.T) {
	t.Parallel()
	for _, country := range slices.Sorted(maps.Keys(lengths)) {
		t.Run(country, func(t *testing.T) {
			t.Parallel()
			if n := lengths[country]; n < 15 || n > 34 {
				t.Errorf("an IBAN of %s has %d characters, which ISO 13616 does not allow", country, n)
			}
			rapid.Check(t, func(t *rapid.T) {
				iban := genIBAN(country, alphanumeric).Draw(t, "iban")
				if err := Check(iban); err != nil {
					t.Fatalf("%s: %v", iban, err)
				}
				if Check(iban[:len(iban)-1]) == nil || Check(iban+"0") == nil {
					t.Fatalf("%s is taken with another length", iban)
				}
			})
		})
	}
}

// TestMistakes proves what check digits are for: one wrong digit and two
// neighbours that changed places are always found.
func TestMistakes(t *testing.T) {
	t.Parallel()
	countries := slices.Sorted(maps.Keys(lengths))
	rapid.Check(t, func(t *rapid.T) {
		iban := genIBAN(rapid.SampledFrom(countries).Draw(t, "country"), digits).Draw(t, "iban")
		at := rapid.IntRange(2, len(iban)-1).Draw(t, "at")
		wrong := []byte(iban)
		wrong[at] = digits[rapid.IntRange(0, 9).Draw(t, "digit")]
		if string(wrong) != iban && Check(string(wrong)) == nil {
			t.Fatalf("%s passes for %s", wrong, iban)
		}
		next := at + 1
		if at == 3 || next == len(iban) {
			return // The fourth and the fifth are no neighbours in what is computed.
		}
		swapped := []byte(iban)
		swapped[at], swapped[next] = swapped[next], swapped[at]
		if string(swapped) != iban && Check(string(swapped)) == nil {
			t.Fatalf("%s passes for %s", swapped, iban)
		}
	})
}

// TestCheckDigitsAreUnique proves that an account number has one IBAN: letters
// in place of the check digits, and the digits that the computation never gives,
// are refused even where the remainder fits.
func TestCheckDigitsAreUnique(t *testing.T) {
	t.Parallel()
	others := 0
	for number := range 97 {
		account := fmt.Sprintf("%018d", number)
		right := checkDigits("DE", account)
		for _, a := range alphanumeric {
			for _, b := range alphanumeric {
				check := string(a) + string(b)
				iban := "DE" + check + account
				if check == right || remainder(account+"DE"+check) != 1 {
					continue
				}
				others++
				if Check(iban) == nil {
					t.Errorf("%s is taken for an IBAN, which is DE%s%s", iban, right, account)
				}
			}
		}
	}
	if others == 0 {
		t.Error("no other text has a remainder that fits, so nothing was proved")
	}
}

func FuzzCheck(f *testing.F) {
	for _, seed := range []string{"HR1210010051863000160", "HR12 1001", "", "ß", "ı", "\xff\xfe", "GB29NWBK60161331926819"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if Check(text) != nil {
			return
		}
		iban := Electronic(text)
		if len(iban) < 15 || len(iban) > 34 || checkDigits(iban[:2], iban[4:]) != iban[2:4] {
			t.Errorf("%q is taken for an IBAN", text)
		}
	})
}
