// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// creditor is the IBAN that the platform's own example pays to.
const creditor = "RS35105008123123123173"

// pay asks for a payment to the creditor.
func (f *fixture) pay(amount, currency string) answer {
	f.t.Helper()
	return f.do("POST", "/payments",
		`{"creditorIban":"`+creditor+`","amount":"`+amount+`","currency":"`+currency+`","remittanceInfo":"Invoice INV-2026-042"}`)
}

// payment asks for a payment and returns it.
func (f *fixture) payment(amount, currency string) object {
	f.t.Helper()
	return f.pay(amount, currency).want(f.t, http.StatusCreated).object()
}

// executed asks for a payment, approves it on the bank's page and returns it.
func (f *fixture) executed(amount, currency string) object {
	f.t.Helper()
	asked := f.payment(amount, currency)
	f.press(asked, "approve").want(f.t, http.StatusOK)
	return f.status(asked, "executed")
}

// press presses a button of the bank's page.
func (f *fixture) press(payment object, decision string) answer {
	f.t.Helper()
	return f.as("").raw("POST", payment.text("redirectUrl")+"/"+decision, "")
}

// pressFor approves a payment from the account of that id.
func (f *fixture) pressFor(payment object, account string) answer {
	f.t.Helper()
	return f.as("").with("Content-Type", "application/x-www-form-urlencoded").
		raw("POST", payment.text("redirectUrl")+"/approve", url.Values{"account": {account}}.Encode())
}

// status reads a payment again and checks its status.
func (f *fixture) status(payment object, want string) object {
	f.t.Helper()
	got := f.do("GET", "/payments/"+payment.text("id"), "").want(f.t, http.StatusOK).object()
	if got["status"] != want {
		f.t.Errorf("the payment is %v, expected %s", got["status"], want)
	}
	return got
}

// inCurrency returns the accounts that are held in a currency.
func (f *fixture) inCurrency(currency string) (list []object) {
	f.t.Helper()
	for _, a := range f.all("/accounts", "100") {
		if a["currency"] == currency {
			list = append(list, a)
		}
	}
	return list
}

// balances returns every account's balance in ten-thousandths, by its id.
func (f *fixture) balances() map[string]int64 {
	f.t.Helper()
	got := map[string]int64{}
	for _, a := range f.all("/accounts", "100") {
		n, err := strconv.ParseInt(strings.Replace(a.text("balance"), ".", "", 1), 10, 64)
		if err != nil {
			f.t.Fatalf("the balance is %v: %v", a["balance"], err)
		}
		got[a.text("id")] = n
	}
	return got
}

// spent checks that an account, or none if it is empty, has so much less than
// before, and every other one as much.
func (f *fixture) spent(before map[string]int64, account string, amount int64) {
	f.t.Helper()
	for id, balance := range f.balances() {
		want := before[id]
		if id == account {
			want -= amount
		}
		if balance != want {
			f.t.Errorf("%s has %d ten-thousandths, expected %d", id, balance, want)
		}
	}
}

func TestPaymentIsApproved(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.approved("raiffeisen-rs")
	url, messages := receiver(t)
	f.webhook(url)
	account, before := f.inCurrency("RSD")[0], f.balances()
	pending := f.payment("1500.00", "RSD")
	for name, want := range map[string]any{
		"status": "pending", "creditorIban": creditor, "amount": "1500.0000", "currency": "RSD", "remittanceInfo": "Invoice INV-2026-042",
		"accountId": nil, "transactionId": nil, "createdAt": "2026-03-01T12:00:00Z", "expiresAt": "2026-03-01T12:30:00Z",
	} {
		if pending[name] != want {
			t.Errorf("%s: got %v, expected %v", name, pending[name], want)
		}
	}
	if !strings.HasPrefix(pending.text("redirectUrl"), f.server.URL+"/sca/payments/") {
		t.Fatalf("got %v, expected a page at %s", pending["redirectUrl"], f.server.URL)
	}
	page := string(f.as("").raw("GET", pending.text("redirectUrl"), "").want(t, http.StatusOK).body)
	for _, text := range []string{"Adria Ledger", "1500.0000 RSD", "RS35 1050", "Invoice INV-2026-042", "Raiffeisen", account.text("id"), "Approve", "Decline"} {
		if !strings.Contains(page, text) {
			t.Errorf("the bank's page does not say %q", text)
		}
	}
	f.spent(before, "", 0)

	f.advance(time.Minute)
	f.press(pending, "approve").want(t, http.StatusOK)
	made := f.status(pending, "executed")
	f.spent(before, account.text("id"), 15_000_000)
	newest := f.do("GET", "/accounts/"+account.text("id")+"/transactions?limit=1", "").data()[0]
	for name, want := range map[string]any{
		"id": made["transactionId"], "bookingDate": "2026-03-01", "valueDate": "2026-03-01", "amount": "1500.0000", "currency": "RSD",
		"direction": "outbound", "creditorIban": creditor, "debtorIban": account["iban"], "remittanceInfo": "Invoice INV-2026-042",
	} {
		if newest[name] != want {
			t.Errorf("the newest transaction has the %s %v, expected %v", name, newest[name], want)
		}
	}
	if made["accountId"] != account["id"] || made["redirectUrl"] != nil {
		t.Errorf("got %v, expected that %v paid, and no page", made, account["id"])
	}
	events := map[string]object{}
	for range 2 {
		m := <-messages
		event := answer{t: t, body: m.body}.object()
		events[event.text("type")] = event.object("data")
	}
	if got := events["transactions.synced"]; got["accountId"] != account["id"] || got["added"] != 1.0 {
		t.Errorf("transactions.synced tells %v", got)
	}
	if got := events["account.updated"]; got["id"] != account["id"] || got["balance"] != f.inCurrency("RSD")[0]["balance"] {
		t.Errorf("account.updated tells %v", got)
	}

	// The bank's page has nothing left to decide.
	for _, decision := range []string{"approve", "decline"} {
		f.press(pending, decision).want(t, http.StatusGone)
	}
	f.as("").raw("GET", pending.text("redirectUrl"), "").want(t, http.StatusGone)
	f.as("").raw("GET", f.server.URL+"/sca/payments/unknown", "").want(t, http.StatusNotFound)
	f.spent(before, account.text("id"), 15_000_000)
}

func TestPersonChoosesTheAccountThatPays(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.approved("erste-hr")
	f.approved("aik-rs") // One account in RSD and one in EUR.
	f.stranger().approved("erste-hr")
	f.production().approved("erste-hr")
	euro, before := f.inCurrency("EUR"), f.balances()
	asked := f.payment("1.5", "EUR")
	for what, account := range map[string]string{
		"another currency": f.inCurrency("RSD")[0].text("id"), "another organisation": f.stranger().inCurrency("EUR")[0].text("id"),
		"another environment": f.production().inCurrency("EUR")[0].text("id"), "nothing": "acc_x",
	} {
		if got := f.pressFor(asked, account); got.status != http.StatusConflict {
			t.Errorf("an account of %s: got %d, expected %d", what, got.status, http.StatusConflict)
		}
	}
	f.pressFor(asked, strings.Repeat("x", 5000)).want(t, http.StatusBadRequest)
	f.status(asked, "pending")
	f.spent(before, "", 0)
	last := euro[len(euro)-1].text("id")
	f.pressFor(asked, last).want(t, http.StatusOK)
	if got := f.status(asked, "executed"); got["accountId"] != last {
		t.Errorf("%v paid, expected %s", got["accountId"], last)
	}
	f.spent(before, last, 15_000)
}

func TestPaymentIsNotApproved(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.approved("erste-hr")
	before := f.balances()
	declined, left := f.payment("0.0001", "EUR"), f.payment("1", "EUR")
	f.press(declined, "decline").want(t, http.StatusOK)
	f.status(declined, "declined")
	f.press(declined, "approve").want(t, http.StatusGone)
	f.advance(30*time.Minute - time.Second)
	f.status(left, "pending")
	f.advance(time.Second)
	if got := f.status(left, "expired"); got["redirectUrl"] != nil || got["transactionId"] != nil {
		t.Errorf("got %v, expected no page and no transaction", got)
	}
	f.press(left, "approve").want(t, http.StatusGone)
	f.status(declined, "declined")
	f.spent(before, "", 0)
}

// TestPaymentNeedsAnAccount asks for payments that nobody can make, and lets one
// become so while it waits.
func TestPaymentNeedsAnAccount(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.Accounts = 1 })
	refused := func(amount, currency string) {
		t.Helper()
		got := f.pay(amount, currency)
		got.refused(t, http.StatusConflict, "CONFLICT", "")
		if message := got.object().object("error").text("message"); !strings.Contains(message, currency+" to "+creditor) {
			t.Errorf("got %q, expected what cannot be paid", message)
		}
	}
	refused("1", "EUR") // No consent.
	consent := f.approved("erste-hr").text("id")
	refused("1", "RSD")
	refused("999999999999.9999", "EUR")
	account := f.inCurrency("EUR")[0]
	f.do("POST", "/payments", `{"creditorIban":"`+account.text("iban")+`","amount":"1","currency":"EUR"}`).refused(t, http.StatusConflict, "CONFLICT", "")

	all, second := f.payment(account.text("balance"), "EUR"), f.payment("0.01", "EUR")
	f.press(all, "approve").want(t, http.StatusOK)
	if got := f.inCurrency("EUR")[0]["balance"]; got != "0.0000" {
		t.Errorf("%v is left, expected nothing", got)
	}
	page := string(f.as("").raw("GET", second.text("redirectUrl"), "").want(t, http.StatusOK).body)
	if !strings.Contains(page, "None of your accounts") || strings.Contains(page, "Approve") || !strings.Contains(page, "Decline") {
		t.Errorf("the page of a payment that nobody can make: %s", page)
	}
	f.press(second, "approve").want(t, http.StatusConflict)
	f.status(second, "pending")
	refused("0.0001", "EUR")

	f.approved("pbz-hr")
	third := f.payment("1", "EUR")
	f.do("DELETE", "/consents/"+consent, "").want(t, http.StatusNoContent)
	f.press(third, "approve").want(t, http.StatusOK) // The other bank's account.
	if got := f.status(third, "executed"); got["accountId"] == account["id"] {
		t.Error("an account of a revoked consent paid")
	}
}

func TestPendingPaymentsAreBounded(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.approved("erste-hr")
	f.production().approved("erste-hr")
	first := f.payment("1", "EUR")
	f.production().payment("1", "EUR") // Both environments count.
	for range 98 {
		f.payment("1", "EUR")
	}
	full := f.pay("1", "EUR")
	full.refused(t, http.StatusConflict, "CONFLICT", "")
	if message := full.object().object("error").text("message"); !strings.Contains(message, "100 pending payments") {
		t.Errorf("got %q, expected how many there are", message)
	}
	f.stranger().approved("erste-hr")
	f.stranger().payment("1", "EUR")
	f.press(first, "decline").want(t, http.StatusOK)
	f.payment("1", "EUR")
	f.pay("1", "EUR").refused(t, http.StatusConflict, "CONFLICT", "")
	f.advance(30 * time.Minute)
	f.payment("1", "EUR")
}

func TestPaymentsAreExecutedAtOnce(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.AutoAuthorize, o.Accounts = true, 1 })
	f.consent("erste-hr")
	balance := f.inCurrency("EUR")[0].text("balance")
	made := f.payment(balance, "EUR")
	if made["status"] != "executed" || made["redirectUrl"] != nil || made["transactionId"] == nil {
		t.Errorf("got %v, expected an executed payment", made)
	}
	f.pay("0.0001", "EUR").refused(t, http.StatusConflict, "CONFLICT", "")
	// There is no Idempotency-Key for payments: the same one twice is two.
	f.consent("pbz-hr")
	twice := f.with("Idempotency-Key", "run-1")
	if first, second := twice.payment("1", "EUR"), twice.payment("1", "EUR"); first["id"] == second["id"] {
		t.Error("a payment was replayed")
	}
}

// TestRenewalAfterPayment renews a consent some time after a payment: what the bank
// has booked in the meantime comes, and what was paid stays paid.
func TestRenewalAfterPayment(t *testing.T) {
	t.Parallel()
	read := func(pays bool) (transactions []object, balance any) {
		f := start(t, func(o *sandbox.Options) { o.Transactions, o.Accounts = 100, 1 })
		f.approved("erste-hr")
		f.advance(40 * 24 * time.Hour)
		if pays {
			f.executed("2.5", "EUR")
		}
		before := f.balances()
		f.advance(40 * 24 * time.Hour)
		f.approved("erste-hr")
		f.spent(before, "", 0)
		account := f.inCurrency("EUR")[0]
		return f.all("/accounts/"+account.text("id")+"/transactions", "100"), account["balance"]
	}
	without, full := read(false)
	with, less := read(true)
	if len(with) != len(without)+1 {
		t.Errorf("got %d transactions, expected the payment and the %d that there are without it", len(with), len(without))
	}
	if full == less {
		t.Error("the renewal has given back what was paid")
	}
}
