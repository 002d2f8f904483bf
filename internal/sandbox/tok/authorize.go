// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"slices"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok/tables"
)

// authorize makes a consent active and fetches what it opens: the accounts at
// the bank with their transactions, all in the transaction of the request.
func (c *call) authorize(granted *tables.Consent) error {
	granted.Status = tables.ConsentActive
	granted.AuthorizedAt = c.now
	granted.ExpiresAt = c.now.Add(activeFor)
	c.lapsesAt(granted.ExpiresAt)
	if err := c.tx.UpdateConsent(*granted); err != nil {
		return err
	}
	if err := c.emit(granted.Scope, eventConsentAuthorized, showConsent(*granted, "")); err != nil {
		return err
	}
	for _, account := range bankdata.Accounts(c.api.Seed, owner(granted.Scope), granted.BankID, c.api.Accounts) {
		if err := c.connect(*granted, account); err != nil {
			return err
		}
	}
	return nil
}

// owner is the name under which bankdata keeps a scope's accounts.
func owner(s store.Scope) string { return s.Organisation + "/" + s.Environment }

// connect lets a consent open one account and fetches its transactions.
func (c *call) connect(granted tables.Consent, at bankdata.Account) error {
	s := granted.Scope
	a := tables.Account{
		// The id belongs to the account, not to the consent, so that it survives it.
		ID:    ids.Stable(idAccount, s.Organisation, s.Environment, at.BankID, at.IBAN),
		Scope: s, BankID: at.BankID, BankName: at.BankName, IBAN: at.IBAN, Name: at.Name, Currency: at.Currency, Balance: at.Balance,
		ConsentID: granted.ID, Status: granted.Status,
	}
	balance, err := c.tx.PutAccount(a)
	if err != nil {
		return err
	}
	a.Balance = balance
	if err := c.emit(s, eventAccountUpdated, showAccount(a)); err != nil {
		return err
	}
	newest, err := c.tx.NewestBooking(a.ID)
	if err != nil {
		return err
	}
	added, err := c.tx.InsertTransactions(a.ID, c.fetch(a.ID, at, newest))
	if err != nil {
		return err
	}
	return c.emit(s, eventTransactionsSynced, syncedData{AccountID: a.ID, ConsentID: granted.ID, Added: added})
}

// fetch returns the account's transactions since the day after newest, oldest
// first. For an account that has none newest is empty.
func (c *call) fetch(accountID string, at bankdata.Account, newest string) []tables.Transaction {
	var list []tables.Transaction
	for t := range bankdata.Transactions(c.api.Seed, at, c.api.Transactions, c.now) {
		booked := t.BookingDate.Format(time.DateOnly)
		if booked <= newest {
			break // The rest is older, and here already.
		}
		list = append(list, tables.Transaction{
			ID:         ids.StableAt(idTransaction, t.BookingDate, accountID, t.ExternalID),
			ExternalID: t.ExternalID, BookingDate: booked, ValueDate: t.ValueDate.Format(time.DateOnly),
			Amount: t.Amount, Inbound: t.Inbound,
			CreditorIBAN: t.CreditorIBAN, DebtorIBAN: t.DebtorIBAN, RemittanceInfo: t.RemittanceInfo,
		})
	}
	slices.Reverse(list)
	return list
}
