// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tables

import (
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// Transaction is a booked payment on an account.
type Transaction struct {
	ID           string
	ExternalID   string // The bank's own, unique within the account.
	BookingDate  string // YYYY-MM-DD
	ValueDate    string // YYYY-MM-DD
	Amount       int64  // Unsigned, in ten-thousandths of the account's currency.
	Inbound      bool
	CreditorIBAN string // Empty where the bank knows none, as for DebtorIBAN.
	DebtorIBAN   string
	// RemittanceInfo is the payment's text, empty for none.
	RemittanceInfo string
}

const transactionColumns = "id, external_id, booking_date, value_date, amount, inbound, creditor_iban, debtor_iban, remittance_info"

// NewestBooking returns the newest booking date of the account's transactions as
// the bank was last asked for them, or an empty text. Payments are booked in between.
func (tx Tx) NewestBooking(accountID string) (string, error) {
	return store.Value[string](tx.Tx, `SELECT ifnull((SELECT booking_date FROM transactions t
			WHERE t.account = (SELECT seq FROM accounts WHERE id = ?) AND NOT EXISTS (SELECT 1 FROM payments WHERE transaction_id = t.id)
			ORDER BY booking_date DESC, id DESC LIMIT 1), '')`, accountID)
}

// InsertTransactions adds transactions to an account, in the order in which
// they are stored fastest: oldest first. One whose external id the account
// has already is skipped. It returns how many were added.
func (tx Tx) InsertTransactions(accountID string, list []Transaction) (int64, error) {
	account, err := store.Value[int64](tx.Tx, "SELECT seq FROM accounts WHERE id = ?", accountID)
	if err != nil {
		return 0, err
	}
	return tx.InsertRows("INSERT INTO transactions (account, "+transactionColumns+")", " ON CONFLICT (account, external_id) DO NOTHING", len(list), func(i int) []any {
		t := &list[i]
		return []any{account, t.ID, t.ExternalID, t.BookingDate, t.ValueDate, t.Amount, t.Inbound, t.CreditorIBAN, t.DebtorIBAN, t.RemittanceInfo}
	})
}

// TransactionFilter narrows an account's transactions by booking date, both
// ends included. An empty date narrows nothing.
type TransactionFilter struct {
	From, To string // YYYY-MM-DD
}

// transactionPage reads a page by keyset: it is one range of the primary key,
// however deep in the list.
const transactionPage = "SELECT " + transactionColumns + ` FROM transactions
	WHERE account = (SELECT seq FROM accounts WHERE id = ?1) AND booking_date >= ?2 AND (booking_date, id) < (?3, ?4)
	ORDER BY booking_date DESC, id DESC LIMIT ?5`

// Transactions returns a page of an account's transactions, newest first, and
// the position after it. The caller has checked that the account may be read.
func (tx Tx) Transactions(accountID string, f TransactionFilter, p store.Page) ([]Transaction, string, error) {
	// A page begins below a booking date and id: those of the position, which is
	// "YYYY-MM-DD txn_…", or the end of the last day. Dates compare as text, and
	// "~" is greater than every date and id.
	date, id := f.To, "~"
	if date == "" {
		date = "~"
	}
	if after, afterID, ok := strings.Cut(p.After, " "); ok && after <= date {
		date, id = after, afterID
	}
	list, err := store.List(tx.Tx, func(r store.Scanner) (t Transaction, err error) {
		err = r.Scan(&t.ID, &t.ExternalID, &t.BookingDate, &t.ValueDate, &t.Amount, &t.Inbound, &t.CreditorIBAN, &t.DebtorIBAN, &t.RemittanceInfo)
		return t, err
	}, transactionPage, accountID, f.From, date, id, p.Limit+1)
	if err != nil || len(list) <= p.Limit {
		return list, "", err
	}
	last := list[p.Limit-1]
	return list[:p.Limit], last.BookingDate + " " + last.ID, nil
}
