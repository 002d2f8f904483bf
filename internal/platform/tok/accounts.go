// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"

	"github.com/shopspring/decimal"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// accounts reads bank data (documented).
type accounts struct{ *client }

type accountWire struct {
	identified

	IBAN      string `json:"iban"`
	BankID    string `json:"bankId"`
	BankName  string `json:"bankName"`
	Name      string `json:"name"`
	Currency  string `json:"currency"`
	Balance   string `json:"balance"`
	ConsentID string `json:"consentId"`
	Status    string `json:"status"`
}

func (w accountWire) domain(platform.AsOf) (platform.Account, error) {
	account := platform.Account{
		ID: w.ID, IBAN: w.IBAN, BankID: w.BankID, BankName: w.BankName, Name: w.Name,
		Currency: w.Currency, ConsentID: w.ConsentID, Status: w.Status,
	}
	if w.Balance != "" {
		balance, err := wire.Amount("balance", w.Balance)
		if err != nil {
			return account, err
		}
		account.Balance = decimal.NewNullDecimal(balance)
	}
	return account, wire.ID("id", w.ID)
}

type transactionWire struct {
	identified

	ExternalID     string `json:"externalId"`
	BookingDate    string `json:"bookingDate"`
	ValueDate      string `json:"valueDate"`
	Amount         string `json:"amount"`
	Currency       string `json:"currency"`
	Direction      string `json:"direction"`
	CreditorIBAN   string `json:"creditorIban"`
	DebtorIBAN     string `json:"debtorIban"`
	RemittanceInfo string `json:"remittanceInfo"`
	Source         string `json:"source"`
}

func (w transactionWire) domain(platform.AsOf) (platform.Transaction, error) {
	value, err := wire.Amount("amount", w.Amount)
	if err == nil && value.IsNegative() {
		err = &wire.FieldError{Field: "amount", Reason: "is negative, but amounts are unsigned"}
	}
	return platform.Transaction{
		ID: w.ID, ExternalID: w.ExternalID, BookingDate: w.BookingDate, ValueDate: w.ValueDate,
		Amount: value, Currency: w.Currency, Direction: platform.Direction(w.Direction),
		CreditorIBAN: w.CreditorIBAN, DebtorIBAN: w.DebtorIBAN,
		RemittanceInfo: w.RemittanceInfo, Source: w.Source,
	}, cmp.Or(wire.ID("id", w.ID), wire.Required("currency", w.Currency), wire.Required("direction", w.Direction), err)
}

// List filters by bank itself, since Tok's endpoint takes no filter. Tok knows
// neither customers nor when an account was connected.
func (a accounts) List(ctx context.Context, filter platform.AccountFilter) iter.Seq2[platform.Account, error] {
	return func(yield func(platform.Account, error) bool) {
		for account, err := range list(ctx, a.client, "/accounts", nil, accountWire.domain) {
			if err == nil && filter.BankID != "" && account.BankID != filter.BankID {
				continue
			}
			if !yield(account, err) {
				return
			}
		}
	}
}

func (a accounts) Get(ctx context.Context, id string) (platform.Account, error) {
	account, err := one(ctx, a.client, httpapi.Call{Method: http.MethodGet, Path: pathOf("accounts", id)}, accountWire.domain)
	if err != nil {
		return a.refused(ctx, id, err)
	}
	return account, nil
}

func (a accounts) Transactions(ctx context.Context, accountID string, filter platform.TransactionFilter) iter.Seq2[platform.Transaction, error] {
	query := url.Values{}
	if filter.From != "" {
		query.Set("dateFrom", filter.From)
	}
	if filter.To != "" {
		query.Set("dateTo", filter.To)
	}
	return func(yield func(platform.Transaction, error) bool) {
		for transaction, err := range listAll(ctx, a.client, pathOf("accounts", accountID, "transactions"), query, transactionWire.domain) {
			if err != nil {
				_, err = a.refused(ctx, accountID, err)
			}
			if !yield(transaction, err) {
				return
			}
		}
	}
}

// refused adds the id of the dead consent to a refusal, which Tok words without it,
// and returns the list's entry of the account, if there is one: the list shows
// accounts behind dead consents too. On the consent the refusal has the last word.
func (a accounts) refused(ctx context.Context, accountID string, err error) (platform.Account, error) {
	refusal, ok := errors.AsType[*platform.Error](err)
	if !ok || !platform.IsConsentDead(err) {
		return platform.Account{}, err
	}
	for account, listErr := range a.List(ctx, platform.AccountFilter{}) {
		if listErr != nil {
			break // The refusal is the news; without the list it only lacks a name.
		}
		if account.ID == accountID {
			refusal.ConsentID = account.ConsentID
			account.Balance, account.Status = decimal.NullDecimal{}, "expired"
			if refusal.Kind == platform.KindConsentRevoked {
				account.Status = "revoked"
			}
			return account, err
		}
	}
	return platform.Account{}, err
}
