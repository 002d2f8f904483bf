// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tables

import (
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// The statuses of a payment.
const (
	PaymentPending  = "pending"
	PaymentExecuted = "executed"
	PaymentDeclined = "declined"
	PaymentExpired  = "expired"
)

// Payment is money that a person is asked to send from an account.
type Payment struct {
	ID             string
	Scope          store.Scope
	CreditorIBAN   string
	Amount         int64 // In ten-thousandths of the currency's unit.
	Currency       string
	RemittanceInfo string // Empty for none.
	// Decision is PaymentExecuted or PaymentDeclined, and empty until the person has
	// decided.
	Decision string
	// Handle names the bank's page that asks the person. It is no credential.
	Handle string
	// AccountID is what paid and TransactionID what was booked there, both empty
	// unless the payment is executed.
	AccountID, TransactionID string
	CreatedAt                time.Time
	// ExpiresAt is when it is too late for a decision.
	ExpiresAt time.Time
}

// Status returns what has become of the payment.
func (p Payment) Status(now time.Time) string {
	switch {
	case p.Decision != "":
		return p.Decision
	case p.ExpiresAt.After(now):
		return PaymentPending
	}
	return PaymentExpired
}

const paymentQuery = `SELECT id, organisation, environment, creditor_iban, amount, currency, remittance_info, ifnull(decision, ''), handle,
	ifnull(account, ''), ifnull(transaction_id, ''), created_at, expires_at FROM payments WHERE `

// paymentWhere returns the one payment that a condition selects.
func (tx Tx) paymentWhere(condition string, args ...any) (p Payment, err error) {
	err = tx.Get(func(r store.Scanner) error {
		return r.Scan(&p.ID, &p.Scope.Organisation, &p.Scope.Environment, &p.CreditorIBAN, &p.Amount, &p.Currency, &p.RemittanceInfo, &p.Decision, &p.Handle,
			&p.AccountID, &p.TransactionID, store.Seconds(&p.CreatedAt), store.Seconds(&p.ExpiresAt))
	}, paymentQuery+condition, args...)
	return p, err
}

// Payment returns the payment of that id, or store.ErrNotFound.
func (tx Tx) Payment(s store.Scope, id string) (Payment, error) {
	return tx.paymentWhere("organisation = ? AND environment = ? AND id = ?", s.Organisation, s.Environment, id)
}

// PaymentByHandle returns the payment that a page of the bank asks for, of
// whatever organisation, or store.ErrNotFound.
func (tx Tx) PaymentByHandle(handle string) (Payment, error) {
	return tx.paymentWhere("handle = ?", handle)
}

// PendingPayments returns how many payments of an organisation wait for a person.
func (tx Tx) PendingPayments(organisation string, now time.Time) (int, error) {
	return store.Value[int](tx.Tx, "SELECT count(*) FROM payments WHERE organisation = ? AND decision IS NULL AND expires_at > ?", organisation, now.Unix())
}

// InsertPayment adds a payment that nobody has decided.
func (tx Tx) InsertPayment(p Payment) error {
	_, err := tx.Exec(`INSERT INTO payments (id, organisation, environment, creditor_iban, amount, currency, remittance_info, handle, created_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.ID, p.Scope.Organisation, p.Scope.Environment, p.CreditorIBAN, p.Amount, p.Currency, p.RemittanceInfo, p.Handle, store.Unix(p.CreatedAt), store.Unix(p.ExpiresAt))
	return err
}

// DecidePayment stores a payment's decision and what came of it.
func (tx Tx) DecidePayment(p Payment) error {
	_, err := tx.Exec("UPDATE payments SET decision = ?, account = nullif(?, ''), transaction_id = nullif(?, '') WHERE id = ?",
		p.Decision, p.AccountID, p.TransactionID, p.ID)
	return err
}

// Payers returns the accounts that can make a payment, by ascending id: those of
// active consents that are held in its currency, have the money, and are not the
// creditor's.
func (tx Tx) Payers(p Payment) ([]Account, error) {
	return store.List(tx.Tx, scanAccount, accountQuery+" AND c.status = 'active' AND a.currency = ?3 AND a.balance >= ?4 AND a.iban <> ?5 ORDER BY a.id",
		p.Scope.Organisation, p.Scope.Environment, p.Currency, p.Amount, p.CreditorIBAN)
}
