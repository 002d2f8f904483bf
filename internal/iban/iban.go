// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package iban reads International Bank Account Numbers (ISO 13616): each
// country's structure from the IBAN registry, and the check digits by ISO 7064
// MOD 97-10.
package iban

import (
	"errors"
	"fmt"
	"strings"
)

// IBAN is a valid IBAN, taken apart. All texts are in upper case and without
// spaces.
type IBAN struct {
	Country     string // ISO 3166-1 alpha-2, and XK for Kosovo
	CheckDigits string // "02" to "98"
	BBAN        string // all that follows: the country's own account number
	Bank        string // the part of the BBAN that identifies the bank
	Branch      string // the part that identifies the branch, "" where the registry names none
	Account     string // what follows these two in the BBAN, national check digits included
}

// Parse takes an IBAN apart. It may be in either form of ISO 13616, the electronic
// one or the printed one with its spaces, and in lower case. The error is the rule
// that it breaks; it repeats two characters at most, since an account number is
// nobody else's business.
func Parse(text string) (IBAN, error) {
	iban := Electronic(text)
	if iban == "" {
		return IBAN{}, errors.New("it is empty")
	}
	for _, r := range iban {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') {
			// The code point tells letters apart that look the same.
			return IBAN{}, fmt.Errorf("it holds %q (%U); an IBAN is made of the letters A to Z, digits and spaces", r, r)
		}
	}
	if len(iban) < 4 {
		return IBAN{}, errors.New("it is too short to hold a country and check digits")
	}
	country, check, bban := iban[:2], iban[2:4], iban[4:]
	rules, ok := structures[country]
	if !ok {
		return IBAN{}, fmt.Errorf("%q is not a country that issues IBANs", country)
	}
	classes := rules.classes()
	if want := 2 + len(classes); len(iban) != want {
		return IBAN{}, fmt.Errorf("it has %d characters without spaces; an IBAN of %s has %d", len(iban), country, want)
	}
	for i, r := range check + bban {
		if !classes[i].has(r) {
			return IBAN{}, fmt.Errorf("its character %d, spaces not counted, is %q; an IBAN of %s has %s there", i+3, r, country, classes[i].noun())
		}
	}
	if want := checkDigits(country, bban); check != want {
		return IBAN{}, fmt.Errorf("its check digits are %s, but those of the rest are %s; a character is wrong or two are swapped", check, want)
	}
	return IBAN{
		Country:     country,
		CheckDigits: check,
		BBAN:        bban,
		Bank:        rules.bank.of(bban),
		Branch:      rules.branch.of(bban),
		Account:     bban[max(rules.bank.last, rules.branch.last):],
	}, nil
}

// Check returns nil for a valid IBAN and otherwise the rule that it breaks, as
// [Parse] does.
func Check(text string) error {
	_, err := Parse(text)
	return err
}

// Electronic returns the IBAN as machines exchange it, without spaces.
func (i IBAN) Electronic() string { return i.Country + i.CheckDigits + i.BBAN }

// Formatted returns the IBAN as people print it: groups of four characters.
func (i IBAN) Formatted() string {
	var out strings.Builder
	for at, r := range i.Electronic() {
		if at > 0 && at%4 == 0 {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// Electronic returns a text without spaces and in upper case, as machines exchange
// an IBAN. Only the letters a to z change: whatever else becomes a plain letter in
// upper case, such as a dotless i, is a mistake to be found.
func Electronic(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return -1
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, text)
}

// checkDigits computes the check digits of an account number by ISO 7064 MOD
// 97-10, "02" to "98": letters count as two digits (A = 10 … Z = 35), and the
// whole with check digits leaves the remainder 1.
func checkDigits(country, bban string) string {
	remainder := 0
	for _, r := range bban + country + "00" {
		if r >= 'A' {
			remainder = (remainder*100 + int(r-'A') + 10) % 97
		} else {
			remainder = (remainder*10 + int(r-'0')) % 97
		}
	}
	return fmt.Sprintf("%02d", 98-remainder)
}
