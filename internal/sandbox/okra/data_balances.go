// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra/tables"
)

// messageBalance is spelt as the platform spells it.
const messageBalance = "Balance retrieved succesfully" //nolint:misspell // The platform's own.

// balance is a balance as the platform shows it.
type balance struct {
	ID          string         `json:"_id"`
	Account     balanceAccount `json:"account"`
	Available   money          `json:"available_balance"`
	Ledger      money          `json:"ledger_balance"`
	Currency    string         `json:"currency"`
	Customer    named          `json:"customer"`
	Env         string         `json:"env"`
	Periodic    periodic       `json:"periodic"`
	Connected   []any          `json:"connected"`
	Owner       []any          `json:"owner"`
	Record      []any          `json:"record"`
	CreatedAt   string         `json:"created_at"`
	LastUpdated string         `json:"last_updated"`
	Version     int            `json:"__v"`
}

// balanceAccount is an account as its balance shows it.
type balanceAccount struct {
	ID    string      `json:"_id"`
	Bank  accountBank `json:"bank"`
	NUBAN string      `json:"nuban"`
	Name  string      `json:"name"`
}

// periodic is what the balance was at each time that it was fetched, if that is
// asked for.
type periodic struct {
	Available []observation `json:"available_balance"`
	Ledger    []observation `json:"ledger_balance"`
}

// observation is an amount at an instant. The platform's page shows no more of
// periodic balances than that they are lists.
type observation struct {
	Amount money  `json:"amount"`
	Date   string `json:"date"`
}

func showBalance(a tables.Account, withPeriodic bool) balance {
	b := balance{
		ID: a.BalanceID, Account: balanceAccount{ID: a.ID, Bank: showAccountBank(a.BankID), NUBAN: a.NUBAN, Name: a.Name},
		Available: money(a.Available), Ledger: money(a.Ledger), Currency: a.Currency,
		Customer: named{a.CustomerID, a.CustomerName}, Env: env(a.Scope.Environment),
		Periodic:  periodic{Available: []observation{}, Ledger: []observation{}},
		Connected: nothing(), Owner: nothing(), Record: nothing(),
		CreatedAt: instant(a.CreatedAt), LastUpdated: instant(a.FetchedAt),
	}
	if withPeriodic {
		// The sandbox fetches a balance once, when it makes the account.
		at := instant(a.FetchedAt)
		b.Periodic.Available = append(b.Periodic.Available, observation{b.Available, at})
		b.Periodic.Ledger = append(b.Periodic.Ledger, observation{b.Ledger, at})
	}
	return b
}

// balanceData is a list of balances, whose name is singular.
type balanceData struct {
	Pagination pagination `json:"pagination"`
	Balance    []balance  `json:"balance"`
}

// balancesBy makes the handler of a list of balances.
func balancesBy(conditions ...condition) func(*call) (reply, error) {
	return func(c *call) (reply, error) {
		found, err := c.selected(c.tx.Balances, conditions)
		if err != nil {
			return reply{}, err
		}
		var withPeriodic bool
		if found.given.Given("includePeriodic") {
			if _, err := found.given.Decode("includePeriodic", &withPeriodic, "true or false"); err != nil {
				return reply{}, err
			}
		}
		data := balanceData{Pagination: found.pagination, Balance: make([]balance, len(found.accounts))}
		for i, a := range found.accounts {
			data.Balance[i] = showBalance(a, withPeriodic)
		}
		return reply{message: messageBalance, data: data}, nil
	}
}
