// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra/tables"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// The messages are the platform's own.
const (
	messageAccounts       = "Accounts retrieved successfully"
	messageAccountDetails = "Account details successfully retrieved"
)

// account is an account as the platform shows it.
type account struct {
	ID          string      `json:"_id"`
	Name        string      `json:"name"`
	NUBAN       string      `json:"nuban"`
	Type        string      `json:"type"`
	Currency    string      `json:"currency"`
	Bank        accountBank `json:"bank"`
	Customer    string      `json:"customer"`
	Balance     string      `json:"balance"` // The identifier of the balance, not an amount.
	Env         string      `json:"env"`
	Projects    []any       `json:"projects"`
	Manual      bool        `json:"manual"`
	CreatedAt   string      `json:"created_at"`
	LastUpdated string      `json:"last_updated"`
	Version     int         `json:"__v"`
}

// accountBank is a bank as its accounts show it.
type accountBank struct {
	ID           string  `json:"_id"`
	Name         string  `json:"name"`
	Slug         string  `json:"slug"`
	Icon         string  `json:"icon"`
	InvertedLogo string  `json:"inverted_logo"`
	V2Icon       string  `json:"v2_icon"`
	V2Logo       string  `json:"v2_logo"`
	Status       string  `json:"status"`
	Colors       colors  `json:"colors"`
	IsMFA        bool    `json:"isMFA"`
	MFAType      *string `json:"mfaType"`
	Corp         bool    `json:"corp"`
}

func showAccountBank(id string) accountBank {
	b, _ := bankdata.NigerianBankByID(id) // Accounts are made at known banks only.
	return accountBank{
		ID: b.ID, Name: b.Name, Slug: b.Slug, Icon: assets(b, "icon.png"), InvertedLogo: assets(b, "inverted.svg"),
		V2Icon: assets(b, "icon.svg"), V2Logo: assets(b, "logo.svg"), Status: bankActive, Colors: colorsOf(b),
	}
}

func showAccount(a tables.Account) account {
	return account{
		ID: a.ID, Name: a.Name, NUBAN: a.NUBAN, Type: a.Type, Currency: a.Currency, Bank: showAccountBank(a.BankID),
		Customer: a.CustomerID, Balance: a.BalanceID, Env: env(a.Scope.Environment), Projects: nothing(),
		CreatedAt: instant(a.CreatedAt), LastUpdated: instant(a.FetchedAt),
	}
}

// accountData is a list of accounts.
type accountData struct {
	Pagination pagination `json:"pagination"`
	Accounts   []account  `json:"accounts"`
}

// condition reads what narrows a list of accounts, or of their balances.
type condition func(*call, fields, *tables.AccountFilter) error

// accountsBy makes the handler of a list of accounts.
func accountsBy(conditions ...condition) func(*call) (reply, error) {
	return func(c *call) (reply, error) {
		found, err := c.selected(c.tx.Accounts, conditions)
		if err != nil {
			return reply{}, err
		}
		data := accountData{Pagination: found.pagination, Accounts: make([]account, len(found.accounts))}
		for i, a := range found.accounts {
			data.Accounts[i] = showAccount(a)
		}
		return reply{message: messageAccounts, data: data}, nil
	}
}

// selection is a page of accounts, with the parameters that it was asked for by.
type selection struct {
	accounts   []tables.Account
	pagination pagination
	given      fields
}

// selected reads the page of accounts that a request asks for, from list, which
// gives them their order.
func (c *call) selected(
	list func(store.Scope, tables.AccountFilter, store.Window) ([]tables.Account, error), conditions []condition,
) (selection, error) {
	given, p, err := c.paged()
	s := selection{given: given}
	if err != nil {
		return s, err
	}
	var filter tables.AccountFilter
	for _, read := range conditions {
		if err := read(c, given, &filter); err != nil {
			return s, err
		}
	}
	if filter.ID != "" || filter.BalanceID != "" {
		p = firstPage()
	}
	total, err := c.tx.CountAccounts(c.scope, filter)
	if err != nil {
		return s, err
	}
	s.pagination = p.of(total)
	s.accounts, err = list(c.scope, filter, p.window())
	return s, err
}

// account returns the account of that id, which must exist.
func (c *call) account(id string) (tables.Account, error) {
	found, err := c.tx.Accounts(c.scope, tables.AccountFilter{ID: id}, tables.EveryRow())
	if err != nil {
		return tables.Account{}, err
	}
	if len(found) == 0 {
		return tables.Account{}, notFound("account", id)
	}
	return found[0], nil
}

func byAccountID(c *call, f fields, filter *tables.AccountFilter) error {
	id, err := f.id("id")
	if err != nil {
		return err
	}
	filter.ID = id
	_, err = c.account(id)
	return err
}

// byAccount reads the account of a balance: the platform's pages call it account,
// its client account_id.
func byAccount(c *call, f fields, filter *tables.AccountFilter) error {
	name := "account"
	if !f.Has(name) && f.Has("account_id") {
		name = "account_id"
	}
	id, err := f.id(name)
	if err != nil {
		return err
	}
	filter.ID = id
	_, err = c.account(id)
	return err
}

func byCustomer(c *call, f fields, filter *tables.AccountFilter) error {
	id, err := f.id("customer")
	if err != nil {
		return err
	}
	filter.CustomerID = id
	_, err = c.tx.Customer(c.scope, id)
	if isNotFound(err) {
		return notFound("customer", id)
	}
	return err
}

func byBank(_ *call, f fields, filter *tables.AccountFilter) error {
	b, err := f.bank("bank")
	filter.BankID = b.ID
	return err
}

// byDate narrows by the day on which the account was connected.
func byDate(_ *call, f fields, filter *tables.AccountFilter) error {
	days, err := f.days()
	if err == nil {
		filter.From, filter.To = midnight(days[0]), midnight(days[1]+1)
	}
	return err
}

// byName narrows to the accounts whose name holds a text. The platform's page has
// no more about it than the parameter.
func byName(_ *call, f fields, filter *tables.AccountFilter) (err error) {
	filter.Name, err = f.id("name")
	return err
}

// byBalance narrows to the account of a balance.
func byBalance(parameter string) condition {
	return func(c *call, f fields, filter *tables.AccountFilter) error {
		id, err := f.id(parameter)
		if err != nil {
			return err
		}
		filter.BalanceID = id
		n, err := c.tx.CountAccounts(c.scope, *filter)
		if err == nil && n == 0 {
			return notFound("balance", id)
		}
		return err
	}
}

func getAccountDetails(c *call) (reply, error) {
	f, err := c.parameters()
	if err != nil {
		return reply{}, err
	}
	id, err := f.id("account")
	if err != nil {
		return reply{}, err
	}
	a, err := c.account(id)
	if err != nil {
		return reply{}, err
	}
	return reply{message: messageAccountDetails, data: showAccount(a)}, nil
}
