// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bankdata

import (
	"iter"
	"math/rand/v2"
	"strconv"
	"time"
)

// NairaAccount is a customer's account at a Nigerian bank.
type NairaAccount struct {
	BankID string
	// NUBAN is the account's ten-digit number.
	NUBAN string
	// Kind is "savings" or "current".
	Kind string
	// Ledger is the booked balance in ten-thousandths of a naira, and Available what of it can be spent.
	Ledger, Available int64
}

// NairaAccountAt returns the account number i, counted from 0, that owner (an organisation and environment, as
// "org/env") has at a bank. No two have the same NUBAN, up to the million accounts that a bank has numbers for and
// beyond. A company's accounts are current ones.
func NairaAccountAt(seed int64, owner string, bank NigerianBank, i int, company bool) NairaAccount {
	serials := rand.New(keyOf(seed, "nuban", owner, bank.ID).source()) //nolint:gosec // Made-up data, not secrets.
	first := serials.Uint64N(pow10(serialDigits))
	rng := rand.New(keyOf(seed, "naira", owner, bank.ID, strconv.Itoa(i)).source()) //nolint:gosec // Likewise.
	a := NairaAccount{
		BankID: bank.ID,
		NUBAN:  nuban(bank.Code, first+uint64(i)*accountStride), //nolint:gosec // A count is not negative.
		Kind:   "savings",
		Ledger: amount(rng, naira, 20, 15_000),
	}
	if company || i%3 == 2 {
		a.Kind = "current"
	}
	a.Available = a.Ledger
	if rng.IntN(2) == 0 {
		// A lien or an uncleared item holds a part of the balance back.
		a.Available -= a.Ledger / 8 / cent * cent
	}
	return a
}

// Entry is one booked payment on a NairaAccount.
type Entry struct {
	// Made is the day of the payment and Cleared the day of its booking, midnights in UTC. A card payment is cleared a
	// day or two later than it is made.
	Made, Cleared time.Time
	// Number counts the account's entries that were cleared on the same day, from 1.
	Number int
	// Amount is unsigned, in ten-thousandths of a naira. Credit says that the account received it.
	Amount int64
	Credit bool
	// Text is what the bank writes on the statement.
	Text string
}

// Entries yields the n newest entries of an account that were cleared on or before the UTC day of until, by descending
// Cleared and Number. As with Transactions, what they are depends neither on until nor on the days around.
func Entries(seed int64, acc NairaAccount, n int, until time.Time) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		if n <= 0 {
			return
		}
		at := Account{IBAN: acc.NUBAN, BankID: acc.BankID, Currency: naira}
		for number, t := range newLedger(seed, at, nigeria(), "", n).history(n, until) {
			e := Entry{Made: t.ValueDate, Cleared: t.BookingDate, Number: number, Amount: t.Amount, Credit: t.Inbound, Text: t.RemittanceInfo}
			if !yield(e) {
				return
			}
		}
	}
}

// nigeria is the market of Nigerian accounts, where instant payments carry the names of both sides.
func nigeria() market {
	return market{words: nigerian(), partner: partnerName, named: true}
}

func nigerian() words {
	return words{
		invoicePaid:     "NIP TRF CREDIT",
		supplierInvoice: "NIP TRF DEBIT",
		refund:          "REVERSAL",
		card:            "POS PURCHASE",
		fee:             "NIP CHARGE + VAT",
		interest:        "CREDIT INTEREST",
		retainer:        "RETAINER FEE",
		rent:            "SHOP RENT",
		salary:          "SALARY",
		accountFee:      "ACCOUNT MAINTENANCE + SMS ALERT CHARGES",
		tax:             "FIRS VAT REMITTANCE",
		electricity:     "PREPAID METER TOKEN",
		telecom:         "AIRTIME AND DATA",
		leasing:         "GENERATOR LEASE",
		insurance:       "INSURANCE PREMIUM",
		contributions:   "PENSION REMITTANCE",
		shops: []string{
			"MAMA NKECHI KITCHEN SURULERE", "LEKKI PHASE 1 SUPERMARKET", "IKEJA COMPUTER VILLAGE", "WUSE MARKET ABUJA",
			"FILLING STATION GRA PORT HARCOURT", "BODIJA PHARMACY IBADAN", "AREWA TEXTILES KANO", "OBA ROAD BOOKSHOP BENIN CITY",
		},
	}
}
