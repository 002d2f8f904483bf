// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bankdata

import (
	"fmt"
	"regexp"
)

// Sizes of the account number's free part, in digits, per country.
const (
	croatianAccountDigits = 9
	serbianAccountDigits  = 13
	bosnianAccountDigits  = 8
)

// iban builds the IBAN of an account from the bank's national number and the account's own number, with every check
// digit that the country's structure has. Number is reduced to the digits that the structure offers.
//
// Structures, from the SWIFT IBAN registry: HR is bank 7 (its last digit a check digit by ISO 7064 MOD 11,10) and
// account 10 (likewise); RS is bank 3, account 13, check 2; BA is bank 3, branch 3, account 8, check 2. The national
// checks of RS and BA are ISO 7064 MOD 97-10 over the digits before them.
func iban(i institution, number uint64) string {
	var bban string
	switch i.bank.Country {
	case croatia:
		account := digits(number, croatianAccountDigits)
		bban = i.code + account + string(mod1110(account))
	case serbia:
		bban = withMod97(i.code + digits(number, serbianAccountDigits))
	case bosnia:
		// The branch is part of the account's identity, so that it is taken from the number as well.
		branch := digits(number/pow10(bosnianAccountDigits)%90+10, 3)
		bban = withMod97(i.code + branch + digits(number, bosnianAccountDigits))
	}
	return i.bank.Country + ibanCheck(i.bank.Country, bban) + bban
}

// mod1110 computes the check digit of ISO 7064 MOD 11,10 for a string of decimal digits.
func mod1110(number string) byte {
	p := 10
	for _, d := range []byte(number) {
		p = (p + int(d-'0')) % 10
		if p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return '0' + byte((11-p)%10)
}

// withMod97 appends the two check digits of ISO 7064 MOD 97-10 to a string of decimal digits.
func withMod97(number string) string {
	return fmt.Sprintf("%s%02d", number, 98-mod97(number+"00"))
}

// ibanCheck computes the two check digits of an IBAN (ISO 13616): those that make the BBAN followed by the country and
// the check digits leave 1 when divided by 97.
func ibanCheck(country, bban string) string {
	return fmt.Sprintf("%02d", 98-mod97(bban+country+"00"))
}

var ibanForm = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$`)

// ValidIBAN tells whether a text can be an IBAN: its form and its check digits are right, and so is its length where it
// is of a country that the sandbox has banks in.
func ValidIBAN(text string) bool {
	if !ibanForm.MatchString(text) {
		return false
	}
	country := text[:2]
	if length, ok := map[string]int{croatia: 21, serbia: 22, bosnia: 20}[country]; ok && len(text) != length {
		return false
	}
	return text[2:4] == ibanCheck(country, text[4:])
}

// mod97 is the remainder of a decimal number of any length, in which a letter stands for two digits: A for 10, Z for 35.
func mod97(number string) int {
	r := 0
	for _, c := range []byte(number) {
		if c >= 'A' {
			r = (r*100 + int(c-'A') + 10) % 97
			continue
		}
		r = (r*10 + int(c-'0')) % 97
	}
	return r
}

// digits writes number's last n decimal digits, zero-padded.
func digits(number uint64, n int) string {
	return fmt.Sprintf("%0*d", n, number%pow10(n))
}

// pow10 is ten to the power of n, for n up to 19.
func pow10(n int) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}
