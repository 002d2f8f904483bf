// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/ids"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra/tables"
)

// Data is made when it is first asked for, so that a sandbox starts at once and
// one with many transactions makes no more of them than somebody reads: the
// customers and accounts of an environment by the first request for data, the
// transactions of an account by the first that needs them. Both are the same
// whenever that is, but for the end of an account's transactions, which is the
// instant at which the account was made.

// findData returns errNoData if there is data that the request needs and that was
// never made.
func (c *call) findData() error {
	at, err := c.tx.SeededAt(c.scope)
	if err != nil {
		return err
	}
	if at.IsZero() {
		return errNoData
	}
	return nil
}

// atOnce is after how many transactions makeData leaves the rest for another
// round, so that other requests need not wait for all of a large sandbox's.
const atOnce = 100_000

// makeData makes what a request missed, or a part of it, in a transaction of its
// own that can write. Another request may have come first.
func (c *call) makeData() error {
	at, err := c.tx.SeededAt(c.scope)
	if err == nil && at.IsZero() {
		err = c.seedData()
	}
	if err != nil {
		return err
	}
	made := 0
	for _, id := range c.unfilled {
		if made >= atOnce {
			break
		}
		found, err := c.tx.Accounts(c.scope, tables.AccountFilter{ID: id}, tables.EveryRow())
		if err != nil {
			return err
		}
		for _, a := range found {
			if err := c.fill(a); err != nil {
				return err
			}
			made += a.Transactions
		}
	}
	return nil
}

// filled returns errNoData, and leaves makeData word of what to do, unless the
// transactions of all the accounts are there.
func (c *call) filled(accounts []tables.Account) error {
	c.unfilled = nil
	for _, a := range accounts {
		if !a.Filled {
			c.unfilled = append(c.unfilled, a.ID)
		}
	}
	if len(c.unfilled) > 0 {
		return errNoData
	}
	return nil
}

// connection is the access to one bank that a customer gave.
type connection struct {
	bank         bankdata.NigerianBank
	accounts     int
	transactions int // Of each account.
	at           time.Time
}

// seededBanks are the banks of the seeded customers, by the last digits of their
// identifiers.
func seededBanks() [][]string {
	return [][]string{{"b3", "be", "b6"}, {"b2", "b3"}, {"b4", "b8"}, {"b2"}}
}

// maxAccounts is how many accounts a customer has at a bank at most.
const maxAccounts = 5

// seededSince is when the first seeded customer connected a bank. It is fixed,
// since identifiers hold the instant at which they were made, and the same seed
// shall give the same ones everywhere.
func seededSince() time.Time { return time.Date(2024, time.February, 5, 10, 30, 0, 0, time.UTC) }

// seedData makes the seeded customers with their accounts.
func (c *call) seedData() error {
	banks := bankdata.NigerianBanks()
	const day = 24 * time.Hour
	for i, suffixes := range seededBanks() {
		joined := seededSince().Add(time.Duration(i) * 61 * day)
		var connections []connection
		for n, suffix := range suffixes {
			bank := banks[slices.IndexFunc(banks, func(b bankdata.NigerianBank) bool { return strings.HasSuffix(b.ID, suffix) })]
			connections = append(connections, connection{
				bank: bank, accounts: min(c.api.Accounts, maxAccounts), transactions: c.api.Transactions,
				at: joined.Add(time.Duration(n) * 17 * day),
			})
		}
		customer := bankdata.CustomerAt(c.api.Seed, c.dataOwner(), i)
		if _, err := c.addCustomer(customer, i, joined, connections); err != nil {
			return err
		}
	}
	return c.tx.SetSeeded(c.scope, c.now)
}

// dataOwner is the name under which bankdata keeps the scope's data.
func (c *call) dataOwner() string { return "okra/" + c.scope.Organisation + "/" + c.scope.Environment }

// dataID returns the identifier that an object of the scope, made at that instant,
// has for good.
func (c *call) dataID(at time.Time, parts ...string) string {
	return ids.StableObjectID(at, append([]string{"okra", c.scope.Organisation, c.scope.Environment}, parts...)...)
}

// addCustomer adds customer number i of the scope with its accounts.
func (c *call) addCustomer(who bankdata.Customer, i int, at time.Time, connections []connection) (tables.Customer, error) {
	number := strconv.Itoa(i)
	customer := tables.Customer{
		ID: c.dataID(at, "customer", number), Scope: c.scope, Name: who.Name, Email: who.Email, Phone: who.Phone,
		Record: c.dataID(at, "record", number), CreatedAt: at,
	}
	if err := c.tx.InsertCustomer(customer); err != nil {
		return customer, err
	}
	for _, with := range connections {
		// A bank's account numbers go on where they ended.
		present, err := c.tx.CountAccounts(c.scope, tables.AccountFilter{BankID: with.bank.ID})
		if err != nil {
			return customer, err
		}
		for n := range with.accounts {
			account := bankdata.NairaAccountAt(c.api.Seed, c.dataOwner(), with.bank, int(present)+n, who.Company)
			if err := c.addAccount(customer, account, with); err != nil {
				return customer, err
			}
		}
	}
	return customer, nil
}

// addAccount adds an account to a customer.
func (c *call) addAccount(customer tables.Customer, account bankdata.NairaAccount, with connection) error {
	a := tables.Account{
		ID: c.dataID(with.at, "account", account.BankID, account.NUBAN), Scope: c.scope, CustomerID: customer.ID,
		BankID: account.BankID, NUBAN: account.NUBAN, Name: strings.ToUpper(customer.Name), Type: account.Kind, Currency: "NGN",
		CreatedAt: with.at, BalanceID: c.dataID(with.at, "balance", account.BankID, account.NUBAN),
		Ledger: account.Ledger, Available: account.Available, FetchedAt: c.now, Transactions: with.transactions,
	}
	a.Key = transactionKey(c.dataID(with.at, "transactions", account.BankID, account.NUBAN))
	return c.tx.InsertAccount(a)
}

// fill makes the transactions of an account that has none yet.
func (c *call) fill(a tables.Account) error {
	if a.Filled {
		return nil
	}
	list := make([]tables.Transaction, 0, a.Transactions)
	at := bankdata.NairaAccount{BankID: a.BankID, NUBAN: a.NUBAN}
	for e := range bankdata.Entries(c.api.Seed, at, a.Transactions, a.FetchedAt) {
		t := tables.Transaction{Day: dayOf(e.Made), Number: placeOf(e), Amount: e.Amount, Text: e.Text}
		if !e.Credit {
			t.Amount = -t.Amount
		}
		list = append(list, t)
	}
	// They come in the order in which they were cleared.
	slices.SortFunc(list, func(a, b tables.Transaction) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Number, b.Number))
	})
	return c.tx.FillAccount(a, list)
}
