// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tables

import (
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// Transaction is a payment on an account.
type Transaction struct {
	// Day is when it was made, in days since the Unix epoch.
	Day int64
	// Number is its place among the account's transactions of that day.
	Number int64
	// Amount is in ten-thousandths of the account's currency: positive for a
	// credit, negative for a debit.
	Amount int64
	Text   string
}

// transactionColumns are in the order of Transaction's fields.
const transactionColumns = "day, number, amount, text"

func scanTransaction(r store.Scanner) (t Transaction, err error) {
	err = r.Scan(&t.Day, &t.Number, &t.Amount, &t.Text)
	return t, err
}

// FillAccount stores the transactions of an account that has none yet. They
// are ordered by day and number.
func (tx Tx) FillAccount(a Account, list []Transaction) error {
	_, err := tx.InsertRows("INSERT INTO okra_transactions (account, "+transactionColumns+")", "", len(list), func(i int) []any {
		t := &list[i]
		return []any{a.seq, t.Day, t.Number, t.Amount, t.Text}
	})
	if err != nil {
		return err
	}
	days, amounts := encodeHistory(list)
	_, err = tx.Exec("INSERT INTO okra_histories (account, days, amounts) VALUES (?, ?, ?)", a.seq, days, amounts)
	return err
}

// Transaction returns the transaction of an account with that day and number,
// or store.ErrNotFound.
func (tx Tx) Transaction(a Account, day, number int64) (t Transaction, err error) {
	return store.One(tx.Tx, scanTransaction, "SELECT "+transactionColumns+" FROM okra_transactions WHERE account = ? AND day = ? AND number = ?", a.seq, day, number)
}

// The types of transactions.
const (
	Credit = "credit"
	Debit  = "debit"
)

// TransactionFilter narrows the transactions of accounts. Its zero value
// narrows nothing.
type TransactionFilter struct {
	// Between are the first and the last day, both included, if it is not nil.
	Between *[2]int64
	// Type is Credit or Debit for those of at least the amount Least, or
	// empty.
	Type  string
	Least int64
}

// passes tells whether a transaction of that amount is of the filter's type.
func (f TransactionFilter) passes(amount int64) bool {
	switch f.Type {
	case Credit:
		return amount > 0 && amount >= f.Least
	case Debit:
		return amount < 0 && -amount >= f.Least
	}
	return true
}

// Booking is a transaction with the account that it is on.
type Booking struct {
	Transaction

	Account *Account
}

// Transactions returns a window of the accounts' transactions, the newest day
// first, and how many there are in all. Within a day they are in the order of the
// accounts as given, and in an account by descending number. Every account must
// be filled.
//
// Neither the number of transactions nor where a window begins is found by reading
// them: the accounts' histories tell both.
func (tx Tx) Transactions(accounts []Account, f TransactionFilter, w store.Window) (list []Booking, total int64, err error) {
	histories := make([]history, len(accounts))
	for i, a := range accounts {
		if histories[i], err = tx.history(a, f); err != nil {
			return nil, 0, err
		}
		total += histories[i].total()
	}
	for _, run := range runs(histories, w) {
		account := &accounts[run.account]
		err := tx.Each(func(r store.Scanner) error {
			t, err := scanTransaction(r)
			list = append(list, Booking{t, account})
			return err
		}, runQuery, account.seq, run.day, run.take, run.skip)
		if err != nil {
			return nil, 0, err
		}
	}
	return list, total, nil
}

// runQuery reads a run. What it skips is at most one day's transactions.
const runQuery = "SELECT " + transactionColumns + ` FROM okra_transactions
	WHERE account = ? AND day <= ? ORDER BY day DESC, number DESC LIMIT ? OFFSET ?`
