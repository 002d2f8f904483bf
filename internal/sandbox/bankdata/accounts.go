// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bankdata

import "math/rand/v2"

// Account is a bank account as the bank shows it after a consent.
type Account struct {
	IBAN     string
	BankID   string
	BankName string
	// Name is what the bank calls the account, in the language of its country.
	Name string
	// Currency is an ISO 4217 code.
	Currency string
	// Balance is in ten-thousandths of the currency's unit: 5000.0000 is 50000000.
	Balance int64
}

// unit is one whole unit of a currency in ten-thousandths; cent is the smallest amount that is paid in practice.
const (
	unit = 10_000
	cent = unit / 100
)

// accountStride separates the numbers of one owner's accounts at one bank. It is prime and has no factor in common
// with a power of ten, so that counting up by it visits every number before one returns: no two IBANs are the same.
const accountStride = 7_368_787

// Accounts returns the first n accounts that owner (an organisation and environment, as "org/env") has at a bank.
// The first accounts are the same for every n. An unknown bank has none.
func Accounts(seed int64, owner, bankID string, n int) []Account {
	inst, ok := find(bankID)
	if !ok || n <= 0 {
		return nil
	}
	k := keyOf(seed, "accounts", owner, bankID)
	rng := rand.New(k.source()) //nolint:gosec // Made-up data, not secrets.
	first := rng.Uint64N(pow10(serbianAccountDigits))
	accounts := make([]Account, 0, n)
	for i := range uint64(n) {
		currency := inst.bank.Currencies[i%uint64(len(inst.bank.Currencies))]
		accounts = append(accounts, Account{
			IBAN:     iban(inst, first+i*accountStride),
			BankID:   inst.bank.ID,
			BankName: inst.bank.Name,
			Name:     accountName(inst.bank, currency, i),
			Currency: currency,
			Balance:  amount(rng, currency, 300, 60_000),
		})
	}
	return accounts
}

// accountName names the owner's account number i: the main account of each currency first, special ones after it.
func accountName(bank Bank, currency string, i uint64) string {
	foreign := currency != bank.Currencies[0]
	special := i/uint64(len(bank.Currencies)) > 0
	switch {
	case special && bank.Country == croatia:
		return [...]string{"Račun za plaće", "Štedni račun", "Kartični račun"}[i%3]
	case special && foreign:
		return "Devizna štednja"
	case special:
		return [...]string{"Račun za plate", "Štedni račun", "Kartični račun"}[i/2%3]
	case foreign:
		return "Devizni račun"
	default:
		return "Poslovni račun"
	}
}

// amount draws an amount in ten-thousandths of currency between low and high, which are given in euros: small amounts
// are likelier than large ones, and there is no more precision than a cent. It counts in whole numbers only, since
// floating point may round differently on another processor.
func amount(rng *rand.Rand, currency string, low, high int64) int64 {
	const bits = 16
	// The product of two even draws leans towards zero, as payments do.
	lean := rng.Int64N(1<<bits) * rng.Int64N(1<<bits) >> bits
	return inCurrency(currency, low*100+(high-low)*100*lean>>bits)
}

// inCurrency converts euro cents to ten-thousandths of currency without a fraction of its cent, at the fixed rate of
// the convertible mark and usual ones of the dinar and the naira.
func inCurrency(currency string, euroCents int64) int64 {
	switch currency {
	case "RSD":
		return euroCents * 11_720 / 100 * cent
	case "BAM":
		return euroCents * 195_583 / 100_000 * cent
	case naira:
		return euroCents * 167_153 / 100 * cent
	default:
		return euroCents * cent
	}
}
