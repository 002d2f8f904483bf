// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bankdata

import (
	"math/bits"
	"math/rand/v2"
	"strings"
)

// ledger is what makes one account's history its own: whom it pays, what it pays every month, how busy it is.
type ledger struct {
	market

	account Account
	key     key
	pcg     *rand.PCG
	rng     *rand.Rand
	// prefix begins every ExternalID.
	prefix string
	// partners are the customers and suppliers, as market.partner draws them.
	partners []string
	// regular are the payments that come every month, of the same amount.
	regular []regular
	// paysInterest says whether the bank pays interest at the end of a quarter.
	paysInterest bool
	// rate is the expected number of payments per calendar day beside the regular ones, in thousandths.
	rate int64
	// text is where texts are put together, kept for reuse.
	text []byte
}

// regular is a payment that comes every month.
type regular struct {
	// day is the day of the month that it falls due on.
	day     int
	text    string
	amount  int64
	inbound bool
	// partner is the counterparty, or empty.
	partner string
}

// endOfMonth as a regular's day is the last day of each month, whichever that is.
const endOfMonth = 32

// partnerCount is how many customers and suppliers an account has.
const partnerCount = 48

// market is what the histories of the accounts of one country have in common.
type market struct {
	words words
	// partner draws a counterparty: the IBAN of its account, or its name where payments carry names.
	partner func(*rand.Rand) string
	// named says that a payment's text ends with its counterparty.
	named bool
}

// europe is the market of a country whose accounts have IBANs.
func europe(country string) market {
	return market{words: wordsOf(country), partner: func(rng *rand.Rand) string { return randomIBAN(rng, country) }}
}

// ledgerOf prepares the history of an account with an IBAN that is to have n transactions.
func ledgerOf(seed int64, acc Account, n int) *ledger {
	country, bank := croatia, acc.BankID
	if inst, ok := find(acc.BankID); ok {
		country = inst.bank.Country
		bank = strings.TrimSuffix(acc.BankID, "-"+strings.ToLower(country))
	}
	return newLedger(seed, acc, europe(country), strings.ToUpper(bank)+"-", n)
}

// newLedger prepares the history of an account that is to have n transactions, whose external ids begin with prefix.
func newLedger(seed int64, acc Account, m market, prefix string, n int) *ledger {
	k := keyOf(seed, "transactions", acc.BankID, acc.IBAN)
	pcg := k.source()
	l := &ledger{
		market:  m,
		account: acc,
		key:     k,
		pcg:     pcg,
		rng:     rand.New(pcg), //nolint:gosec // Made-up data, not secrets.
		prefix:  prefix,
		text:    make([]byte, 0, 64),
	}
	for range partnerCount {
		l.partners = append(l.partners, l.partner(l.rng))
	}
	perDay := int64(n) * 1000 / span(n)
	perMonth := perDay * 30 / 1000
	// About half of the payments come every month, and at least one does.
	l.regular = l.regularPayments(max(1, int(perMonth*5/10)))
	l.paysInterest = perMonth >= 3
	l.rate = max(perDay-int64(len(l.regular))*1000/30, perDay/10, 1)
	return l
}

// span is over how many days n transactions spread: 200 over two and a half years, 40,000 over almost five.
func span(n int) int64 {
	return max(30, 900+int64(bits.Len(uint(n))-8)*105)
}

// randomIBAN draws the IBAN of an account at some bank of a country.
func randomIBAN(rng *rand.Rand, country string) string {
	banks := inCountry(country)
	return iban(banks[rng.IntN(len(banks))], rng.Uint64())
}

// maxEmployees bounds the salaries of a busy account.
const maxEmployees = 40

// regularPayments draws count monthly payments, the most telling first; what is left after the usual ones are salaries.
func (l *ledger) regularPayments(count int) []regular {
	w := l.words
	all := []regular{
		{day: 3, text: w.retainer, amount: l.round(2_500, 9_000), inbound: true, partner: l.partner(l.rng)},
		{day: 5, text: w.rent, amount: l.round(400, 2_400), partner: l.partner(l.rng)},
		{day: 10, text: w.salary, amount: l.round(900, 2_600), partner: l.partner(l.rng)},
		{day: endOfMonth, text: w.accountFee, amount: amount(l.rng, l.account.Currency, 4, 25)},
		{day: 20, text: w.tax, amount: l.round(200, 1_900), partner: l.partner(l.rng)},
		{day: 15, text: w.electricity, amount: amount(l.rng, l.account.Currency, 40, 420), partner: l.partner(l.rng)},
		{day: 18, text: w.telecom, amount: amount(l.rng, l.account.Currency, 20, 160), partner: l.partner(l.rng)},
		{day: 12, text: w.leasing, amount: l.round(180, 700), partner: l.partner(l.rng)},
		{day: 10, text: w.contributions, amount: l.round(300, 1_500), partner: l.partner(l.rng)},
		{day: 25, text: w.insurance, amount: l.round(60, 300), partner: l.partner(l.rng)},
	}
	for range min(maxEmployees, count-len(all)) {
		all = append(all, regular{
			day: 10, text: w.salary, amount: l.round(800, 3_200), partner: l.partner(l.rng),
		})
	}
	return all[:min(count, len(all))]
}

// round draws an amount between low and high euros as people agree on them: whole tens of the currency's unit.
func (l *ledger) round(low, high int64) int64 {
	const step = 10 * unit
	return amount(l.rng, l.account.Currency, low, high) / step * step
}
