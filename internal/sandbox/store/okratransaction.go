// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import "strings"

// OkraTransaction is a payment on an account.
type OkraTransaction struct {
	// Day is when it was made, in days since the Unix epoch.
	Day int64
	// Number is its place among the account's transactions of that day.
	Number int64
	// Amount is in ten-thousandths of the account's currency: positive for a
	// credit, negative for a debit.
	Amount int64
	Text   string
}

// okraTransactionColumns are in the order of OkraTransaction's fields.
const okraTransactionColumns = "day, number, amount, text"

func scanOkraTransaction(r scanner) (t OkraTransaction, err error) {
	err = r.Scan(&t.Day, &t.Number, &t.Amount, &t.Text)
	return t, err
}

// FillOkraAccount stores the transactions of an account that has none yet. They
// are ordered by day and number.
func (tx *Tx) FillOkraAccount(a OkraAccount, list []OkraTransaction) error {
	for rest := list; len(rest) > 0; {
		rows := rest[:min(insertRows, len(rest))]
		rest = rest[len(rows):]
		args := make([]any, 0, 5*len(rows))
		for i := range rows {
			t := &rows[i]
			args = append(args, a.seq, t.Day, t.Number, t.Amount, t.Text)
		}
		statement := "INSERT INTO okra_transactions (account, " + okraTransactionColumns + ") VALUES " +
			strings.TrimSuffix(strings.Repeat("(?,?,?,?,?),", len(rows)), ",")
		if _, err := tx.exec(statement, args...); err != nil {
			return err
		}
	}
	days, amounts := encodeOkraHistory(list)
	_, err := tx.exec("INSERT INTO okra_histories (account, days, amounts) VALUES (?, ?, ?)", a.seq, days, amounts)
	return err
}

// OkraTransaction returns the transaction of an account with that day and number,
// or ErrNotFound.
func (tx *Tx) OkraTransaction(a OkraAccount, day, number int64) (t OkraTransaction, err error) {
	err = tx.get(func(r scanner) (err error) {
		t, err = scanOkraTransaction(r)
		return err
	}, "SELECT "+okraTransactionColumns+" FROM okra_transactions WHERE account = ? AND day = ? AND number = ?", a.seq, day, number)
	return t, err
}

// The types of transactions.
const (
	OkraCredit = "credit"
	OkraDebit  = "debit"
)

// OkraTransactionFilter narrows the transactions of accounts. Its zero value
// narrows nothing.
type OkraTransactionFilter struct {
	// Between are the first and the last day, both included, if it is not nil.
	Between *[2]int64
	// Type is OkraCredit or OkraDebit for those of at least the amount Least, or
	// empty.
	Type  string
	Least int64
}

// passes tells whether a transaction of that amount is of the filter's type.
func (f OkraTransactionFilter) passes(amount int64) bool {
	switch f.Type {
	case OkraCredit:
		return amount > 0 && amount >= f.Least
	case OkraDebit:
		return amount < 0 && -amount >= f.Least
	}
	return true
}

// OkraBooking is a transaction with the account that it is on.
type OkraBooking struct {
	OkraTransaction

	Account *OkraAccount
}

// OkraTransactions returns a window of the accounts' transactions, the newest day
// first, and how many there are in all. Within a day they are in the order of the
// accounts as given, and in an account by descending number. Every account must
// be filled.
//
// Neither the number of transactions nor where a window begins is found by reading
// them: the accounts' histories tell both.
func (tx *Tx) OkraTransactions(accounts []OkraAccount, f OkraTransactionFilter, w Window) (list []OkraBooking, total int64, err error) {
	histories := make([]okraHistory, len(accounts))
	for i, a := range accounts {
		if histories[i], err = tx.okraHistory(a, f); err != nil {
			return nil, 0, err
		}
		total += histories[i].total()
	}
	for _, run := range okraRuns(histories, w) {
		account := &accounts[run.account]
		err := tx.each(func(r scanner) error {
			t, err := scanOkraTransaction(r)
			list = append(list, OkraBooking{t, account})
			return err
		}, okraRunQuery, account.seq, run.day, run.take, run.skip)
		if err != nil {
			return nil, 0, err
		}
	}
	return list, total, nil
}

// okraRunQuery reads a run. What it skips is at most one day's transactions.
const okraRunQuery = "SELECT " + okraTransactionColumns + ` FROM okra_transactions
	WHERE account = ? AND day <= ? ORDER BY day DESC, number DESC LIMIT ? OFFSET ?`
