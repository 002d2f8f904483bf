// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import "testing"

// BankData is how a platform serves bank data.
type BankData struct {
	// Open makes what the data needs, such as consents; nil where it is there from the
	// start.
	Open func(a *API)
	// Page is the path of a page of an account's transactions, and PageSize the
	// most that the platform puts on one.
	Page     func(account string) string
	PageSize int
	// Accounts are all accounts, in the platform's order, and Transactions all of an
	// account's, newest first.
	Accounts     func(a *API) []Account
	Transactions func(a *API, account string) []Transaction
}

// Data is a platform that has bank data: what the scenarios of that capability
// need to know of it, so that each of them is written once.
type Data struct {
	*Env

	bank *BankData
	// Page and PageSize are those of [BankData].
	Page     func(account string) string
	PageSize int
}

// Account is an account as the platform describes it, whatever its spelling.
// Empty texts are what the platform does not have.
type Account struct {
	ID, IBAN, NUBAN, BankID, BankName, CustomerID, Name, Currency, Balance, ConsentID, Status string
}

// Transaction is a transaction as the platform describes it. The amount is the
// text of the platform's JSON.
type Transaction struct {
	ID, ExternalID, BookingDate, Amount, Currency, Direction, RemittanceInfo string
}

// Accounts are all accounts, in the platform's order.
func (d *Data) Accounts() []Account {
	d.t.Helper()
	accounts := d.bank.Accounts(d.API)
	if len(accounts) == 0 {
		d.t.Fatal("the platform has no accounts")
	}
	return accounts
}

// Transactions are all of an account's, newest first.
func (d *Data) Transactions(account string) []Transaction {
	d.t.Helper()
	return d.bank.Transactions(d.API, account)
}

// OnData runs a scenario on every platform that has bank data, each with a sandbox of
// its own. Each bank has that many open accounts, and each account that many
// transactions.
func OnData(t *testing.T, accounts, transactions int, scenario func(t *testing.T, d *Data)) {
	t.Helper()
	for _, on := range Platforms() {
		if on.Data == nil {
			continue
		}
		t.Run(on.Name, func(t *testing.T) {
			t.Parallel()
			e := On(t, on, AutoAuthorize(), Bank(accounts, transactions))
			if on.Data.Open != nil {
				on.Data.Open(e.API)
			}
			scenario(t, &Data{Env: e, bank: on.Data, Page: on.Data.Page, PageSize: on.Data.PageSize})
		})
	}
}
