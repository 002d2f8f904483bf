// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/shopspring/decimal"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// bank is a platform.Accounts with a fixed stock of data.
type bank struct {
	accounts     []platform.Account
	transactions []platform.Transaction
	listErr      error // with which the list of accounts ends
	readErr      error // of an account and of its transactions, after the last
	lists        int
	filter       platform.TransactionFilter // of the last list of transactions
	accountsOf   platform.AccountFilter     // of the last list of accounts
}

func (b *bank) List(_ context.Context, filter platform.AccountFilter) iter.Seq2[platform.Account, error] {
	b.lists++
	b.accountsOf = filter
	return sequence(b.accounts, b.listErr)
}

func (b *bank) Get(_ context.Context, id string) (platform.Account, error) {
	for _, a := range b.accounts {
		switch {
		case a.ID != id:
		case a.Status == "expired":
			return a, &platform.Error{Kind: platform.KindConsentExpired, ConsentID: a.ConsentID, Err: fmt.Errorf("GET /accounts/%s was refused", id)}
		default:
			return a, b.readErr
		}
	}
	if b.readErr != nil {
		return platform.Account{}, b.readErr
	}
	return platform.Account{}, &platform.Error{Kind: platform.KindNotFound, Err: fmt.Errorf("GET /accounts/%s was refused", id)}
}

func (b *bank) Transactions(_ context.Context, accountID string, filter platform.TransactionFilter) iter.Seq2[platform.Transaction, error] {
	b.filter = filter
	if accountID != "acc_1" {
		return sequence[platform.Transaction](nil, fmt.Errorf("asked for the transactions of %q", accountID))
	}
	return sequence(b.transactions, b.readErr)
}

// sequence yields items, and then an error where there is one.
func sequence[T any](items []T, err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, item := range items {
			if !yield(item, nil) {
				return
			}
		}
		if err != nil {
			var none T
			yield(none, err)
		}
	}
}

// newBank returns two accounts, one behind a dead consent, and three
// transactions on the first.
func newBank() *bank {
	transaction := func(id, amount, currency string, direction platform.Direction) platform.Transaction {
		return platform.Transaction{
			ID: id, ExternalID: "X-" + id, BookingDate: "2026-02-25", ValueDate: "2026-02-26", Amount: decimal.RequireFromString(amount),
			Currency: currency, Direction: direction, CreditorIBAN: "RS35105008123123123173", RemittanceInfo: "Invoice", Source: "open_banking",
		}
	}
	return &bank{
		accounts: []platform.Account{
			{
				ID: "acc_1", IBAN: "HR1210010051863000160", BankID: "erste-hr", BankName: "Erste", Name: "Giro", Currency: "EUR",
				Balance: decimal.NewNullDecimal(decimal.RequireFromString("-12.5")), ConsentID: "cns_1", Status: "active",
			},
			{ID: "acc_2", IBAN: "RS35105008123123123173", BankID: "aik-rs", ConsentID: "cns_2", Status: "expired"},
		},
		transactions: []platform.Transaction{
			transaction("txn_3", "5000", "RSD", platform.Inbound),
			transaction("txn_2", "0.0001", "EUR", platform.Outbound),
			transaction("txn_1", "12.5", "EUR", platform.Inbound),
		},
	}
}

// connection is one to a platform that has nothing but the bank.
func connected(b *bank) *platform.Connection {
	return inprocess.Offering(&platform.Platform{Name: "tok", Title: "Tok", Environment: platform.Sandbox, Accounts: b},
		platform.Offer{Capability: platform.CapabilityAccount}, platform.Offer{Capability: platform.CapabilityAccounts}, platform.Offer{Capability: platform.CapabilityTransactions})
}

// serve connects the package's data sources to the bank.
func serve(t *testing.T, b *bank) *inprocess.Provider {
	t.Helper()
	return inprocess.Connected(t, connected(b), nil, []func() datasource.DataSource{NewAccount, NewAccounts, NewTransactions})
}

// is compares what was read with what is wanted, by attribute.
func is(t *testing.T, got any, want map[string]any) {
	t.Helper()
	attributes, ok := got.(map[string]any)
	if values, isValues := got.(inprocess.Values); isValues {
		attributes, ok = values, true
	}
	if !ok {
		t.Fatalf("got %v, want an object", got)
	}
	for name, v := range want {
		if fmt.Sprint(attributes[name]) != fmt.Sprint(v) {
			t.Errorf("%s is %v, want %v", name, attributes[name], v)
		}
	}
}

// first and second are the accounts as the data sources show them.
var (
	first = map[string]any{
		"id": "acc_1", "iban": "HR1210010051863000160", "bank_id": "erste-hr", "bank_name": "Erste", "name": "Giro", "currency": "EUR",
		"balance": "-12.5000", "consent_id": "cns_1", "status": "active", "nuban": nil, "customer_id": nil,
	}
	second = map[string]any{
		"id": "acc_2", "iban": "RS35105008123123123173", "bank_id": "aik-rs", "bank_name": nil, "name": nil, "currency": nil,
		"balance": nil, "consent_id": "cns_2", "status": "expired", "nuban": nil, "customer_id": nil,
	}
)

func TestDataOfAccounts(t *testing.T) {
	t.Parallel()
	data, diags := serve(t, newBank()).Data("openbanking_accounts", nil)
	diags.None(t)
	if fmt.Sprint(data["accounts"]) != fmt.Sprint([]any{first, second}) {
		t.Errorf("got %v", data["accounts"])
	}
	b := newBank()
	_, diags = serve(t, b).Data("openbanking_accounts", inprocess.Values{"bank_id": "aik-rs", "customer_id": "c1", "date_from": "2026-01-01", "date_to": "2026-01-31"})
	diags.None(t)
	if want := (platform.AccountFilter{BankID: "aik-rs", CustomerID: "c1", From: "2026-01-01", To: "2026-01-31"}); b.accountsOf != want {
		t.Errorf("asked for %+v, want %+v", b.accountsOf, want)
	}
	data, diags = serve(t, &bank{}).Data("openbanking_accounts", nil)
	diags.None(t)
	if fmt.Sprint(data["accounts"]) != "[]" {
		t.Errorf("without any: got %v", data["accounts"])
	}
	b = newBank()
	b.listErr = &platform.Error{Kind: platform.KindUnreachable, Err: errors.New("GET /accounts got no answer")}
	_, diags = serve(t, b).Data("openbanking_accounts", nil)
	diags.OneError(t, "Could not list the accounts", "GET /accounts got no answer", "endpoint")
}

// TestDataOfAccount proves that an account is found by its id and by its IBAN, the
// IBAN being shown as it was asked for.
func TestDataOfAccount(t *testing.T) {
	t.Parallel()
	b := newBank()
	data, diags := serve(t, b).Data("openbanking_account", inprocess.Values{"id": "acc_1"})
	diags.None(t)
	is(t, data, first)
	if b.lists != 0 {
		t.Error("the accounts were listed for an id")
	}
	for _, iban := range []string{"HR1210010051863000160", "HR12 1001 0051 8630 0016 0", "hr1210010051863000160"} {
		data, diags := serve(t, newBank()).Data("openbanking_account", inprocess.Values{"iban": iban})
		diags.None(t)
		is(t, data, map[string]any{"id": "acc_1", "iban": iban, "balance": "-12.5000"})
	}
}

// TestDataBehindDeadConsent proves that an account whose consent is dead is shown as
// the list of accounts shows it, with a warning that says what to do.
func TestDataBehindDeadConsent(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]inprocess.Values{"by id": {"id": "acc_2"}, "by IBAN": {"iban": "RS35105008123123123173"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, diags := serve(t, newBank()).Data("openbanking_account", config)
			diags.OneWarning(t, "acc_2", "cns_2, expired", "openbanking_consent", "redirect_url")
			is(t, data, second)
		})
	}
}

func TestDataOfAccountErrors(t *testing.T) {
	t.Parallel()
	broken := newBank()
	broken.listErr = &platform.Error{Kind: platform.KindUnauthenticated, Err: errors.New("GET /accounts was refused")}
	dead := &bank{accounts: []platform.Account{{IBAN: "HR1210010051863000160"}}} // What it lists says nothing of the account itself.
	dead.readErr = &platform.Error{Kind: platform.KindConsentExpired, ConsentID: "cns_1", Err: errors.New("GET /accounts/acc_1 was refused")}
	tests := map[string]struct {
		bank   *bank
		config inprocess.Values
		want   []string
	}{
		"neither":            {newBank(), nil, []string{"id"}},
		"both":               {newBank(), inprocess.Values{"id": "acc_1", "iban": "HR1210010051863000160"}, []string{"id"}},
		"an empty id":        {newBank(), inprocess.Values{"id": ""}, []string{"id: "}},
		"swapped digits":     {newBank(), inprocess.Values{"iban": "HR1210010051863000106"}, []string{"iban: ", "check digits"}},
		"an unknown id":      {newBank(), inprocess.Values{"id": "acc_9"}, []string{"Could not read the account acc_9", "does not know"}},
		"an unknown IBAN":    {newBank(), inprocess.Values{"iban": "DE89370400440532013000"}, []string{"iban: ", "none of the 2 accounts", "openbanking_consent"}},
		"a refused list":     {broken, inprocess.Values{"iban": "DE89370400440532013000"}, []string{"Could not look the IBAN up", "credential"}},
		"dead, not listed":   {dead, inprocess.Values{"id": "acc_1"}, []string{"Could not read the account acc_1", "cns_1", "expired", "openbanking_consent"}},
		"a computed setting": {newBank(), inprocess.Values{"id": "acc_1", "balance": "1.0000"}, []string{"balance: "}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := serve(t, test.bank).Data("openbanking_account", test.config)
			diags.OneError(t, test.want...)
		})
	}
}
