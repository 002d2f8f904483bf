// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"fmt"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra/tables"
)

// messageTransactions is spelt as the platform spells it.
const messageTransactions = "Transactions retrieved succesfully" //nolint:misspell // The platform's own.

// transaction is a transaction as the platform documents it.
type transaction struct {
	ID                     string          `json:"_id"`
	SameID                 string          `json:"id"`
	Ref                    string          `json:"ref"`
	TransDate              string          `json:"trans_date"`
	ClearedDate            string          `json:"cleared_date"`
	UnformattedTransDate   string          `json:"unformatted_trans_date"`
	UnformattedClearedDate string          `json:"unformatted_cleared_date"`
	Debit                  *money          `json:"debit"`
	Credit                 *money          `json:"credit"`
	Notes                  notes           `json:"notes"`
	Bank                   transactionBank `json:"bank"`
	Customer               named           `json:"customer"`
	Account                named           `json:"account"`
	Env                    string          `json:"env"`
	Manual                 bool            `json:"manual"`
	Reconciled             bool            `json:"reconciled"`
	Fetched                []any           `json:"fetched"`
	Record                 []any           `json:"record"`
	Actions                []any           `json:"actions"`
	Checked                []any           `json:"checked"`
	CreatedAt              string          `json:"created_at"`
	LastUpdated            string          `json:"last_updated"`
	Version                int             `json:"__v"`
}

// notes are a transaction's text and what the platform makes out of it, which
// here is nothing.
type notes struct {
	Desc         string `json:"desc"`
	Topics       []any  `json:"topics"`
	Places       []any  `json:"places"`
	People       []any  `json:"people"`
	Actions      []any  `json:"actions"`
	Subjects     []any  `json:"subjects"`
	Prepositions []any  `json:"prepositions"`
}

// transactionBank is a bank as its transactions show it.
type transactionBank struct {
	Name   string `json:"name"`
	Status string `json:"status"`
	Icon   string `json:"icon"`
	Logo   string `json:"logo"`
}

// unformatted is how a bank writes a day.
const unformatted = "02/01/2006"

func showTransaction(b tables.Booking) transaction {
	days, number := clearing(b.Transaction)
	made, cleared := midnight(b.Day), midnight(b.Day+days)
	bank, _ := bankdata.NigerianBankByID(b.Account.BankID) // Accounts are made at known banks only.
	id := transactionID(b.Account.Key, b.Transaction)
	t := transaction{
		ID: id, SameID: id, Ref: fmt.Sprintf("%s-%s-%04d", bank.Short, cleared.Format("20060102"), number),
		TransDate: instant(made), ClearedDate: instant(cleared),
		UnformattedTransDate: made.Format(unformatted), UnformattedClearedDate: cleared.Format(unformatted),
		Notes: notes{
			Desc: b.Text, Topics: nothing(), Places: nothing(), People: nothing(), Actions: nothing(), Subjects: nothing(),
			Prepositions: nothing(),
		},
		Bank:     transactionBank{Name: bank.Name, Status: bankActive, Icon: assets(bank, "icon.png"), Logo: assets(bank, "logo.svg")},
		Customer: named{b.Account.CustomerID, b.Account.CustomerName}, Account: named{b.Account.ID, b.Account.Name},
		Env: env(b.Account.Scope.Environment), Fetched: nothing(), Record: nothing(), Actions: nothing(), Checked: nothing(),
		CreatedAt: instant(made), LastUpdated: instant(cleared),
	}
	amount := money(b.Amount)
	if t.Credit = &amount; amount < 0 {
		amount = -amount
		t.Debit, t.Credit = &amount, nil
	}
	return t
}

// transactionData is a list of transactions, whose name is singular.
type transactionData struct {
	Pagination  pagination    `json:"pagination"`
	Transaction []transaction `json:"transaction"`
}

func listed(found []tables.Booking, shown pagination) reply {
	data := transactionData{Pagination: shown, Transaction: make([]transaction, len(found))}
	for i, b := range found {
		data.Transaction[i] = showTransaction(b)
	}
	return reply{message: messageTransactions, data: data}
}

// lookup is what narrows a list of transactions: by their accounts, and by what
// they are themselves.
type lookup struct {
	accounts tables.AccountFilter
	tables.TransactionFilter
}

// transactionCondition reads a part of a lookup.
type transactionCondition func(*call, fields, *lookup) error

// transactionsBy makes the handler of a list of transactions.
func transactionsBy(conditions ...transactionCondition) func(*call) (reply, error) {
	return func(c *call) (reply, error) {
		f, p, err := c.paged()
		if err != nil {
			return reply{}, err
		}
		var l lookup
		for _, read := range conditions {
			if err := read(c, f, &l); err != nil {
				return reply{}, err
			}
		}
		accounts, err := c.tx.Accounts(c.scope, l.accounts, tables.EveryRow())
		if err != nil {
			return reply{}, err
		}
		if err := c.filled(accounts); err != nil {
			return reply{}, err
		}
		found, total, err := c.tx.Transactions(accounts, l.TransactionFilter, p.window())
		if err != nil {
			return reply{}, err
		}
		return listed(found, p.of(total)), nil
	}
}

// ofAccounts is a condition on the accounts.
func ofAccounts(read condition) transactionCondition {
	return func(c *call, f fields, l *lookup) error { return read(c, f, &l.accounts) }
}

func ofAccount(c *call, f fields, l *lookup) error  { return ofAccounts(byAccount)(c, f, l) }
func ofCustomer(c *call, f fields, l *lookup) error { return ofAccounts(byCustomer)(c, f, l) }
func ofBank(c *call, f fields, l *lookup) error     { return ofAccounts(byBank)(c, f, l) }

// ofDays narrows to the transactions that were made on some days.
func ofDays(_ *call, f fields, l *lookup) error {
	days, err := f.days()
	l.Between = &days
	return err
}

// ofType narrows to credits or debits of at least an amount. The platform's page
// names both parameters and does not say how the amount is compared.
func ofType(_ *call, f fields, l *lookup) (err error) {
	if l.Type, err = f.id("type"); err != nil {
		return err
	}
	if l.Type != tables.Credit && l.Type != tables.Debit {
		return unknownChoice("type", l.Type, tables.Credit, tables.Debit)
	}
	l.Least, err = f.amount("value")
	return err
}

// ofNUBAN narrows to the transactions of an account number.
func ofNUBAN(c *call, f fields, l *lookup) error {
	nuban, err := f.id("nuban")
	if err != nil {
		return err
	}
	l.accounts.NUBAN = nuban
	n, err := c.tx.CountAccounts(c.scope, l.accounts)
	if err == nil && n == 0 {
		return notFound("account with the NUBAN", nuban)
	}
	return err
}

func getTransaction(c *call) (reply, error) {
	f, err := c.parameters()
	if err != nil {
		return reply{}, err
	}
	id, err := f.id("id")
	if err != nil {
		return reply{}, err
	}
	key, day, number, ok := parseTransactionID(id)
	if !ok {
		return reply{}, notFound("transaction", id)
	}
	accounts, err := c.tx.Accounts(c.scope, tables.AccountFilter{Key: key}, tables.EveryRow())
	if err != nil {
		return reply{}, err
	}
	if len(accounts) == 0 {
		return reply{}, notFound("transaction", id)
	}
	if err := c.filled(accounts); err != nil {
		return reply{}, err
	}
	found, err := c.tx.Transaction(accounts[0], day, number)
	if isNotFound(err) {
		return reply{}, notFound("transaction", id)
	}
	if err != nil {
		return reply{}, err
	}
	return listed([]tables.Booking{{Transaction: found, Account: &accounts[0]}}, firstPage().of(1)), nil
}
