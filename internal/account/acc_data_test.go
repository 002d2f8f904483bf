// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account_test

import (
	"net/http"
	"net/url"
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
	made := e.API.Must(http.StatusCreated, http.MethodPost, "/consents", map[string]any{"bankId": bank, "callbackUrl": "https://app.example.com/"})
	consent, _ = made["id"].(string)
	for _, a := range e.API.All("/accounts") {
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

func TestAccAccountDataSources(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AutoAuthorize(), acctest.Bank(3, 10))
	connect(t, e, "erste-hr")
	consent, accounts := connect(t, e, "nlb-rs")
	first := accounts[0]
	exact := map[string]knownvalue.Check{
		"id": knownvalue.StringExact(text(first, "id")), "bank_id": knownvalue.StringExact("nlb-rs"),
		"bank_name": knownvalue.StringExact(text(first, "bankName")), "name": knownvalue.StringExact(text(first, "name")),
		"currency": knownvalue.StringExact(text(first, "currency")), "balance": knownvalue.StringExact(text(first, "balance")),
		"consent_id": knownvalue.StringExact(consent), "status": knownvalue.StringExact("active"),
	}
	iban := text(first, "iban")
	spaced := iban[:4] + " " + iban[4:8] + " " + iban[8:]
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config: e.HCL(`
data "openbanking_accounts" "all" {}
data "openbanking_accounts" "nlb" { bank_id = "nlb-rs" }
data "openbanking_account" "by_id" { id = "` + text(first, "id") + `" }
data "openbanking_account" "by_iban" { iban = "` + spaced + `" }`),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.openbanking_accounts.all", tfjsonpath.New("accounts"), knownvalue.ListSizeExact(6)),
			statecheck.ExpectKnownValue("data.openbanking_accounts.nlb", tfjsonpath.New("accounts"), knownvalue.ListSizeExact(3)),
			statecheck.ExpectKnownValue("data.openbanking_accounts.nlb", tfjsonpath.New("accounts").AtSliceIndex(0), knownvalue.ObjectPartial(exact)),
			statecheck.ExpectKnownValue("data.openbanking_account.by_id", tfjsonpath.New("balance"), exact["balance"]),
			statecheck.ExpectKnownValue("data.openbanking_account.by_id", tfjsonpath.New("iban"), knownvalue.StringExact(iban)),
			statecheck.ExpectKnownValue("data.openbanking_account.by_iban", tfjsonpath.New("id"), exact["id"]),
			statecheck.ExpectKnownValue("data.openbanking_account.by_iban", tfjsonpath.New("iban"), knownvalue.StringExact(spaced)),
		},
	}}})
}

// Totals cover every match, `transactions` only the newest; both agree with
// what the platform's own pages add up to.
func TestAccTransactionsDataSource(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AutoAuthorize(), acctest.Bank(1, 350))
	_, accounts := connect(t, e, "raiffeisen-ba")
	id := text(accounts[0], "id")
	all := e.API.All("/accounts/" + id + "/transactions")
	from, to := text(all[200], "bookingDate"), text(all[100], "bookingDate")

	inbound, outbound, net := sums(t, all, "", "")
	_, monthOut, _ := sums(t, all, from, to)
	currency := text(all[0], "currency")
	const month, everything = "data.openbanking_transactions.month", "data.openbanking_transactions.everything"
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config: e.HCL(`
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
				"id":           knownvalue.StringExact(text(all[0], "id")),
				"external_id":  knownvalue.StringExact(text(all[0], "externalId")),
				"booking_date": knownvalue.StringExact(text(all[0], "bookingDate")),
				"amount":       knownvalue.StringExact(text(all[0], "amount")),
				"direction":    knownvalue.StringExact(text(all[0], "direction")),
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
}

// sums adds up what the platform's pages say, between two days inclusive.
func sums(t *testing.T, transactions []map[string]any, from, to string) (inbound, outbound, net string) {
	t.Helper()
	in, out := decimal.Zero, decimal.Zero
	for _, transaction := range transactions {
		day := text(transaction, "bookingDate")
		if (from != "" && day < from) || (to != "" && day > to) {
			continue
		}
		amount, err := decimal.NewFromString(text(transaction, "amount"))
		if err != nil {
			t.Fatal(err)
		}
		if text(transaction, "direction") == "inbound" {
			in = in.Add(amount)
		} else {
			out = out.Add(amount)
		}
	}
	return in.StringFixed(4), out.StringFixed(4), in.Sub(out).StringFixed(4)
}

// A read behind a dead consent says which consent it is and how to renew it.
func TestAccAccount_behindADeadConsent(t *testing.T) {
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
				e.API.Must(http.StatusNoContent, http.MethodDelete, "/consents/"+consent, nil)
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
			e.Run(resource.TestCase{Steps: []resource.TestStep{
				{Config: e.HCL(`data "openbanking_account" "test" { id = "` + id + `" }`), ExpectError: want},
				{Config: e.HCL(`data "openbanking_transactions" "test" { account_id = "` + id + `" }`), ExpectError: want},
				{
					Config: e.HCL(`data "openbanking_accounts" "test" {}`),
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue("data.openbanking_accounts.test", tfjsonpath.New("accounts").AtSliceIndex(0), knownvalue.ObjectPartial(map[string]knownvalue.Check{
							"id": knownvalue.StringExact(id), "status": knownvalue.StringExact(name), "balance": knownvalue.Null(),
						})),
					},
				},
			}})
		})
	}
}

func TestAccAccount_badInput(t *testing.T) {
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
		"a direction sideways":    {"data \"openbanking_transactions\" \"test\" {\n account_id = \"acc_1\"\n direction = \"sideways\"\n}", `(?s)value\s+must\s+be\s+one\s+of`},
		"fewer than no results":   {"data \"openbanking_transactions\" \"test\" {\n account_id = \"acc_1\"\n max_results = -1\n}", `(?s)at\s+least\s+0`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e.In(t).Run(resource.TestCase{Steps: []resource.TestStep{{Config: e.HCL(c.config), ExpectError: regexp.MustCompile(c.want)}}})
		})
	}
}

// An id goes into the path as one segment: it cannot reach another endpoint.
func TestAccAccount_idCannotReachAnotherEndpoint(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AnyRequest())
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config:      e.HCL(`data "openbanking_account" "test" { id = "../api-keys" }`),
		ExpectError: regexp.MustCompile(`404`),
	}}})
}

// The platform's limit is per request, so a page must be as large as it can be.
func TestAccTransactions_fullPages(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AutoAuthorize(), acctest.Bank(1, 450))
	_, accounts := connect(t, e, "erste-hr")
	id := text(accounts[0], "id")
	count := len(e.API.All("/accounts/" + id + "/transactions"))
	e.Sandbox().ClearRequests()
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config: e.HCL("data \"openbanking_transactions\" \"test\" {\n account_id = \"" + id + "\"\n max_results = 0\n}"),
		Check:  resource.TestCheckResourceAttr("data.openbanking_transactions.test", "total_count", strconv.Itoa(count)),
	}}})
	pages := (count + 99) / 100
	got := 0
	for _, r := range e.Sandbox().Requests().Requests {
		if r.Path == "/tok/v1/accounts/"+url.PathEscape(id)+"/transactions" {
			got++
		}
	}
	if got == 0 || got%pages != 0 {
		t.Errorf("%d transactions took %d requests, expected a multiple of %d", count, got, pages)
	}
}
