// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package iban checks International Bank Account Numbers (ISO 13616): the
// country's length and the check digits by ISO 7064 MOD 97-10.
package iban

import (
	"errors"
	"fmt"
	"strings"
)

// lengths are the lengths by country, from the IBAN registry.
var lengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27,
	"BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28,
	"EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
	"GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26,
	"IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
	"LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28,
	"NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22,
	"RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25,
	"SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}

// Electronic returns the IBAN without spaces and in upper case, as machines
// exchange it.
func Electronic(text string) string {
	return strings.ToUpper(strings.ReplaceAll(text, " ", ""))
}

// Check returns nil for a valid IBAN and otherwise the rule that it breaks.
// Spaces and lower case are allowed.
func Check(text string) error {
	iban := Electronic(text)
	for _, r := range iban {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') {
			return fmt.Errorf("it holds %q; an IBAN is made of letters and digits", r)
		}
	}
	if len(iban) < 4 {
		return errors.New("it is too short to hold a country and check digits")
	}
	country := iban[:2]
	want, ok := lengths[country]
	if !ok {
		return fmt.Errorf("%q is not a country that issues IBANs", country)
	}
	if len(iban) != want {
		return fmt.Errorf("it has %d characters; an IBAN of %s has %d", len(iban), country, want)
	}
	// The remainder alone would also take letters in their place, and 00, 01
	// and 99, which the computation of ISO 7064 never gives.
	check := iban[2:4]
	if strings.Trim(check, "0123456789") != "" || check < "02" || check > "98" || remainder(iban[4:]+iban[:4]) != 1 {
		return errors.New("its check digits do not match; a character is wrong or two are swapped")
	}
	return nil
}

// remainder reads letters as two-digit numbers (A = 10 … Z = 35) and returns
// the whole number modulo 97.
func remainder(text string) int {
	r := 0
	for _, c := range text {
		if c >= 'A' {
			r = (r*100 + int(c-'A') + 10) % 97
		} else {
			r = (r*10 + int(c-'0')) % 97
		}
	}
	return r
}
