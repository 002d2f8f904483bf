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

	_ "github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/seeded"
)

// TestCheck tries IBANs that banks and registries print as examples, and what
// people make of them.
func TestCheck(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, wrong string }{
		{"HR1210010051863000160", ""},
		{"RS35105008123123123173", ""},
		{"NO9386011117947", ""},
		{"HR12 1001 0051 8630 0016 0", ""},
		{"hr12 1001 0051 8630 0016 0", ""},
		{" gb29nwbk60161331926819 ", ""},

		{"", "it is empty"},
		{"   ", "it is empty"},
		{"HR", "too short"},
		{"HR1", "too short"},
		{"HR121001005186300016", "it has 20 characters without spaces; an IBAN of HR has 21"},
		{"HR12 1001 0051 8630 0016 00", "it has 22 characters without spaces; an IBAN of HR has 21"},
		{"US12100100518630001600", `"US" is not a country`},
		{"1210010051863000160HR", `"12" is not a country`},

		{"HR12100100518630O0160", "its character 17, spaces not counted, is 'O'; an IBAN of HR has a digit there"},
		{"HR12 1001 0051 8630 O016 0", "its character 17, spaces not counted, is 'O'; an IBAN of HR has a digit there"},
		{"GB29NW8K60161331926819", "its character 7, spaces not counted, is '8'; an IBAN of GB has a letter there"},
		{"DEAZ370400440532013000", "its character 3, spaces not counted, is 'A'; an IBAN of DE has a digit there"},
		{"DE0A370400440532013000", "its character 4, spaces not counted, is 'A'; an IBAN of DE has a digit there"},

		{"HR1210010051863000161", "its check digits are 12, but those of the rest are 82"},
		{"HR1210010051863000106", "its check digits are 12, but those of the rest are"},
		{"HR2110010051863000160", "its check digits are 21, but those of the rest are 12"},

		{"HR12-1001-0051-8630-0016-0", "'-' (U+002D)"},
		{"HR12\t10010051863000160", `'\t' (U+0009)`},
		{"HR12\u00a010010051863000160", `'\u00a0' (U+00A0)`},
		{"ХR1210010051863000160", "'Х' (U+0425)"},
		{"HR121001005186300016٠", "'٠' (U+0660)"},
		{"BR180036030500001000979549зC1", "'з' (U+0437)"},
		// A dotless i and a long s are I and S in upper case.
		{"gı75nwbk000000007099453", "'ı' (U+0131)"},
		{"eſ9121000418450200051332", "'ſ' (U+017F)"},
		{"HR12\xff10010051863000160", "U+FFFD"},
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

// No error repeats more of an account number than it has to.
func TestParse_errorsAreDiscreet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`(HR|GB|XX|[A-Z]{2})[0-9A-Z_]{0,30}`).Draw(t, "text")
		_, err := Parse(text)
		if err == nil {
			return
		}
		for i := 0; i+5 <= len(text); i++ {
			if strings.Contains(err.Error(), text[i:i+5]) {
				t.Fatalf("%q is refused with %q", text, err)
			}
		}
	})
}

func TestElectronic(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"HR12 1001 0051 8630 0016 0":  "HR1210010051863000160",
		" hr1210010051863000160 ":     "HR1210010051863000160",
		"gb29 nwbk 6016 1331 9268 19": "GB29NWBK60161331926819",
		"ıſß":                         "ıſß",
		"":                            "",
	} {
		if got := Electronic(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// independent computes check digits with whole numbers of any size, unlike the
// package, which carries a remainder along.
func independent(country, bban string) string {
	var text strings.Builder
	for _, c := range bban + country + "00" {
		if c >= 'A' {
			fmt.Fprintf(&text, "%d", c-'A'+10)
		} else {
			text.WriteRune(c)
		}
	}
	number, _ := new(big.Int).SetString(text.String(), 10)
	return fmt.Sprintf("%02d", 98-new(big.Int).Mod(number, big.NewInt(97)).Int64())
}

// genIBAN makes valid IBANs of a country.
func genIBAN(country string) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		var bban strings.Builder
		for _, class := range structures[country].classes()[2:] {
			bban.WriteRune(rapid.SampledFrom(members(class)).Draw(t, "character"))
		}
		return country + independent(country, bban.String()) + bban.String()
	})
}

// members are the characters of a class.
func members(of class) []rune {
	return map[class][]rune{
		'n': []rune("0123456789"),
		'a': []rune("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
		'c': []rune("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
	}[of]
}

// TestEveryCountry proves that each country's entry is one that ISO 13616 allows,
// that its IBANs are taken with any account number, and with no other length.
func TestEveryCountry(t *testing.T) {
	t.Parallel()
	for country, entry := range structures {
		t.Run(country, func(t *testing.T) {
			t.Parallel()
			length := 2 + len(entry.classes())
			if length < 15 || length > 34 {
				t.Errorf("an IBAN of %s has %d characters", country, length)
			}
			for _, class := range entry.classes() {
				if members(class) == nil {
					t.Errorf("there is no class %q", class)
				}
			}
			if b := entry.bank; b.first < 1 || b.last < b.first || b.last >= length-4 {
				t.Errorf("a bank cannot be at %v", b)
			}
			if b := entry.branch; b != none && (b.first <= entry.bank.last || b.last < b.first || b.last >= length-4) {
				t.Errorf("a branch cannot be at %v", b)
			}
			rapid.Check(t, func(t *rapid.T) {
				iban := genIBAN(country).Draw(t, "iban")
				parsed, err := Parse(iban)
				if err != nil {
					t.Fatalf("%s: %v", iban, err)
				}
				if parsed.Electronic() != iban || strings.ReplaceAll(parsed.Formatted(), " ", "") != iban {
					t.Fatalf("%s becomes %s and %s", iban, parsed.Electronic(), parsed.Formatted())
				}
				if !strings.HasSuffix(parsed.BBAN, parsed.Bank+parsed.Branch+parsed.Account) {
					t.Fatalf("%s: %+v lost a part", iban, parsed)
				}
				if Check(iban[:len(iban)-1]) == nil || Check(iban+"0") == nil {
					t.Fatalf("%s is taken with another length", iban)
				}
			})
		})
	}
}

// sameKind reports whether both are letters or both are digits.
func sameKind(a, b byte) bool { return (a >= 'A') == (b >= 'A') }

// blind are the neighbours that ISO 7064 MOD 97-10 cannot tell from each other
// swapped, since a letter counts as two digits: 1B is 1-11, and B1 is 11-1. They
// can be next to each other only where a country's structure allows either.
var blind = []string{"1B", "B1", "2M", "M2", "3X", "X3"}

// TestMistakes proves what check digits are for, on every place of every country's
// example: a wrong letter or digit is always found, and so are two neighbours that
// changed places, but for those that the standard cannot tell apart.
func TestMistakes(t *testing.T) {
	t.Parallel()
	changed, swapped := 0, 0
	for _, e := range examples {
		iban := Electronic(e.printed)
		for at := range iban {
			for _, r := range members('c') {
				wrong := []byte(iban)
				wrong[at] = byte(r)
				if wrong[at] == iban[at] || !sameKind(wrong[at], iban[at]) {
					continue // A letter for a digit is a matter of the structure.
				}
				changed++
				if Check(string(wrong)) == nil {
					t.Errorf("%s passes for %s", wrong, iban)
				}
			}
			if at+1 == len(iban) || iban[at] == iban[at+1] || slices.Contains(blind, iban[at:at+2]) {
				continue
			}
			swapped++
			if wrong := swap(iban, at); Check(wrong) == nil {
				t.Errorf("%s passes for %s", wrong, iban)
			}
		}
	}
	if changed < 20_000 || swapped < 1_000 {
		t.Errorf("only %d changes and %d swaps were tried", changed, swapped)
	}
}

// TestMistakes_random is TestMistakes on any account number.
func TestMistakes_random(t *testing.T) {
	t.Parallel()
	countries := slices.Sorted(maps.Keys(structures))
	rapid.Check(t, func(t *rapid.T) {
		iban := genIBAN(rapid.SampledFrom(countries).Draw(t, "country")).Draw(t, "iban")
		at := rapid.IntRange(0, len(iban)-1).Draw(t, "at")
		wrong := []byte(iban)
		wrong[at] = byte(rapid.SampledFrom(members('c')).Draw(t, "character"))
		if wrong[at] != iban[at] && sameKind(wrong[at], iban[at]) && Check(string(wrong)) == nil {
			t.Fatalf("%s passes for %s", wrong, iban)
		}
		if at+1 == len(iban) || iban[at] == iban[at+1] || slices.Contains(blind, iban[at:at+2]) {
			return
		}
		if wrong := swap(iban, at); Check(wrong) == nil {
			t.Fatalf("%s passes for %s", wrong, iban)
		}
	})
}

// TestMistakes_blind pins that the exceptions are what the standard has, and no
// fault of the computation.
func TestMistakes_blind(t *testing.T) {
	t.Parallel()
	for _, pair := range blind {
		bban := "BMAG000000000000" + pair // 4!a14!c
		iban := "BH" + independent("BH", bban) + bban
		if err := Check(iban); err != nil {
			t.Errorf("%s: %v", iban, err)
		}
		if err := Check(swap(iban, len(iban)-2)); err != nil {
			t.Errorf("%s is told from its reverse (%v), so it is no exception", iban, err)
		}
	}
}

// swap exchanges a character with the next one.
func swap(text string, at int) string {
	b := []byte(text)
	b[at], b[at+1] = b[at+1], b[at]
	return string(b)
}

// TestCheckDigitsAreUnique proves that an account number has one IBAN: the check
// digits that the computation never gives are refused even where the remainder
// fits.
func TestCheckDigitsAreUnique(t *testing.T) {
	t.Parallel()
	for number := range 97 {
		bban := fmt.Sprintf("%018d", number)
		taken := 0
		for check := range 100 {
			if Check(fmt.Sprintf("DE%02d%s", check, bban)) == nil {
				taken++
			}
		}
		if taken != 1 {
			t.Errorf("the account %s has %d IBANs", bban, taken)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"HR1210010051863000160", "HR12 1001", "", "ß", "ı", "\xff\xfe", "GB29NWBK60161331926819"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := Parse(text)
		if err != nil {
			return
		}
		iban := Electronic(text)
		if parsed.Electronic() != iban || len(iban) < 15 || len(iban) > 34 || independent(iban[:2], iban[4:]) != iban[2:4] {
			t.Errorf("%q is taken for an IBAN", text)
		}
		for _, r := range text {
			if r != ' ' && !slices.Contains(members('c'), r) && (r < 'a' || r > 'z') {
				t.Errorf("%q is taken for an IBAN although it holds %q", text, r)
			}
		}
	})
}
