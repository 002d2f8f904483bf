// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// documentedTransaction is the transaction object of Tok's overview, word for
// word.
const documentedTransaction = `{
"id": "txn_01HXYZ...",
"externalId": "BANK-TXN-123456",
"bookingDate": "2026-02-25",
"valueDate": "2026-02-25",
"amount": "5000.0000",
"currency": "RSD",
"direction": "inbound",
"creditorIban": "RS35105008123123123173",
"debtorIban": "RS35105008000000019174",
"remittanceInfo": "Invoice INV-2026-001",
"source": "open_banking"
}`

// TestDocumentedTransaction reads what Tok's overview shows.
func TestDocumentedTransaction(t *testing.T) {
	t.Parallel()
	p := serve(t, dialecttest.Answer(200, `{"data":[`+documentedTransaction+`],"nextCursor":null}`)).open()
	for got, err := range p.Accounts.Transactions(t.Context(), "acc_1", platform.TransactionFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		want := platform.Transaction{
			ID: "txn_01HXYZ...", ExternalID: "BANK-TXN-123456", BookingDate: "2026-02-25", ValueDate: "2026-02-25",
			Amount: got.Amount, Currency: "RSD", Direction: platform.Inbound,
			CreditorIBAN: "RS35105008123123123173", DebtorIBAN: "RS35105008000000019174",
			RemittanceInfo: "Invoice INV-2026-001", Source: "open_banking",
		}
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
		if !got.Amount.Equal(decimal.NewFromInt(5000)) {
			t.Errorf("the amount is %s, want 5000", got.Amount)
		}
	}
}

// TestNullsAreTolerated reads objects in which everything optional is null.
func TestNullsAreTolerated(t *testing.T) {
	t.Parallel()
	p := serve(t,
		dialecttest.Answer(200, `{"id":"acc_1","iban":null,"bankId":null,"bankName":null,"name":null,"currency":null,"balance":null,"consentId":null,"status":null}`),
		dialecttest.Answer(200, `{"data":[{"id":"txn_1","externalId":null,"bookingDate":null,"valueDate":null,"amount":"0.0001","currency":"EUR","direction":"outbound","creditorIban":null,"debtorIban":null,"remittanceInfo":null,"source":null}]}`),
	).open()
	account, err := p.Accounts.Get(t.Context(), "acc_1")
	if err != nil || account != (platform.Account{ID: "acc_1"}) {
		t.Errorf("got %+v and %v", account, err)
	}
	if err := dialecttest.Drain(p.Accounts.Transactions(t.Context(), "acc_1", platform.TransactionFilter{})); err != nil {
		t.Error(err)
	}
}

// TestAmounts proves that amounts are read exactly or not at all: at most the four
// decimals that Tok documents, more digits before them than any currency needs, no
// exponent.
func TestAmounts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text     string
		want     string // "" where it is refused
		unsigned bool   // whether it may be a transaction's
	}{
		{"0", "0", true},
		{"0.0000", "0", true},
		{"-0.0000", "0", true},
		{"5000.0000", "5000", true},
		{"0.0001", "0.0001", true},
		{"12.5", "12.5", true},
		{"007.10", "7.1", true},
		{"999999999999999.9999", "999999999999999.9999", true},
		{"123456789012345.6789", "123456789012345.6789", true},
		{"-12.5000", "-12.5", false},
		{"-999999999999999.9999", "-999999999999999.9999", false},
		{"12345678901234567890", "12345678901234567890", true},
		{"12345678901234567890.1234", "12345678901234567890.1234", true},
		{"99999999999999999999999999999999999999", "99999999999999999999999999999999999999", true},
		{"999999999999999999999999999999999999999", "", false},
		{"1.00000", "", false},
		{"1.23456", "", false},
		{"1e3", "", false},
		{"1E-4", "", false},
		{"1e999999999", "", false},
		{"+1", "", false},
		{".5", "", false},
		{"5.", "", false},
		{"--1", "", false},
		{"1,5", "", false},
		{"1_000", "", false},
		{"1 000", "", false},
		{" 1", "", false},
		{"1\n", "", false},
		{"0x10", "", false},
		{"NaN", "", false},
		{"Infinity", "", false},
		{"١", "", false},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			account, accountErr := accountWire{identified: identified{"acc_1"}, Balance: test.text}.domain(platform.AsOf{})
			transaction, transactionErr := transactionWire{identified: identified{"txn_1"}, Amount: test.text, Currency: "EUR", Direction: "inbound"}.domain(platform.AsOf{})
			if (accountErr == nil) != (test.want != "") {
				t.Errorf("as a balance: got %v", accountErr)
			}
			if (transactionErr == nil) != test.unsigned {
				t.Errorf("as an amount: got %v", transactionErr)
			}
			if field, ok := errors.AsType[*wire.FieldError](transactionErr); transactionErr != nil && (!ok || field.Field != "amount") {
				t.Errorf("got %v, want an error about the field amount", transactionErr)
			}
			if test.want == "" {
				return
			}
			want := decimal.RequireFromString(test.want)
			if !account.Balance.Valid || !account.Balance.Decimal.Equal(want) {
				t.Errorf("the balance is %v, want %s", account.Balance, want)
			}
			if test.unsigned && !transaction.Amount.Equal(want) {
				t.Errorf("the amount is %s, want %s", transaction.Amount, want)
			}
		})
	}
}

// reads are the calls that a dead consent refuses.
func reads() map[string]func(context.Context, *platform.Platform) error {
	return map[string]func(context.Context, *platform.Platform) error{
		"account": func(ctx context.Context, p *platform.Platform) error {
			return dialecttest.Drop(p.Accounts.Get(ctx, "acc_2"))
		},
		"transactions": func(ctx context.Context, p *platform.Platform) error {
			return dialecttest.Drain(p.Accounts.Transactions(ctx, "acc_2", platform.TransactionFilter{}))
		},
	}
}

// TestDeadConsentIsNamed proves that a read which the platform refuses because
// of a dead consent says which one it is, though the refusal itself does not.
func TestDeadConsentIsNamed(t *testing.T) {
	t.Parallel()
	onSecondPage := []http.HandlerFunc{
		dialecttest.Answer(200, `{"data":[{"id":"acc_1","consentId":"cns_1"}],"nextCursor":"p2"}`),
		dialecttest.Answer(200, `{"data":[{"id":"acc_2","consentId":"cns_2"}],"nextCursor":"p3"}`), // The third page is not needed.
	}
	tests := map[string]struct {
		accounts []http.HandlerFunc
		want     string
	}{
		"found":          {onSecondPage, "cns_2"},
		"without one":    {[]http.HandlerFunc{dialecttest.Answer(200, `{"data":[{"id":"acc_2","consentId":null}]}`)}, ""},
		"not listed":     {[]http.HandlerFunc{dialecttest.Answer(200, `{"data":[{"id":"acc_1","consentId":"cns_1"}]}`)}, ""},
		"refused list":   {[]http.HandlerFunc{refusal(403, "FORBIDDEN")}, ""},
		"malformed list": {[]http.HandlerFunc{dialecttest.Answer(200, `{}`)}, ""},
	}
	for code, kind := range map[string]platform.Kind{
		"CONSENT_EXPIRED": platform.KindConsentExpired,
		"CONSENT_REVOKED": platform.KindConsentRevoked,
	} {
		for read, call := range reads() {
			for name, test := range tests {
				t.Run(strings.Join([]string{code, read, name}, "/"), func(t *testing.T) {
					t.Parallel()
					steps := append([]http.HandlerFunc{refusal(403, code)}, test.accounts...)
					err := call(t.Context(), serve(t, steps...).open())
					mentions(t, err, "GET /accounts/acc_2", code)
					var failure *platform.Error
					if !errors.As(err, &failure) || failure.Kind != kind {
						t.Fatalf("got %v, want the kind %d", err, kind)
					}
					if failure.ConsentID != test.want {
						t.Errorf("the consent is %q, want %q", failure.ConsentID, test.want)
					}
				})
			}
		}
	}
}

// TestAccountBehindDeadConsent proves that the list's entry comes beside the refusal of
// a read, by the refusal's word on the consent, and never with a balance.
func TestAccountBehindDeadConsent(t *testing.T) {
	t.Parallel()
	for code, status := range map[string]string{"CONSENT_EXPIRED": "expired", "CONSENT_REVOKED": "revoked"} {
		p := serve(t, refusal(403, code),
			dialecttest.Answer(200, `{"data":[{"id":"acc_1"},{"id":"acc_2","iban":"RS1","bankId":"aik-rs","balance":"5.0000","consentId":"cns_2","status":"active"}]}`)).open()
		got, err := p.Accounts.Get(t.Context(), "acc_2")
		if !platform.IsConsentDead(err) {
			t.Errorf("%s: got the error %v", code, err)
		}
		if want := (platform.Account{ID: "acc_2", IBAN: "RS1", BankID: "aik-rs", ConsentID: "cns_2", Status: status}); got != want {
			t.Errorf("%s: got %+v, want %+v", code, got, want)
		}
	}
}

// TestOtherRefusalsNeedNoList proves that the accounts are listed for nothing
// else.
func TestOtherRefusalsNeedNoList(t *testing.T) {
	t.Parallel()
	for _, step := range []http.HandlerFunc{refusal(404, "NOT_FOUND"), refusal(403, "FORBIDDEN"), refusal(401, "INVALID_API_KEY")} {
		for read, call := range reads() {
			server := serve(t, step)
			if err := call(t.Context(), server.open()); err == nil {
				t.Errorf("%s: got no error", read)
			}
			if got := len(server.Seen()); got != 1 {
				t.Errorf("%s: %d calls were made, want 1", read, got)
			}
		}
	}
}
