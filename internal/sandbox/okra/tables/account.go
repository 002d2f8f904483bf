// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tables

import (
	"strings"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// Account is a customer's account at a Nigerian bank, and its balance.
type Account struct {
	ID           string
	Scope        store.Scope
	CustomerID   string
	CustomerName string
	BankID       string
	NUBAN        string
	Name         string // Whom the bank keeps it for.
	Type         string // "savings" or "current".
	Currency     string
	CreatedAt    time.Time
	// BalanceID is the identifier of the balance, an object of its own in the API.
	BalanceID string
	// Ledger is the booked balance in ten-thousandths of the currency's unit, and
	// Available what of it can be spent.
	Ledger, Available int64
	// FetchedAt is the instant as of which balance and transactions are known.
	FetchedAt time.Time
	// Transactions is how many transactions the account has.
	Transactions int
	// Key are five bytes that the identifiers of its transactions share.
	Key [KeySize]byte
	// Filled tells whether the transactions are in the database already.
	Filled bool

	seq int64
}

// KeySize is how many bytes Account.Key has: as many as an ObjectId has
// for the process that made it.
const KeySize = 5

// InsertAccount adds an account to a customer of the same scope.
func (tx Tx) InsertAccount(a Account) error {
	n, err := tx.Exec(`INSERT INTO okra_accounts (id, organisation, environment, customer, bank, nuban, name, type, currency,
			created_at, balance_id, ledger, available, fetched_at, transactions, key)
		SELECT ?1, ?2, ?3, c.seq, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16
		FROM okra_customers c WHERE c.id = ?4 AND c.organisation = ?2 AND c.environment = ?3`,
		a.ID, a.Scope.Organisation, a.Scope.Environment, a.CustomerID, a.BankID, a.NUBAN, a.Name, a.Type, a.Currency,
		a.CreatedAt.Unix(), a.BalanceID, a.Ledger, a.Available, a.FetchedAt.Unix(), a.Transactions, a.Key[:])
	if err == nil && n == 0 {
		return store.ErrNotFound
	}
	return err
}

// AccountFilter narrows a list of accounts. What is empty narrows nothing.
type AccountFilter struct {
	ID         string
	CustomerID string
	BankID     string
	NUBAN      string
	BalanceID  string
	// Name is a part of the account's name, in capitals or not.
	Name string
	// From and To bound the instant of creation: From included, To not.
	From, To time.Time
	// Key belongs to one account.
	Key []byte
}

// where writes the filter as SQL. Its text depends on what is set, not on the
// values.
func (f AccountFilter) where(s store.Scope) (condition string, args []any) {
	b := strings.Builder{}
	b.WriteString(" WHERE a.organisation = ? AND a.environment = ?")
	args = []any{s.Organisation, s.Environment}
	and := func(set bool, condition string, value any) {
		if set {
			b.WriteString(" AND " + condition)
			args = append(args, value)
		}
	}
	and(f.ID != "", "a.id = ?", f.ID)
	and(f.CustomerID != "", "a.customer = (SELECT seq FROM okra_customers WHERE id = ?)", f.CustomerID)
	and(f.BankID != "", "a.bank = ?", f.BankID)
	and(f.NUBAN != "", "a.nuban = ?", f.NUBAN)
	and(f.BalanceID != "", "a.balance_id = ?", f.BalanceID)
	and(f.Name != "", "instr(lower(a.name), lower(?)) > 0", f.Name)
	and(!f.From.IsZero(), "a.created_at >= ?", f.From.Unix())
	and(!f.To.IsZero(), "a.created_at < ?", f.To.Unix())
	and(len(f.Key) > 0, "a.key = ?", f.Key)
	return b.String(), args
}

// EveryRow is the window without an end.
func EveryRow() store.Window { return store.Window{Limit: -1} }

// Accounts returns a window of the accounts that pass the filter by ascending
// id.
func (tx Tx) Accounts(s store.Scope, f AccountFilter, w store.Window) ([]Account, error) {
	return tx.accounts(s, f, w, "a.id")
}

// Balances returns them by ascending BalanceID.
func (tx Tx) Balances(s store.Scope, f AccountFilter, w store.Window) ([]Account, error) {
	return tx.accounts(s, f, w, "a.balance_id")
}

func (tx Tx) accounts(s store.Scope, f AccountFilter, w store.Window, order string) ([]Account, error) {
	where, args := f.where(s)
	return store.List(tx.Tx, func(r store.Scanner) (a Account, err error) {
		var key []byte
		err = r.Scan(&a.seq, &a.ID, &a.Scope.Organisation, &a.Scope.Environment, &a.CustomerID, &a.CustomerName, &a.BankID, &a.NUBAN,
			&a.Name, &a.Type, &a.Currency, store.Seconds(&a.CreatedAt), &a.BalanceID, &a.Ledger, &a.Available, store.Seconds(&a.FetchedAt),
			&a.Transactions, &key, &a.Filled)
		copy(a.Key[:], key)
		return a, err
	}, `SELECT a.seq, a.id, a.organisation, a.environment, c.id, c.name, a.bank, a.nuban, a.name, a.type, a.currency, a.created_at,
			a.balance_id, a.ledger, a.available, a.fetched_at, a.transactions, a.key,
			EXISTS (SELECT 1 FROM okra_histories h WHERE h.account = a.seq)
		FROM okra_accounts a JOIN okra_customers c ON c.seq = a.customer`+where+" ORDER BY "+order+" LIMIT ? OFFSET ?",
		append(args, w.Limit, w.Offset)...)
}

// CountAccounts returns how many accounts pass the filter.
func (tx Tx) CountAccounts(s store.Scope, f AccountFilter) (int64, error) {
	where, args := f.where(s)
	return store.Value[int64](tx.Tx, "SELECT count(*) FROM okra_accounts a"+where, args...)
}
