// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bankdata

import (
	"iter"
	"math/rand/v2"
	"strconv"
	"time"
)

// Transaction is one booked payment on an account.
type Transaction struct {
	// ExternalID is the bank's own identifier, unique within the account.
	ExternalID string
	// BookingDate and ValueDate are midnights in UTC. The value date of a card payment is earlier than its booking.
	BookingDate, ValueDate time.Time
	// Amount is unsigned, in ten-thousandths of Currency's unit. Inbound gives the direction.
	Amount   int64
	Currency string
	Inbound  bool
	// CreditorIBAN receives the money and DebtorIBAN pays it. One of the two is the account's own; the other one is
	// empty where the bank knows no counterparty, as with card payments, fees and interest.
	CreditorIBAN, DebtorIBAN string
	// RemittanceInfo is the payment's text, in the language of the bank's country.
	RemittanceInfo string
}

// Transactions yields the n newest transactions of an account that were booked on or before the UTC day of until,
// newest first. How many there are on a day depends on n, since n transactions spread over years; what they are
// depends on neither until nor on the days around, so that an account's history grows by new days only when time goes on.
func Transactions(seed int64, acc Account, n int, until time.Time) iter.Seq[Transaction] {
	return func(yield func(Transaction) bool) {
		if n <= 0 {
			return
		}
		for _, t := range ledgerOf(seed, acc, n).history(n, until) {
			if !yield(t) {
				return
			}
		}
	}
}

// history yields the n newest transactions as of until, newest first, each with its number on its booking date: 1 for
// the first one of the day.
func (l *ledger) history(n int, until time.Time) iter.Seq2[int, Transaction] {
	return func(yield func(int, Transaction) bool) {
		var day []Transaction
		for date, left := midnight(until), n; left > 0; date = date.AddDate(0, 0, -1) {
			day = l.book(day[:0], date)
			for i := len(day) - 1; i >= 0 && left > 0; i-- {
				if !yield(i+1, day[i]) {
					return
				}
				left--
			}
		}
	}
}

// midnight is the beginning of t's day in UTC.
func midnight(t time.Time) time.Time {
	y, m, d := t.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// book appends what is booked on one day to txs, oldest first. Banks book on working days only: Mondays carry the
// weekend's card payments, and what falls due on a weekend is paid on the Monday after it.
func (l *ledger) book(txs []Transaction, date time.Time) []Transaction {
	weekday := date.Weekday()
	if weekday == time.Saturday || weekday == time.Sunday {
		return txs
	}
	l.key.day(l.pcg, date.Unix()/secondsPerDay)
	first := len(txs)
	if weekday == time.Monday {
		txs = l.bookDue(txs, date, date.AddDate(0, 0, -2))
		txs = l.bookDue(txs, date, date.AddDate(0, 0, -1))
	}
	txs = l.bookDue(txs, date, date)
	for range l.draw(weekday) {
		txs = append(txs, l.payment(date))
	}
	for i := range txs[first:] {
		txs[first+i].ExternalID = l.externalID(date, i+1)
	}
	return txs
}

const secondsPerDay = 24 * 60 * 60

// draw decides how many payments beside the regular ones a day has. The five working days share what seven days of
// the ledger's rate bring.
func (l *ledger) draw(weekday time.Weekday) int64 {
	percent := int64(130)
	switch weekday {
	case time.Monday:
		percent = 160
	case time.Friday:
		percent = 150
	default:
	}
	// Evenly between nothing and twice the expected number, in thousandths, the rest decided by one more draw.
	thousandths := l.rng.Int64N(2*l.rate*percent/100 + 1)
	count := thousandths / 1000
	if l.rng.Int64N(1000) < thousandths%1000 {
		count++
	}
	return count
}

// bookDue appends the regular payments that fall due on a calendar day, booked on date.
func (l *ledger) bookDue(txs []Transaction, date, due time.Time) []Transaction {
	dayOfMonth := due.Day()
	last := due.AddDate(0, 0, 1).Day() == 1
	for _, r := range l.regular {
		if r.day == dayOfMonth || (r.day == endOfMonth && last) {
			txs = append(txs, l.regularPayment(r, date, due))
		}
	}
	if last && l.paysInterest && due.Month()%3 == 0 {
		txs = append(txs, l.interest(date, due))
	}
	return txs
}

// regularPayment is one month's instance of a regular payment.
func (l *ledger) regularPayment(r regular, date, due time.Time) Transaction {
	l.text = append(l.text[:0], r.text...)
	l.text = append(l.text, ' ')
	l.text = due.AppendFormat(l.text, "01/2006")
	return l.transaction(date, date, r.amount, r.inbound, r.partner)
}

// interest is the quarterly interest. It is the one payment with fractions of a cent: a reader that keeps money in two
// decimals, or in floating point, shows it.
func (l *ledger) interest(date, due time.Time) Transaction {
	l.text = append(append(l.text[:0], l.words.interest...), ' ')
	l.text = due.AppendFormat(l.text, "01/2006")
	euros := inCurrency(l.account.Currency, 200+l.rng.Int64N(2_000))
	return l.transaction(date, date, euros+1+l.rng.Int64N(cent-1), true, "")
}

// payment is one of the many payments without a rhythm: customers who pay invoices, suppliers' invoices, cards.
func (l *ledger) payment(date time.Time) Transaction {
	currency := l.account.Currency
	switch p := l.rng.IntN(100); {
	case p < 38:
		l.invoice(l.words.invoicePaid, date)
		return l.transaction(date, date, amount(l.rng, currency, 40, 5_200), true, pick(l.rng, l.partners))
	case p < 62:
		l.invoice(l.words.supplierInvoice, date)
		return l.transaction(date, date, amount(l.rng, currency, 15, 2_600), false, pick(l.rng, l.partners))
	case p < 94:
		l.text = append(append(l.text[:0], l.words.card...), ' ')
		l.text = append(l.text, pick(l.rng, l.words.shops)...)
		value := date.AddDate(0, 0, -1-l.rng.IntN(2))
		return l.transaction(date, value, amount(l.rng, currency, 2, 210), false, "")
	case p < 97:
		l.invoice(l.words.refund, date)
		return l.transaction(date, date, amount(l.rng, currency, 5, 300), true, pick(l.rng, l.partners))
	default:
		l.text = append(l.text[:0], l.words.fee...)
		return l.transaction(date, date, amount(l.rng, currency, 1, 9), false, "")
	}
}

// invoice writes a text that names an invoice of the year, such as "Račun INV-2026-00317".
func (l *ledger) invoice(text string, date time.Time) {
	l.text = append(append(l.text[:0], text...), " INV-"...)
	l.text = date.AppendFormat(l.text, "2006-")
	l.text = appendPadded(l.text, date.YearDay()*100+l.rng.IntN(100), 10_000)
}

// transaction puts a transaction together; its text is what l.text holds. Counterparty is as market.partner draws it,
// or empty.
func (l *ledger) transaction(booking, value time.Time, amount int64, inbound bool, counterparty string) Transaction {
	if l.named && counterparty != "" {
		l.text = append(append(l.text, '/'), counterparty...)
	}
	creditor, debtor := counterparty, l.account.IBAN
	if inbound {
		creditor, debtor = debtor, creditor
	}
	return Transaction{
		BookingDate:    booking,
		ValueDate:      value,
		Amount:         amount,
		Currency:       l.account.Currency,
		Inbound:        inbound,
		CreditorIBAN:   creditor,
		DebtorIBAN:     debtor,
		RemittanceInfo: string(l.text),
	}
}

// externalID numbers the transactions of a day, such as "ERSTE-20260225-0007".
func (l *ledger) externalID(date time.Time, number int) string {
	l.text = append(l.text[:0], l.prefix...)
	l.text = date.AppendFormat(l.text, "20060102-")
	return string(appendPadded(l.text, number, 1000))
}

// appendPadded writes a number with at least as many digits as the power of ten least has.
func appendPadded(text []byte, number, least int) []byte {
	for ; least > number && least > 1; least /= 10 {
		text = append(text, '0')
	}
	return strconv.AppendInt(text, int64(number), 10)
}

// pick draws one of the choices.
func pick(rng *rand.Rand, choices []string) string { return choices[rng.IntN(len(choices))] }
