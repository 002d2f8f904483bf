// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package bankdata makes up the banks, accounts and transactions that the sandbox serves.
//
// Everything is a pure function of its arguments: the same seed gives the same data on every machine, in any order of
// calls, without a database and without a clock. Nothing here belongs to a real person or company; the IBANs are
// well-formed (their check digits hold) but their account numbers are drawn at random.
package bankdata

import (
	"slices"
	"strings"
)

// Countries that the sandbox has banks in, as ISO 3166-1 alpha-2 codes.
const (
	croatia = "HR"
	serbia  = "RS"
	bosnia  = "BA"
)

// Bank is one bank that a consent can be asked for.
type Bank struct {
	// ID is the identifier that the API calls bankId, for example "erste-hr".
	ID string
	// Name is the bank's display name.
	Name string
	// Country is an ISO 3166-1 alpha-2 code.
	Country string
	// Currencies are the ISO 4217 codes that accounts at this bank are held in, the most common one first.
	Currencies []string
}

// institution is a Bank with the number that identifies it inside an IBAN of its country: the first seven digits of
// the Croatian BBAN, the first three of the Serbian and Bosnian ones.
type institution struct {
	bank Bank
	code string
}

// Banks returns every bank of the sandbox, ordered by ID. The caller owns the result.
func Banks() []Bank {
	all := institutions()
	banks := make([]Bank, 0, len(all))
	for _, i := range all {
		banks = append(banks, i.bank)
	}
	slices.SortFunc(banks, func(a, b Bank) int { return strings.Compare(a.ID, b.ID) })
	return banks
}

// institutions lists the banks by country. The Croatian names are those that a platform's country guide mentions; only
// "erste-hr" is an identifier that it documents, the others follow its pattern. The numbers are the banks' own, from
// the national registers of payment institutions.
func institutions() []institution {
	hr := func(id, name, code string) institution {
		return institution{Bank{ID: id, Name: name, Country: croatia, Currencies: []string{"EUR"}}, code}
	}
	rs := func(id, name, code string) institution {
		return institution{Bank{ID: id, Name: name, Country: serbia, Currencies: []string{"RSD", "EUR"}}, code}
	}
	ba := func(id, name, code string) institution {
		return institution{Bank{ID: id, Name: name, Country: bosnia, Currencies: []string{"BAM", "EUR"}}, code}
	}
	return []institution{
		hr("addiko-hr", "Addiko Bank", "2500009"),
		hr("erste-hr", "Erste & Steiermärkische Bank", "2402006"),
		hr("hpb-hr", "Hrvatska poštanska banka", "2390001"),
		hr("otp-hr", "OTP banka", "2407000"),
		hr("pbz-hr", "Privredna banka Zagreb", "2340009"),
		hr("rba-hr", "Raiffeisenbank Austria", "2484008"),
		hr("zaba-hr", "Zagrebačka banka", "2360000"),
		rs("aik-rs", "AIK Banka", "105"),
		rs("intesa-rs", "Banca Intesa Beograd", "160"),
		rs("nlb-rs", "NLB Komercijalna banka", "205"),
		rs("otp-rs", "OTP banka Srbija", "325"),
		rs("raiffeisen-rs", "Raiffeisen banka", "265"),
		rs("unicredit-rs", "UniCredit Bank Srbija", "170"),
		ba("nlb-ba", "NLB Banka Sarajevo", "132"),
		ba("raiffeisen-ba", "Raiffeisen Bank BiH", "161"),
		ba("unicredit-ba", "UniCredit Bank Mostar", "338"),
	}
}

// find returns the institution with the given bank ID.
func find(bankID string) (institution, bool) {
	all := institutions()
	i := slices.IndexFunc(all, func(i institution) bool { return i.bank.ID == bankID })
	if i < 0 {
		return institution{}, false
	}
	return all[i], true
}

// inCountry returns the institutions of one country, in the order of institutions.
func inCountry(country string) []institution {
	return slices.DeleteFunc(institutions(), func(i institution) bool { return i.bank.Country != country })
}
