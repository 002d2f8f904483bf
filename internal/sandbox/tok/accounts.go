// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/tok/tables"
)

func accountList() listing { return byID("accounts", idAccount) }

// transactionList is ordered by booking date and id, "YYYY-MM-DD txn_…".
func transactionList() listing {
	return listing{name: "transactions", position: func(s string) bool {
		day, id, _ := strings.Cut(s, " ")
		_, err := time.Parse(time.DateOnly, day)
		return err == nil && strings.HasPrefix(id, idTransaction)
	}}
}

func bankList() listing { return byID("banks", "") }

// account is an account as the platform shows it.
type account struct {
	ID        string  `json:"id"`
	IBAN      string  `json:"iban"`
	BankID    string  `json:"bankId"`
	BankName  string  `json:"bankName"`
	Name      string  `json:"name"`
	Currency  string  `json:"currency"`
	Balance   *string `json:"balance"`
	ConsentID string  `json:"consentId"`
	Status    string  `json:"status"`
}

func showAccount(a tables.Account) account {
	shown := account{
		ID: a.ID, IBAN: a.IBAN, BankID: a.BankID, BankName: a.BankName, Name: a.Name, Currency: a.Currency,
		ConsentID: a.ConsentID, Status: a.Status,
	}
	if a.Status == tables.ConsentActive {
		balance := money(a.Balance)
		shown.Balance = &balance
	}
	return shown
}

// money writes an amount in ten-thousandths with its four decimals, exactly.
func money(n int64) string {
	sign, whole, fraction := "", n/10_000, n%10_000
	if n < 0 {
		sign, whole, fraction = "-", -whole, -fraction
	}
	return fmt.Sprintf("%s%d.%04d", sign, whole, fraction)
}

// transaction is a transaction as the platform documents it.
type transaction struct {
	ID             string  `json:"id"`
	ExternalID     string  `json:"externalId"`
	BookingDate    string  `json:"bookingDate"`
	ValueDate      string  `json:"valueDate"`
	Amount         string  `json:"amount"`
	Currency       string  `json:"currency"`
	Direction      string  `json:"direction"`
	CreditorIBAN   *string `json:"creditorIban"`
	DebtorIBAN     *string `json:"debtorIban"`
	RemittanceInfo *string `json:"remittanceInfo"`
	Source         string  `json:"source"`
}

func showTransaction(t tables.Transaction, currency string) transaction {
	direction := "outbound"
	if t.Inbound {
		direction = "inbound"
	}
	return transaction{
		ID: t.ID, ExternalID: t.ExternalID, BookingDate: t.BookingDate, ValueDate: t.ValueDate,
		Amount: money(t.Amount), Currency: currency, Direction: direction,
		CreditorIBAN: apihttp.OptionalText(t.CreditorIBAN), DebtorIBAN: apihttp.OptionalText(t.DebtorIBAN),
		RemittanceInfo: apihttp.OptionalText(t.RemittanceInfo), Source: "open_banking",
	}
}

func listAccounts(c *call) (reply, error) {
	p, err := c.page(accountList())
	if err != nil {
		return reply{}, err
	}
	found, next, err := c.tx.Accounts(c.scope, p)
	if err != nil {
		return reply{}, err
	}
	shown := make([]account, len(found))
	for i, a := range found {
		shown[i] = showAccount(a)
	}
	return listed(accountList(), shown, next), nil
}

// account returns the account that the path names if its owner's consent is
// alive.
func (c *call) account() (tables.Account, error) {
	id := c.r.PathValue("id")
	a, err := c.tx.Account(c.scope, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return a, notFound("account", id)
	case err != nil:
		return a, err
	case a.Status == tables.ConsentExpired:
		return a, refuse(http.StatusForbidden, CodeConsentExpired, messageConsentExpired)
	case a.Status != tables.ConsentActive:
		return a, refuse(http.StatusForbidden, CodeConsentRevoked, messageConsentRevoked)
	}
	return a, nil
}

func getAccount(c *call) (reply, error) {
	a, err := c.account()
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusOK, body: showAccount(a)}, nil
}

func listTransactions(c *call) (reply, error) {
	a, err := c.account()
	if err != nil {
		return reply{}, err
	}
	var f tables.TransactionFilter
	if f.From, err = c.date("dateFrom"); err != nil {
		return reply{}, err
	}
	if f.To, err = c.date("dateTo"); err != nil {
		return reply{}, err
	}
	if f.From != "" && f.To != "" && f.From > f.To {
		return reply{}, apihttp.Invalidf("dateFrom", "The dateFrom %s is after the dateTo %s.", f.From, f.To)
	}
	p, err := c.page(transactionList())
	if err != nil {
		return reply{}, err
	}
	found, next, err := c.tx.Transactions(a.ID, f, p)
	if err != nil {
		return reply{}, err
	}
	shown := make([]transaction, len(found))
	for i, t := range found {
		shown[i] = showTransaction(t, a.Currency)
	}
	return listed(transactionList(), shown, next), nil
}

// bank is a bank as the platform shows it.
type bank struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Country    string   `json:"country"`
	Currencies []string `json:"currencies"`
}

func listBanks(c *call) (reply, error) {
	p, err := c.page(bankList())
	if err != nil {
		return reply{}, err
	}
	var shown []bank
	next := ""
	for _, b := range bankdata.Banks() { // By ascending id.
		if b.ID <= p.After {
			continue
		}
		if len(shown) == p.Limit {
			next = shown[len(shown)-1].ID
			break
		}
		shown = append(shown, bank{ID: b.ID, Name: b.Name, Country: b.Country, Currencies: b.Currencies})
	}
	return listed(bankList(), shown, next), nil
}
