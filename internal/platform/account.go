// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"context"
	"iter"

	"github.com/shopspring/decimal"
)

// Bank is an institution whose accounts a consent can open.
type Bank struct {
	ID         string
	Name       string
	Country    string   // ISO 3166-1 alpha-2
	Currencies []string // ISO 4217
}

// Banks knows the banks that a platform reaches.
type Banks interface {
	List(ctx context.Context) iter.Seq2[Bank, error]
}

// Account is a bank account that a consent has opened. Empty texts mean "none".
type Account struct {
	ID        string
	IBAN      string
	NUBAN     string // Nigeria's uniform bank account number, ten digits
	BankID    string
	BankName  string
	Name      string
	Currency  string              // ISO 4217
	Balance   decimal.NullDecimal // not valid where the platform cannot tell, such as behind a dead consent
	ConsentID string
	Status    string // "active", "expired" or "revoked", as the consent that opened it

	CustomerID string // the person or company that the account belongs to, where the platform knows customers
}

// AccountFilter narrows a list of accounts. Empty texts mean "any".
type AccountFilter struct {
	BankID     string
	CustomerID string
	From       string // first day on which the account was connected, ISO 8601 date
	To         string // last day, inclusive, ISO 8601 date
}

// Direction says which way money went.
type Direction string

// The directions.
const (
	Inbound  Direction = "inbound"
	Outbound Direction = "outbound"
)

// Directions lists the values of a transaction's direction that are known. The
// platform may have others.
func Directions() []string { return []string{string(Inbound), string(Outbound)} }

// Transaction is a booked movement on an account. Empty texts mean "none".
type Transaction struct {
	ID             string
	ExternalID     string // the bank's own id, unique on the account
	BookingDate    string // ISO 8601 date
	ValueDate      string // ISO 8601 date
	Amount         decimal.Decimal
	Currency       string // ISO 4217
	Direction      Direction
	CreditorIBAN   string
	DebtorIBAN     string
	RemittanceInfo string
	Source         string
}

// TransactionFilter narrows a list of transactions by booking date.
type TransactionFilter struct {
	From string // first day, ISO 8601 date; "" for no limit
	To   string // last day, inclusive, ISO 8601 date; "" for no limit
}

// Accounts reads bank data.
type Accounts interface {
	// List yields the accounts in the server's order, lazily page by page. A
	// balance that the platform's list does not tell is not valid there.
	List(ctx context.Context, filter AccountFilter) iter.Seq2[Account, error]
	// Get returns one account. Where its consent is dead the error says so, and
	// the account comes beside it, without a balance, if the platform lists it.
	Get(ctx context.Context, id string) (Account, error)
	// Transactions yields an account's transactions, newest first, lazily
	// page by page.
	Transactions(ctx context.Context, accountID string, filter TransactionFilter) iter.Seq2[Transaction, error]
}
