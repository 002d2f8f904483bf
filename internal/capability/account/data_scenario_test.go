// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account_test

import (
	"net/http"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/shopspring/decimal"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// connect opens the accounts of a bank and returns the consent's id and the
// accounts as the platform has them.
func connect(t *testing.T, e *acctest.Env, bank string) (consent string, accounts []map[string]any) {
	t.Helper()
	made := e.Must(http.StatusCreated, http.MethodPost, "/consents", map[string]any{"bankId": bank, "callbackUrl": "https://app.example.com/"})
	consent, _ = made["id"].(string)
	for _, a := range e.All("/accounts") {
		if a["bankId"] == bank {
			accounts = append(accounts, a)
		}
	}
	if len(accounts) == 0 {
		t.Fatal("the consent opened no account")
	}
	return consent, accounts
}

func text(object map[string]any, field string) string {
	value, _ := object[field].(string)
	return value
}

// The data sources show what the platform has, by its own word.
func TestAccountDataSources(t *testing.T) {
	t.Parallel()
	acctest.OnData(t, 3, 10, func(t *testing.T, d *acctest.Data) {
		t.Helper()
		accounts := d.Accounts()
		first, atBank := accounts[0], 0
		for _, a := range accounts {
			if a.BankID == first.BankID {
				atBank++
			}
		}
		if atBank == len(accounts) {
			t.Fatal("all accounts are at one bank, so the filter proves nothing")
		}
		exact := map[string]knownvalue.Check{
			"id": textOrNull(first.ID), "iban": textOrNull(first.IBAN), "nuban": textOrNull(first.NUBAN),
			"bank_id": textOrNull(first.BankID), "bank_name": textOrNull(first.BankName), "name": textOrNull(first.Name),
			"currency": textOrNull(first.Currency), "customer_id": textOrNull(first.CustomerID),
			"consent_id": textOrNull(first.ConsentID), "status": textOrNull(first.Status),
		}
		d.Run(resource.TestCase{Steps: []resource.TestStep{{
			Config: d.HCL(`
data "openbanking_accounts" "all" {}
data "openbanking_accounts" "bank" { bank_id = "` + first.BankID + `" }
data "openbanking_account" "by_id" { id = "` + first.ID + `" }`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("data.openbanking_accounts.all", tfjsonpath.New("accounts"), knownvalue.ListSizeExact(len(accounts))),
				statecheck.ExpectKnownValue("data.openbanking_accounts.all", tfjsonpath.New("accounts").AtSliceIndex(0), knownvalue.ObjectPartial(exact)),
				statecheck.ExpectKnownValue("data.openbanking_accounts.bank", tfjsonpath.New("accounts"), knownvalue.ListSizeExact(atBank)),
				statecheck.ExpectKnownValue("data.openbanking_accounts.bank", tfjsonpath.New("accounts").AtSliceIndex(0), knownvalue.ObjectPartial(exact)),
				statecheck.ExpectKnownValue("data.openbanking_account.by_id", tfjsonpath.New("name"), exact["name"]),
				statecheck.ExpectKnownValue("data.openbanking_account.by_id", tfjsonpath.New("balance"), money(t, first.Balance)),
				statecheck.ExpectKnownValue("data.openbanking_account.by_id", tfjsonpath.New("nuban"), exact["nuban"]),
			},
		}}})
	})
}

// textOrNull expects what the platform has; null where it has nothing.
func textOrNull(text string) knownvalue.Check {
	if text == "" {
		return knownvalue.Null()
	}
	return knownvalue.StringExact(text)
}

// money expects an amount with four decimals, whatever its spelling on the wire.
func money(t *testing.T, amount string) knownvalue.Check {
	t.Helper()
	exact, err := decimal.NewFromString(amount)
	if err != nil {
		t.Fatal(err)
	}
	return knownvalue.StringExact(exact.StringFixed(4))
}

// An account is found by its IBAN, with or without spaces, where accounts have one.
func TestAccount_byIBAN(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AutoAuthorize(), acctest.Bank(3, 10))
	_, accounts := connect(t, e, "nlb-rs")
	iban := text(accounts[1], "iban")
	spaced := iban[:4] + " " + iban[4:8] + " " + iban[8:]
	const found = "data.openbanking_account.test"
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config: e.HCL(`data "openbanking_account" "test" { iban = "` + spaced + `" }`),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(found, tfjsonpath.New("id"), knownvalue.StringExact(text(accounts[1], "id"))),
			statecheck.ExpectKnownValue(found, tfjsonpath.New("iban"), knownvalue.StringExact(spaced)),
		},
	}}})
	o := e.On(acctest.Okra)
	o.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config:      o.HCL(`data "openbanking_account" "test" { iban = "` + iban + `" }`),
		ExpectError: regexp.MustCompile(`(?s)Okra has no iban.*Tok`),
	}}})
}

// Accounts are narrowed by customer and by the day on which they were connected,
// where the platform knows them.
func TestAccounts_byCustomerAndDay(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okra, acctest.Bank(2, 10))
	all := o.All("/products/accounts")
	first := all[0]
	customer, day := text(first, "customer"), text(first, "created_at")[:len("2006-01-02")]
	bank, _ := first["bank"].(map[string]any)
	count := func(match func(a map[string]any) bool) knownvalue.Check {
		n := 0
		for _, a := range all {
			if match(a) {
				n++
			}
		}
		if n == 0 {
			t.Fatal("nothing matches, so the filter proves nothing")
		}
		return knownvalue.ListSizeExact(n)
	}
	ofCustomer := func(a map[string]any) bool { return text(a, "customer") == customer }
	atBank := func(a map[string]any) bool { b, _ := a["bank"].(map[string]any); return b["_id"] == bank["_id"] }
	onDay := func(a map[string]any) bool { return text(a, "created_at")[:len(day)] == day }
	list := func(name string) (string, tfjsonpath.Path) {
		return "data.openbanking_accounts." + name, tfjsonpath.New("accounts")
	}
	expect := func(name string, c knownvalue.Check) statecheck.StateCheck {
		address, at := list(name)
		return statecheck.ExpectKnownValue(address, at, c)
	}
	o.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config: o.HCL(`
data "openbanking_accounts" "customer" { customer_id = "` + customer + `" }
data "openbanking_accounts" "both" {
  customer_id = "` + customer + `"
  bank_id     = "` + text(bank, "_id") + `"
}
data "openbanking_accounts" "day" {
  date_from = "` + day + `"
  date_to   = "` + day + `"
}
data "openbanking_accounts" "since" {
  customer_id = "` + customer + `"
  date_from   = "` + day + `"
}
data "openbanking_accounts" "before" { date_to = "1999-12-31" }`),
		ConfigStateChecks: []statecheck.StateCheck{
			expect("customer", count(ofCustomer)),
			expect("both", count(func(a map[string]any) bool { return ofCustomer(a) && atBank(a) })),
			expect("day", count(onDay)),
			expect("since", count(func(a map[string]any) bool { return ofCustomer(a) && text(a, "created_at")[:len(day)] >= day })),
			expect("before", knownvalue.ListSizeExact(0)),
		},
	}}})
	e := acctest.New(t)
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config:      e.HCL(`data "openbanking_accounts" "test" { customer_id = "` + customer + `" }`),
		ExpectError: regexp.MustCompile(`(?s)Tok has no customer_id.*Okra`),
	}}})
}

// Totals cover every match, `transactions` only the newest; both agree with
// what the platform's own pages add up to.
func TestTransactionsDataSource(t *testing.T) {
	t.Parallel()
	acctest.OnData(t, 1, 350, func(t *testing.T, d *acctest.Data) {
		t.Helper()
		id := d.Accounts()[0].ID
		all := d.Transactions(id)
		from, to := all[200].BookingDate, all[100].BookingDate
		inbound, outbound, net := sums(t, all, "", "")
		_, monthOut, _ := sums(t, all, from, to)
		currency := all[0].Currency
		const month, everything = "data.openbanking_transactions.month", "data.openbanking_transactions.everything"
		d.Run(resource.TestCase{Steps: []resource.TestStep{{
			Config: d.HCL(`
data "openbanking_transactions" "everything" {
  account_id  = "` + id + `"
  max_results = 7
}
data "openbanking_transactions" "month" {
  account_id  = "` + id + `"
  date_from   = "` + from + `"
  date_to     = "` + to + `"
  direction   = "outbound"
  max_results = 0
}
data "openbanking_transactions" "none" {
  account_id = "` + id + `"
  date_to    = "1999-12-31"
}`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(everything, tfjsonpath.New("total_count"), knownvalue.Int64Exact(int64(len(all)))),
				statecheck.ExpectKnownValue(everything, tfjsonpath.New("truncated"), knownvalue.Bool(true)),
				statecheck.ExpectKnownValue(everything, tfjsonpath.New("transactions"), knownvalue.ListSizeExact(7)),
				statecheck.ExpectKnownValue(everything, tfjsonpath.New("transactions").AtSliceIndex(0), knownvalue.ObjectPartial(map[string]knownvalue.Check{
					"id":              knownvalue.StringExact(all[0].ID),
					"external_id":     textOrNull(all[0].ExternalID),
					"booking_date":    knownvalue.StringExact(all[0].BookingDate),
					"amount":          money(t, all[0].Amount),
					"currency":        knownvalue.StringExact(currency),
					"direction":       knownvalue.StringExact(all[0].Direction),
					"remittance_info": textOrNull(all[0].RemittanceInfo),
				})),
				statecheck.ExpectKnownValue(everything, tfjsonpath.New("totals").AtMapKey(currency), knownvalue.ObjectExact(map[string]knownvalue.Check{
					"inbound": knownvalue.StringExact(inbound), "outbound": knownvalue.StringExact(outbound), "net": knownvalue.StringExact(net),
				})),
				statecheck.ExpectKnownValue(month, tfjsonpath.New("transactions"), knownvalue.ListSizeExact(0)),
				statecheck.ExpectKnownValue(month, tfjsonpath.New("totals").AtMapKey(currency), knownvalue.ObjectExact(map[string]knownvalue.Check{
					"inbound": knownvalue.StringExact("0.0000"), "outbound": knownvalue.StringExact(monthOut), "net": knownvalue.StringExact("-" + monthOut),
				})),
				statecheck.ExpectKnownValue("data.openbanking_transactions.none", tfjsonpath.New("total_count"), knownvalue.Int64Exact(0)),
				statecheck.ExpectKnownValue("data.openbanking_transactions.none", tfjsonpath.New("truncated"), knownvalue.Bool(false)),
				statecheck.ExpectKnownValue("data.openbanking_transactions.none", tfjsonpath.New("totals"), knownvalue.MapSizeExact(0)),
			},
		}}})
	})
}

// sums adds up what the platform's pages say, between two days inclusive.
func sums(t *testing.T, transactions []acctest.Transaction, from, to string) (inbound, outbound, net string) {
	t.Helper()
	in, out := decimal.Zero, decimal.Zero
	for _, transaction := range transactions {
		day := transaction.BookingDate
		if (from != "" && day < from) || (to != "" && day > to) {
			continue
		}
		amount, err := decimal.NewFromString(transaction.Amount)
		if err != nil {
			t.Fatal(err)
		}
		if transaction.Direction == "inbound" {
			in = in.Add(amount)
		} else {
			out = out.Add(amount)
		}
	}
	return in.StringFixed(4), out.StringFixed(4), in.Sub(out).StringFixed(4)
}

// An account behind a dead consent has a status and no balance, by itself as in the
// list; its transactions cannot be read, and the error says which consent it is and
// how to renew it.
func TestAccount_behindADeadConsent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kill func(t *testing.T, e *acctest.Env, consent string)
		want string
	}{
		"expired": {
			func(t *testing.T, e *acctest.Env, _ string) {
				t.Helper()
				if err := e.Sandbox().Advance(91 * 24 * time.Hour); err != nil {
					t.Fatal(err)
				}
			}, "expired",
		},
		"revoked": {
			func(t *testing.T, e *acctest.Env, consent string) {
				t.Helper()
				e.Must(http.StatusNoContent, http.MethodDelete, "/consents/"+consent, nil)
			}, `was\s+revoked`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t, acctest.AutoAuthorize(), acctest.Bank(1, 5))
			consent, accounts := connect(t, e, "erste-hr")
			c.kill(t, e, consent)
			id := text(accounts[0], "id")
			want := regexp.MustCompile(`(?s)` + consent + `,\s+` + c.want + `.*openbanking_consent`)
			asListed := map[string]knownvalue.Check{
				"id": knownvalue.StringExact(id), "iban": knownvalue.StringExact(text(accounts[0], "iban")), "consent_id": knownvalue.StringExact(consent),
				"status": knownvalue.StringExact(name), "balance": knownvalue.Null(),
			}
			var single []statecheck.StateCheck
			for attribute, value := range asListed {
				single = append(single, statecheck.ExpectKnownValue("data.openbanking_account.test", tfjsonpath.New(attribute), value))
			}
			e.Run(resource.TestCase{Steps: []resource.TestStep{
				{Config: e.HCL(`data "openbanking_account" "test" { id = "` + id + `" }`), ConfigStateChecks: single},
				{Config: e.HCL(`data "openbanking_transactions" "test" { account_id = "` + id + `" }`), ExpectError: want},
				{
					Config: e.HCL(`data "openbanking_accounts" "test" {}`),
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue("data.openbanking_accounts.test", tfjsonpath.New("accounts").AtSliceIndex(0), knownvalue.ObjectPartial(asListed)),
					},
				},
			}})
		})
	}
}

func TestAccount_badInput(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	for name, c := range map[string]struct{ config, want string }{
		"neither id nor IBAN": {`data "openbanking_account" "test" {}`, `(?s)one \(and only one\)`},
		"both id and IBAN": {`data "openbanking_account" "test" {
  id   = "acc_1"
  iban = "HR1210010051863000160"
}`, `(?s)one \(and only one\)`},
		"wrong check digits":      {`data "openbanking_account" "test" { iban = "HR1310010051863000160" }`, `(?s)Not a valid IBAN.*check\s+digits`},
		"an IBAN nobody has":      {`data "openbanking_account" "test" { iban = "HR1210010051863000160" }`, `(?s)No account with this IBAN`},
		"an id that is unknown":   {`data "openbanking_account" "test" { id = "acc_01JZZZZZZZZZZZZZZZZZZZZZZZ" }`, `(?s)NOT_FOUND.*does\s+not\s+know`},
		"a date that is none":     {"data \"openbanking_transactions\" \"test\" {\n account_id = \"acc_1\"\n date_from = \"31.01.2026\"\n}", `(?s)Not a date`},
		"a period upside down":    {"data \"openbanking_transactions\" \"test\" {\n account_id = \"acc_1\"\n date_from = \"2026-02-01\"\n date_to = \"2026-01-01\"\n}", `(?s)Period ends before it begins`},
		"a day that is not there": {"data \"openbanking_transactions\" \"test\" {\n account_id = \"acc_1\"\n date_from = \"2026-02-30\"\n}", `(?s)Not a date`},
		"half a result":           {"data \"openbanking_transactions\" \"test\" {\n account_id = \"acc_1\"\n max_results = 1.5\n}", `(?s)Not a whole number.*Got\s+1\.5,\s+which\s+is\s+not\s+a\s+whole\s+number`},
		"fewer than no results":   {"data \"openbanking_transactions\" \"test\" {\n account_id = \"acc_1\"\n max_results = -1\n}", `(?s)at\s+least\s+0`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e.In(t).Run(resource.TestCase{Steps: []resource.TestStep{{Config: e.HCL(c.config), ExpectError: regexp.MustCompile(c.want)}}})
		})
	}
}

// An id goes into the path as one segment: it cannot reach another endpoint.
func TestAccount_idCannotReachAnotherEndpoint(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AnyRequest())
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config:      e.HCL(`data "openbanking_account" "test" { id = "../api-keys" }`),
		ExpectError: regexp.MustCompile(`404`),
	}}})
}

// The platform's limit is per request, so a page must be as large as it can be.
func TestTransactions_fullPages(t *testing.T) {
	t.Parallel()
	acctest.OnData(t, 1, 450, func(t *testing.T, d *acctest.Data) {
		t.Helper()
		id := d.Accounts()[0].ID
		count := len(d.Transactions(id))
		d.Sandbox().ClearRequests()
		d.Run(resource.TestCase{Steps: []resource.TestStep{{
			Config: d.HCL("data \"openbanking_transactions\" \"test\" {\n account_id = \"" + id + "\"\n max_results = 0\n}"),
			Check:  resource.TestCheckResourceAttr("data.openbanking_transactions.test", "total_count", strconv.Itoa(count)),
		}}})
		pages := (count + d.PageSize - 1) / d.PageSize
		got := 0
		for _, r := range d.Sandbox().Requests().Requests {
			if r.Path == d.Page(id) {
				got++
			}
		}
		if got == 0 || got%pages != 0 {
			t.Errorf("%d transactions took %d requests, expected a multiple of %d", count, got, pages)
		}
	})
}
