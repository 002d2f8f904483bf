// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"encoding/json"
	"net/http"
	"testing"
)

// Data is a platform that has bank data: what the scenarios of that capability
// need to know of it, so that each of them is written once.
type Data struct {
	*Env

	HCL func(blocks ...string) string
	// Page is the path of a page of an account's transactions, and PageSize the
	// most that the platform puts on one.
	Page     func(account string) string
	PageSize int

	accounts     func() []Account
	transactions func(account string) []Transaction
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
	accounts := d.accounts()
	if len(accounts) == 0 {
		d.t.Fatal("the platform has no accounts")
	}
	return accounts
}

// Transactions are all of an account's, newest first.
func (d *Data) Transactions(account string) []Transaction {
	d.t.Helper()
	return d.transactions(account)
}

// OnData runs a scenario on every platform that has bank data, each with a sandbox
// of its own, of which a number of accounts at each bank is open with a number of
// transactions on each.
func OnData(t *testing.T, accounts, transactions int, scenario func(t *testing.T, d *Data)) {
	t.Helper()
	t.Run("tok", func(t *testing.T) {
		t.Parallel()
		e := New(t, AutoAuthorize(), Bank(accounts, transactions))
		for _, bank := range []string{"erste-hr", "nlb-rs"} {
			e.API.Must(http.StatusCreated, http.MethodPost, "/consents", map[string]any{"bankId": bank, "callbackUrl": "https://app.example.com/"})
		}
		scenario(t, &Data{
			Env: e, HCL: e.HCL, PageSize: 100,
			Page:         func(account string) string { return "/tok/v1/accounts/" + account + "/transactions" },
			accounts:     func() []Account { return tokAccounts(e) },
			transactions: func(account string) []Transaction { return tokTransactions(e, account) },
		})
	})
	t.Run("okra", func(t *testing.T) {
		t.Parallel()
		o := NewOkra(t, Bank(accounts, transactions))
		scenario(t, &Data{
			Env: o.Env, HCL: o.HCL, PageSize: 100,
			Page:         func(string) string { return "/okra/v2/sandbox/transactions/getByAccount" },
			accounts:     func() []Account { return okraAccounts(o) },
			transactions: func(account string) []Transaction { return okraTransactions(o, account) },
		})
	})
}

func tokAccounts(e *Env) []Account {
	var accounts []Account
	for _, a := range e.API.All("/accounts") {
		accounts = append(accounts, Account{
			ID: text(a["id"]), IBAN: text(a["iban"]), BankID: text(a["bankId"]), BankName: text(a["bankName"]), Name: text(a["name"]),
			Currency: text(a["currency"]), Balance: text(a["balance"]), ConsentID: text(a["consentId"]), Status: text(a["status"]),
		})
	}
	return accounts
}

func tokTransactions(e *Env, account string) []Transaction {
	var transactions []Transaction
	for _, x := range e.API.All("/accounts/" + account + "/transactions") {
		transactions = append(transactions, Transaction{
			ID: text(x["id"]), ExternalID: text(x["externalId"]), BookingDate: text(x["bookingDate"]), Amount: text(x["amount"]),
			Currency: text(x["currency"]), Direction: text(x["direction"]), RemittanceInfo: text(x["remittanceInfo"]),
		})
	}
	return transactions
}

func okraAccounts(o *Okra) []Account {
	var accounts []Account
	for _, a := range o.All("/products/accounts", "accounts", nil) {
		bank, _ := a["bank"].(map[string]any)
		balances, _ := o.Ask("/balance/getById", map[string]any{"id": a["balance"]})["balance"].([]any)
		if len(balances) != 1 {
			o.t.Fatalf("the account %v has %d balances", a["_id"], len(balances))
		}
		balance, _ := balances[0].(map[string]any)
		accounts = append(accounts, Account{
			ID: text(a["_id"]), NUBAN: text(a["nuban"]), BankID: text(bank["_id"]), BankName: text(bank["name"]), CustomerID: text(a["customer"]),
			Name: text(a["name"]), Currency: text(a["currency"]), Balance: number(balance["available_balance"]),
		})
	}
	return accounts
}

func okraTransactions(o *Okra, account string) []Transaction {
	var transactions []Transaction
	for _, x := range o.All("/transactions/getByAccount", "transaction", map[string]any{"account": account}) {
		notes, _ := x["notes"].(map[string]any)
		t := Transaction{
			ID: text(x["_id"]), ExternalID: text(x["ref"]), BookingDate: text(x["trans_date"])[:len("2006-01-02")],
			Amount: number(x["debit"]), Direction: "outbound", Currency: "NGN", RemittanceInfo: text(notes["desc"]),
		}
		if x["debit"] == nil {
			t.Amount, t.Direction = number(x["credit"]), "inbound"
		}
		transactions = append(transactions, t)
	}
	return transactions
}

// number is a number's text as it was sent, or "".
func number(field any) string {
	value, _ := field.(json.Number)
	return value.String()
}
