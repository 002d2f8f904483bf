// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tables

import (
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// Account is a bank account that a consent opened. Its own fields outlive the
// consent; the status is that of the consent which owns it.
type Account struct {
	ID       string
	Scope    store.Scope
	BankID   string
	BankName string
	IBAN     string
	Name     string
	Currency string
	Balance  int64 // In ten-thousandths of the currency's unit.
	// ConsentID and Status are the owning consent's: the one that was authorised
	// last among the active ones, or among all if none is active.
	ConsentID string
	Status    string
}

// accountQuery selects accounts with their owners. The owner is found by a
// correlated query, so that no change of a consent has to touch its accounts.
const accountQuery = `SELECT a.id, a.organisation, a.environment, a.bank_id, a.bank_name, a.iban, a.name, a.currency, a.balance, c.id, c.status
	FROM accounts a JOIN consents c ON c.seq = (
		SELECT ac.consent FROM account_consents ac JOIN consents o ON o.seq = ac.consent
		WHERE ac.account = a.seq ORDER BY o.status = 'active' DESC, ac.seq DESC LIMIT 1)
	WHERE a.organisation = ?1 AND a.environment = ?2`

func scanAccount(r store.Scanner) (a Account, err error) {
	err = r.Scan(&a.ID, &a.Scope.Organisation, &a.Scope.Environment, &a.BankID, &a.BankName, &a.IBAN, &a.Name, &a.Currency,
		&a.Balance, &a.ConsentID, &a.Status)
	return a, err
}

// PutAccount adds an account, or renames the one of the same id, and lets the
// consent open it. The account's ConsentID must be that consent's. It returns the
// account's balance: one that is there already keeps its own, less by what it paid.
func (tx Tx) PutAccount(a Account) (balance int64, err error) {
	balance, err = store.Value[int64](tx.Tx, `INSERT INTO accounts (id, organisation, environment, bank_id, bank_name, iban, name, currency, balance)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (organisation, environment, bank_id, iban)
		DO UPDATE SET bank_name = excluded.bank_name, name = excluded.name
		RETURNING balance`,
		a.ID, a.Scope.Organisation, a.Scope.Environment, a.BankID, a.BankName, a.IBAN, a.Name, a.Currency, a.Balance)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(`INSERT INTO account_consents (account, consent)
		SELECT a.seq, c.seq FROM accounts a, consents c WHERE a.id = ? AND c.id = ?`, a.ID, a.ConsentID)
	return balance, err
}

// Debit takes an amount from an account's balance.
func (tx Tx) Debit(accountID string, amount int64) error {
	_, err := tx.Exec("UPDATE accounts SET balance = balance - ? WHERE id = ?", amount, accountID)
	return err
}

// Account returns the account of that id, or store.ErrNotFound.
func (tx Tx) Account(s store.Scope, id string) (Account, error) {
	return store.One(tx.Tx, scanAccount, accountQuery+" AND a.id = ?3", s.Organisation, s.Environment, id)
}

// Accounts returns a page of accounts by ascending id, and the position after
// it, whatever has become of their consents.
func (tx Tx) Accounts(s store.Scope, p store.Page) ([]Account, string, error) {
	list, err := store.List(tx.Tx, scanAccount, accountQuery+" AND a.id > ?3 ORDER BY a.id LIMIT ?4", s.Organisation, s.Environment, p.After, p.Limit+1)
	if err != nil || len(list) <= p.Limit {
		return list, "", err
	}
	return list[:p.Limit], list[p.Limit-1].ID, nil
}
