// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package iban

import "slices"

// structure is a country's entry in the IBAN registry.
type structure struct {
	// bban is the structure of the country's own account number in the
	// registry's notation: lengths, each with "!" for "exactly" and a class.
	bban string
	// bank and branch are where the BBAN identifies the two.
	bank, branch span
}

// span is the first and the last character of a part of the BBAN, counted from 1
// as in the registry.
type span struct{ first, last int }

// none is the span of a part that the registry does not name.
var none = span{}

// of returns the part of a BBAN, "" for none.
func (s span) of(bban string) string {
	if s == none {
		return ""
	}
	return bban[s.first-1 : s.last]
}

// class says which characters a place takes.
type class rune

// The classes of the registry. An IBAN's letters are in upper case (ISO 13616-1,
// since 2020), also where the registry's class allows both.
const (
	digits       class = 'n'
	letters      class = 'a'
	alphanumeric class = 'c'
)

// has reports whether a class takes a character, which is one of 0-9 and A-Z.
func (c class) has(r rune) bool {
	return c == alphanumeric || (c == digits) == (r <= '9')
}

// noun is the class in an error.
func (c class) noun() string {
	switch c {
	case digits:
		return "a digit"
	case letters:
		return "a letter"
	default:
		return "a letter or a digit"
	}
}

// classes returns what each character after the country may be: the two check
// digits, then the BBAN.
func (s structure) classes() []class {
	classes := []class{digits, digits}
	n := 0
	for _, r := range s.bban {
		switch {
		case '0' <= r && r <= '9':
			n = n*10 + int(r-'0')
		case r != '!':
			classes = append(classes, slices.Repeat([]class{class(r)}, n)...)
			n = 0
		}
	}
	return classes
}

// structures are the countries of the IBAN registry, release 102 of June 2026
// (SWIFT, the registration authority of ISO 13616). Territories without a code of
// their own here use the country's: AX that of FI; GG, IM and JE that of GB; the
// French overseas territories that of FR.
var structures = map[string]structure{
	"AD": {"4!n4!n12!c", span{1, 4}, span{5, 8}},
	"AE": {"3!n16!n", span{1, 3}, none},
	"AL": {"8!n16!c", span{1, 3}, span{4, 8}},
	"AT": {"5!n11!n", span{1, 5}, none},
	"AZ": {"4!a20!c", span{1, 4}, none},
	"BA": {"3!n3!n8!n2!n", span{1, 3}, span{4, 6}},
	"BE": {"3!n7!n2!n", span{1, 3}, none},
	"BG": {"4!a4!n2!n8!c", span{1, 4}, span{5, 8}},
	"BH": {"4!a14!c", span{1, 4}, none},
	"BI": {"5!n5!n11!n2!n", span{1, 5}, span{6, 10}},
	"BR": {"8!n5!n10!n1!a1!c", span{1, 8}, span{9, 13}},
	"BY": {"4!c4!n16!c", span{1, 4}, none},
	"CH": {"5!n12!c", span{1, 5}, none},
	"CR": {"4!n14!n", span{1, 4}, none},
	"CY": {"3!n5!n16!c", span{1, 3}, span{4, 8}},
	"CZ": {"4!n16!n", span{1, 4}, none},
	"DE": {"8!n10!n", span{1, 8}, none},
	"DJ": {"5!n5!n11!n2!n", span{1, 5}, span{6, 10}},
	"DK": {"4!n9!n1!n", span{1, 4}, none},
	"DO": {"4!c20!n", span{1, 4}, none},
	"EE": {"2!n14!n", span{1, 2}, none},
	"EG": {"4!n4!n17!n", span{1, 4}, span{5, 8}},
	"ES": {"4!n4!n1!n1!n10!n", span{1, 4}, span{5, 8}},
	"FI": {"3!n11!n", span{1, 3}, none},
	"FK": {"2!a12!n", span{1, 2}, none},
	"FO": {"4!n9!n1!n", span{1, 4}, none},
	"FR": {"5!n5!n11!c2!n", span{1, 5}, none},
	"GB": {"4!a6!n8!n", span{1, 4}, span{5, 10}},
	"GE": {"2!a16!n", span{1, 2}, none},
	"GI": {"4!a15!c", span{1, 4}, none},
	"GL": {"4!n9!n1!n", span{1, 4}, none},
	"GR": {"3!n4!n16!c", span{1, 3}, span{4, 7}},
	"GT": {"4!c20!c", span{1, 4}, none},
	"HN": {"4!a20!n", span{1, 4}, none},
	"HR": {"7!n10!n", span{1, 7}, none},
	"HU": {"3!n4!n1!n15!n1!n", span{1, 3}, span{4, 7}},
	"IE": {"4!a6!n8!n", span{1, 4}, span{5, 10}},
	"IL": {"3!n3!n13!n", span{1, 3}, span{4, 6}},
	"IQ": {"4!a3!n12!n", span{1, 4}, span{5, 7}},
	"IS": {"4!n2!n6!n10!n", span{1, 2}, span{3, 4}},
	"IT": {"1!a5!n5!n12!c", span{2, 6}, span{7, 11}},
	"JO": {"4!a4!n18!c", span{1, 4}, span{5, 8}},
	"KW": {"4!a22!c", span{1, 4}, none},
	"KZ": {"3!n13!c", span{1, 3}, none},
	"LB": {"4!n20!c", span{1, 4}, none},
	"LC": {"4!a24!c", span{1, 4}, none},
	"LI": {"5!n12!c", span{1, 5}, none},
	"LT": {"5!n11!n", span{1, 5}, none},
	"LU": {"3!n13!c", span{1, 3}, none},
	"LV": {"4!a13!c", span{1, 4}, none},
	"LY": {"3!n3!n15!n", span{1, 3}, span{4, 6}},
	"MC": {"5!n5!n11!c2!n", span{1, 5}, span{6, 10}},
	"MD": {"2!c18!c", span{1, 2}, none},
	"ME": {"3!n13!n2!n", span{1, 3}, none},
	"MK": {"3!n10!c2!n", span{1, 3}, none},
	"MN": {"4!n12!n", span{1, 4}, none},
	"MR": {"5!n5!n11!n2!n", span{1, 5}, span{6, 10}},
	"MT": {"4!a5!n18!c", span{1, 4}, span{5, 9}},
	"MU": {"4!a2!n2!n12!n3!n3!a", span{1, 6}, span{7, 8}},
	"NI": {"4!a20!n", span{1, 4}, none},
	"NL": {"4!a10!n", span{1, 4}, none},
	"NO": {"4!n6!n1!n", span{1, 4}, none},
	"OM": {"3!n16!c", span{1, 3}, none},
	"PK": {"4!a16!c", span{1, 4}, none},
	"PL": {"8!n16!n", span{1, 8}, none},
	"PS": {"4!a21!c", span{1, 4}, none},
	"PT": {"4!n4!n11!n2!n", span{1, 4}, none},
	"QA": {"4!a21!c", span{1, 4}, none},
	"RO": {"4!a16!c", span{1, 4}, none},
	"RS": {"3!n13!n2!n", span{1, 3}, none},
	"RU": {"9!n5!n15!c", span{1, 9}, span{10, 14}},
	"SA": {"2!n18!c", span{1, 2}, none},
	"SC": {"4!a2!n2!n16!n3!a", span{1, 6}, span{7, 8}},
	"SD": {"2!n12!n", span{1, 2}, none},
	"SE": {"3!n16!n1!n", span{1, 3}, none},
	"SI": {"5!n8!n2!n", span{1, 5}, none},
	"SK": {"4!n6!n10!n", span{1, 4}, none},
	"SM": {"1!a5!n5!n12!c", span{2, 6}, span{7, 11}},
	"SO": {"4!n3!n12!n", span{1, 4}, span{5, 7}},
	"ST": {"4!n4!n11!n2!n", span{1, 4}, span{5, 8}},
	"SV": {"4!a20!n", span{1, 4}, none},
	"TL": {"3!n14!n2!n", span{1, 3}, none},
	"TN": {"2!n3!n13!n2!n", span{1, 2}, span{3, 5}},
	"TR": {"5!n1!n16!c", span{1, 5}, none},
	"UA": {"6!n19!c", span{1, 6}, none},
	"VA": {"3!n15!n", span{1, 3}, none},
	"VG": {"4!a16!n", span{1, 4}, none},
	"XK": {"4!n10!n2!n", span{1, 2}, span{3, 4}},
	"YE": {"4!a4!n18!c", span{1, 4}, span{5, 8}},
}
