// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bankdata

import "slices"

// naira is Nigeria's currency, as an ISO 4217 code.
const naira = "NGN"

// NigerianBank is a bank that a Nigerian platform connects to. Its accounts have NUBANs and are held in naira.
type NigerianBank struct {
	// ID is the platform's identifier, 24 hexadecimal digits.
	ID   string
	Name string
	// Slug is the platform's readable name of the bank, for example "guaranty-trust-bank".
	Slug string
	// Code is the Central Bank of Nigeria's, three digits; the check digit of a NUBAN depends on it.
	Code string
	// NIPCode is the bank's six digits in the Nigeria Inter-Bank Settlement System's instant payments.
	NIPCode string
	// Color is the bank's accent as #rrggbb.
	Color string
	// Short names the bank in the references of its transactions, for example "GTB".
	Short string
}

// NigerianBanks returns the banks, ordered by ID. The identifiers that end in bbeb2, bbeb3, bbeb6 and bbebe are those
// that the platform's documentation shows; the others continue their pattern and are the sandbox's own. The codes are the
// banks' real ones.
func NigerianBanks() []NigerianBank {
	const prefix = "5d6fe57a4099cc4b210bbe"
	return []NigerianBank{
		{prefix + "b0", "Access Bank", "access-bank", "044", "000014", "#ee7e01", "ACCESS"},
		{prefix + "b1", "Fidelity Bank", "fidelity-bank", "070", "000007", "#1b2a6b", "FIDELITY"},
		{prefix + "b2", "First City Monument Bank", "first-city-monument-bank", "214", "000003", "#5c2684", "FCMB"},
		{prefix + "b3", "Guaranty Trust Bank", "guaranty-trust-bank", "058", "000013", "#dd4f05", "GTB"},
		{prefix + "b4", "First Bank of Nigeria", "first-bank-of-nigeria", "011", "000016", "#032b5a", "FBN"},
		{prefix + "b5", "Sterling Bank", "sterling-bank", "232", "000001", "#db353a", "STERLING"},
		{prefix + "b6", "Stanbic IBTC Bank", "stanbic-ibtc-bank", "221", "000012", "#0033aa", "STANBIC"},
		{prefix + "b7", "United Bank for Africa", "united-bank-for-africa", "033", "000004", "#d42e12", "UBA"},
		{prefix + "b8", "Zenith Bank", "zenith-bank", "057", "000015", "#e30613", "ZENITH"},
		{prefix + "be", "Alat by Wema", "alat", "035", "000017", "#95005e", "ALAT"},
	}
}

// NigerianBankByID returns the bank with the platform's identifier.
func NigerianBankByID(id string) (bank NigerianBank, ok bool) {
	all := NigerianBanks()
	i := slices.IndexFunc(all, func(b NigerianBank) bool { return b.ID == id })
	if i < 0 {
		return NigerianBank{}, false
	}
	return all[i], true
}
