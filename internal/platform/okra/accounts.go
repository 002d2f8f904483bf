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

// accounts reads bank data (documented).
type accounts struct{ *client }

type accountWire struct {
	tagged

	Name     string       `json:"name"`
	NUBAN    string       `json:"nuban"`
	Currency string       `json:"currency"`
	Bank     reference    `json:"bank"`
	Customer reference    `json:"customer"`
	Balance  balanceField `json:"balance"`
}

func (accountWire) list() (string, bool) { return "accounts", true }

// details is an account, and where its balance is if it is not in it.
type details struct {
	platform.Account

	balanceID string
}

func (w accountWire) domain(platform.AsOf) (details, error) {
	balance, err := w.Balance.amount()
	return details{
		Account: platform.Account{
			ID: w.ID, NUBAN: w.NUBAN, BankID: w.Bank.ID, BankName: w.Bank.Name, Name: w.Name,
			Currency: w.Currency, Balance: balance, CustomerID: w.Customer.ID,
		},
		balanceID: w.Balance.ID,
	}, cmp.Or(wire.ID("_id", w.ID), wire.At("balance", err))
}

// The limits of a period of which one end is open: Okra's endpoints want both.
const (
	firstDay = "1970-01-01"
	lastDay  = "9999-12-31"
)

// List leaves as much of the filter as it can to the platform. Only the bank is
// left over where another condition chooses the endpoint.
func (a accounts) List(ctx context.Context, filter platform.AccountFilter) iter.Seq2[platform.Account, error] {
	dated := filter.From != "" || filter.To != ""
	from, to := cmp.Or(filter.From, firstDay), cmp.Or(filter.To, lastDay)
	var path string
	var body map[string]any
	switch {
	case filter.CustomerID != "" && dated:
		path, body = "accounts/getByCustomerDate", map[string]any{"customer": filter.CustomerID, "from": from, "to": to}
	case filter.CustomerID != "":
		path, body = "accounts/getByCustomer", map[string]any{"customer": filter.CustomerID}
	case dated:
		path, body = "accounts/getByDate", map[string]any{"from": from, "to": to}
	case filter.BankID != "":
		path, body = "accounts/getByBank", map[string]any{"bank": filter.BankID}
	default:
		path = "products/accounts"
	}
	return func(yield func(platform.Account, error) bool) {
		for account, err := range list[accountWire](ctx, a.client, read(path, nil), body) {
			if err == nil && filter.BankID != "" && account.BankID != filter.BankID {
				continue
			}
			if !yield(account.Account, err) {
				return
			}
		}
	}
}

func (a accounts) Get(ctx context.Context, id string) (platform.Account, error) {
	found, err := a.details(ctx, id)
	if err != nil {
		return platform.Account{}, err
	}
	if !found.Balance.Valid && found.balanceID != "" {
		found.Balance, err = a.balance(ctx, found.balanceID)
	}
	return found.Account, err
}

// details reads an account without following the reference to its balance.
func (a accounts) details(ctx context.Context, id string) (details, error) {
	return byID[accountWire](ctx, a.client, detailsOf(id), id, func(d details) string { return d.ID })
}

func detailsOf(id string) httpapi.Call {
	return read("accounts/getAccountDetails", map[string]any{"account": id})
}

// banks lists the banks that Okra reaches (documented).
type banks struct{ *client }

func (b banks) List(ctx context.Context) iter.Seq2[platform.Bank, error] {
	return list[bankWire](ctx, b.client, httpapi.Call{Method: http.MethodGet, Path: "banks/list"}, nil)
}
