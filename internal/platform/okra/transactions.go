// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"cmp"
	"context"
	"iter"
	"net/http"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// transactionWire is a movement on an account. It has an amount in one of two
// fields, which says which way the money went, and no currency: that is the
// account's.
type transactionWire struct {
	tagged

	Ref         string    `json:"ref"`
	TransDate   string    `json:"trans_date"`
	ClearedDate string    `json:"cleared_date"`
	Debit       number    `json:"debit"`
	Credit      number    `json:"credit"`
	Account     reference `json:"account"`
	Notes       struct {
		Desc string `json:"desc"`
	} `json:"notes"`
}

// list is in the singular, as Okra documents it.
func (transactionWire) list() (string, bool) { return "transaction", true }

// movement is a transaction, still without its currency, and whose it is.
type movement struct {
	platform.Transaction

	accountID string
}

func (w transactionWire) domain(platform.AsOf) (movement, error) {
	booked, bookedErr := day("trans_date", w.TransDate)
	cleared, clearedErr := day("cleared_date", w.ClearedDate)
	m := movement{
		Transaction: platform.Transaction{
			ID: w.ID, ExternalID: w.Ref, BookingDate: booked, ValueDate: cleared, RemittanceInfo: w.Notes.Desc,
		},
		accountID: w.Account.ID,
	}
	amountErr := w.amount(&m.Transaction)
	return m, cmp.Or(wire.ID("_id", w.ID), amountErr, bookedErr, clearedErr)
}

// amount turns debit or credit into a direction and an unsigned amount.
func (w transactionWire) amount(t *platform.Transaction) (err error) {
	field, text := "debit", w.Debit
	t.Direction = platform.Outbound
	switch {
	case w.Debit != "" && w.Credit != "":
		return &wire.FieldError{Field: "debit", Reason: "is there beside credit, but an amount is one of the two"}
	case w.Debit == "" && w.Credit == "":
		return &wire.FieldError{Field: "debit", Reason: "is missing, and so is credit"}
	case w.Credit != "":
		field, text = "credit", w.Credit
		t.Direction = platform.Inbound
	}
	t.Amount, err = wire.Amount(field, string(text))
	if err == nil && t.Amount.IsNegative() {
		return &wire.FieldError{Field: field, Reason: "is negative, but amounts are unsigned"}
	}
	return err
}

// Transactions reads the account first, for its currency, and for its customer
// where there are dates: Okra narrows by date for a customer only.
func (a accounts) Transactions(ctx context.Context, accountID string, filter platform.TransactionFilter) iter.Seq2[platform.Transaction, error] {
	return func(yield func(platform.Transaction, error) bool) {
		account, err := a.details(ctx, accountID)
		if err == nil && account.Currency == "" {
			err = wire.Malformed(detailsOf(accountID), http.StatusOK, wire.Missing("data.currency"))
		}
		if err != nil {
			yield(platform.Transaction{}, err)
			return
		}
		call, body := movements(account.Account, filter)
		for m, err := range listAll[transactionWire](ctx, a.client, call, body) {
			if err == nil {
				err = m.unplaced(call, filter)
			}
			if err == nil && !m.matches(accountID, filter) {
				continue
			}
			m.Currency = account.Currency
			if err != nil {
				m.Transaction = platform.Transaction{}
			}
			if !yield(m.Transaction, err) || err != nil {
				return
			}
		}
	}
}

// movements chooses the endpoint. Without a customer, whom every account should
// have, the dates are left to matches.
func movements(account platform.Account, filter platform.TransactionFilter) (call httpapi.Call, body map[string]any) {
	if account.CustomerID == "" || filter == (platform.TransactionFilter{}) {
		return read("transactions/getByAccount", nil), map[string]any{"account": account.ID}
	}
	return read("transactions/getByCustomerDate", nil), map[string]any{
		"customer": account.CustomerID, "from": cmp.Or(filter.From, firstDay), "to": cmp.Or(filter.To, lastDay),
	}
}

// unplaced refuses a transaction of which nobody can tell whether it matches.
func (m movement) unplaced(call httpapi.Call, filter platform.TransactionFilter) error {
	switch {
	case m.accountID == "" && call.Path != "transactions/getByAccount":
		return wire.Malformed(call, http.StatusOK, wire.Missing("data.transaction.account._id"))
	case m.BookingDate == "" && filter != (platform.TransactionFilter{}):
		return wire.Malformed(call, http.StatusOK, wire.Missing("data.transaction.trans_date"))
	}
	return nil
}

// matches reports whether a transaction is the account's and of the period.
func (m movement) matches(accountID string, filter platform.TransactionFilter) bool {
	return (m.accountID == "" || m.accountID == accountID) &&
		(filter.From == "" || m.BookingDate >= filter.From) &&
		(filter.To == "" || m.BookingDate <= filter.To)
}
