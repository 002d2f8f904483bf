// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// testKey has the form of a secret key. It opens nothing.
const testKey = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJfaWQiOiI2NWYwYTFiMmMzZDRlNWY2MDcxODI5M2EiLCJpYXQiOjE3NzIzNjY0MDB9.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

// testToken stands for a webhook's bearer token.
const testToken = "bearer-token-of-the-user"

// Objects as the documents show them, `null` included, and as the contract does.
const (
	accountJSON = `{"_id":"acc1","name":"OKRA TEST","nuban":"0123456789","type":"Savings","currency":"NGN",
		"bank":{"_id":"bank1","name":"GTBank","slug":"guaranty-trust-bank","icon":null,"colors":{"primary":"#DC4505"},"isMFA":false,"corp":null},
		"customer":"cus1","balance":"bal1","env":"production-sandbox","projects":["p1"],"manual":false,
		"created_at":"2026-02-01T10:00:00.000Z","last_updated":"2026-02-01T10:00:00.000Z","__v":0}`
	balanceJSON = `{"_id":"bal1","account":{"_id":"acc1","bank":{"_id":"bank1"},"nuban":"0123456789","name":"OKRA TEST"},
		"available_balance":1500.25,"ledger_balance":1600,"currency":"NGN","customer":{"_id":"cus1","name":"A"},"env":"production-sandbox",
		"periodic":{"available_balance":[],"ledger_balance":[]},"connected":[],"owner":["o1"],"record":[],"__v":0}`
	creditJSON = `{"_id":"txn1","id":"txn1","ref":"REF-1","trans_date":"2026-02-25T00:00:00.000Z","cleared_date":"2026-02-26T00:00:00.000Z",
		"unformatted_trans_date":"25/02/2026","unformatted_cleared_date":"26/02/2026","debit":null,"credit":2500.5,
		"notes":{"desc":"Salary","topics":[],"places":[],"people":[],"actions":[],"subjects":[],"prepositions":[]},
		"bank":{"name":"GTBank","status":"active","icon":null,"logo":null},"customer":{"_id":"cus1","name":"A"},"account":{"_id":"acc1","name":"OKRA TEST"},
		"env":"production-sandbox","manual":false,"reconciled":null,"fetched":[],"record":[],"created_at":null,"__v":0}`
	bankJSON = `{"id":"bank1","name":"GTBank","slug":"guaranty-trust-bank","icon":null,"products":["auth"],"countries":["NG"],"corporate":true,"sortcode":"058"}`
	keyJSON  = `{"_id":"key1","name":"ci","type":"secret","key":null,"key_hint":"eyJ…hh8k","fingerprint":"sha256:00ff","env":"production-sandbox",
		"status":"active","created_at":"2026-02-01T10:00:00Z","expires_at":null,"last_used_at":"2026-03-01T01:00:00+01:00"}`
	createdKeyJSON = `{"_id":"key1","name":"ci","type":"secret","key":"shown-once","key_hint":"eyJ…hh8k","fingerprint":"sha256:00ff","env":"production-sandbox",
		"status":"active","created_at":"2026-03-01T12:00:00Z","expires_at":"2026-03-02T12:00:00Z","last_used_at":null}`
	webhookJSON = `{"_id":"whk1","env":"production-sandbox","url":"https://example.com/hook","has_token":true,
		"created_at":"2026-02-01T10:00:00Z","updated_at":"2026-03-01T12:00:00Z"}`
)

// success is the envelope around an answer's data.
func success(data string) string {
	return `{"status":"success","message":"Successfully retrieved","data":` + data + `}`
}

// answer is a step that answers with data.
func answer(data string) http.HandlerFunc { return dialecttest.Answer(200, success(data)) }

// pageOf is the data of a list's page. Next is 0 for the last page.
func pageOf(name string, number, next int, items ...string) string {
	nextPage := "null"
	if next != 0 {
		nextPage = fmt.Sprint(next)
	}
	return fmt.Sprintf(`{"pagination":{"totalDocs":9,"limit":100,"hasPrevPage":%t,"hasNextPage":%t,"page":%d,"totalPages":9,"pagingCounter":1,"prevPage":null,"nextPage":%s},%q:[%s]}`,
		number > 1, next != 0, number, nextPage, name, strings.Join(items, ","))
}

// refusal is a step that answers in Okra's error envelope.
func refusal(status int, kind string) http.HandlerFunc {
	if kind == "" {
		return dialecttest.Answer(status, `{"status":"error","message":"No."}`)
	}
	return dialecttest.Answer(status, fmt.Sprintf(`{"status":"error","message":"No.","type":%q,"code":%d}`, kind, status))
}

// okraServer plays Okra by a script, and opens the dialect on it.
type okraServer struct {
	*dialecttest.Server

	t *testing.T
}

// isCheck recognises the question which environment the key belongs to.
func isCheck(r dialecttest.Received) bool {
	var body struct{ Limit int }
	return strings.HasSuffix(r.URI, "/keys/list") && json.Unmarshal([]byte(r.Body), &body) == nil && body.Limit == 1
}

func serve(t *testing.T, steps ...http.HandlerFunc) okraServer {
	t.Helper()
	return okraServer{dialecttest.Serve(t, isCheck, answer(pageOf("keys", 1, 0, keyJSON)), steps...), t}
}

// open connects to the server with three retries, which take no time.
func (s okraServer) open() *platform.Platform {
	s.t.Helper()
	return s.openFor(0)
}

// openFor connects with a bound for the items of a list; 0 is the default.
func (s okraServer) openFor(mostItems int) *platform.Platform {
	s.t.Helper()
	opened, err := Dialect{clock: dialecttest.InstantClock()}.Open(platform.Settings{
		Environment:    "sandbox",
		Endpoint:       s.URL + "/v2/sandbox",
		Credentials:    map[string]string{"secret_key": testKey},
		MaxRetries:     3,
		RequestTimeout: time.Minute,
		UserAgent:      "test/1",
		MaxListItems:   mostItems,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return opened
}

// mentions fails the test unless the error's text holds every given one, and
// never a secret.
func mentions(t *testing.T, err error, texts ...string) {
	t.Helper()
	dialecttest.Mentions(t, err, []string{testKey, testToken, "shown-once"}, texts...)
}

// operation is one call of the dialect, for tables over all of them.
type operation struct {
	name   string
	before []http.HandlerFunc // answers what the operation asks for first
	path   string             // of its last call
	object string             // a good answer to that
	list   string             // what the answer calls the objects; "" where it is one object
	write  bool
	call   func(ctx context.Context, p *platform.Platform) error
}

// controlled reports whether the operation needs the control plane.
func (o operation) controlled() bool {
	return strings.HasPrefix(o.path, "keys/") || strings.HasPrefix(o.path, "webhooks/")
}

func (o operation) method() string {
	if o.path == "banks/list" {
		return http.MethodGet
	}
	return http.MethodPost
}

// with puts an object where the operation's answer has it.
func (o operation) with(object string) string {
	if o.list != "" {
		return success(pageOf(o.list, 1, 0, object))
	}
	return success(object)
}

// steps are the answers up to the operation's last one, which is the given one.
func (o operation) steps(last ...http.HandlerFunc) []http.HandlerFunc {
	return append(append([]http.HandlerFunc(nil), o.before...), last...)
}

// operations lists everything that the dialect can do.
func operations() []operation {
	type ctx = context.Context
	type p = *platform.Platform
	account, webhook := []http.HandlerFunc{answer(accountJSON)}, []http.HandlerFunc{answer(webhookJSON)}
	settings := platform.WebhookSettings{URL: "https://example.com/hook"}
	january := platform.TransactionFilter{From: "2026-01-01", To: "2026-12-31"}
	return []operation{
		{"list accounts", nil, "products/accounts", accountJSON, "accounts", false, func(c ctx, p p) error {
			return dialecttest.Drain(p.Accounts.List(c, platform.AccountFilter{}))
		}},
		{"list accounts of a customer", nil, "accounts/getByCustomer", accountJSON, "accounts", false, func(c ctx, p p) error {
			return dialecttest.Drain(p.Accounts.List(c, platform.AccountFilter{CustomerID: "cus1"}))
		}},
		{"get account", nil, "accounts/getAccountDetails", strings.Replace(accountJSON, `"bal1"`, "null", 1), "", false, func(c ctx, p p) error {
			return dialecttest.Drop(p.Accounts.Get(c, "acc1"))
		}},
		{"get balance", account, "balance/getById", balanceJSON, "balance", false, func(c ctx, p p) error {
			return dialecttest.Drop(p.Accounts.Get(c, "acc1"))
		}},
		{"list transactions", account, "transactions/getByAccount", creditJSON, "transaction", false, func(c ctx, p p) error {
			return dialecttest.Drain(p.Accounts.Transactions(c, "acc1", platform.TransactionFilter{}))
		}},
		{"list transactions of a period", account, "transactions/getByCustomerDate", creditJSON, "transaction", false, func(c ctx, p p) error {
			return dialecttest.Drain(p.Accounts.Transactions(c, "acc1", january))
		}},
		{"list banks", nil, "banks/list", bankJSON, "banks", false, func(c ctx, p p) error { return dialecttest.Drain(p.Banks.List(c)) }},
		{"create key", nil, "keys/create", createdKeyJSON, "", true, func(c ctx, p p) error {
			return dialecttest.Drop(p.APIKeys.Create(c, platform.NewAPIKey{Name: "ci", Type: platform.SecretKey}, "idem-1"))
		}},
		{"get key", nil, "keys/getById", keyJSON, "", false, func(c ctx, p p) error { return dialecttest.Drop(p.APIKeys.Get(c, "key1")) }},
		{"list keys", nil, "keys/list", keyJSON, "keys", false, func(c ctx, p p) error { return dialecttest.Drain(p.APIKeys.List(c, "")) }},
		{"rename key", nil, "keys/update", keyJSON, "", true, func(c ctx, p p) error {
			return dialecttest.Drop(p.APIKeys.Rename(c, "key1", "ci"))
		}},
		{"expire key", nil, "keys/update", keyJSON, "", true, func(c ctx, p p) error {
			return dialecttest.Drop(p.APIKeys.Expire(c, "key1", time.Hour))
		}},
		{"revoke key", nil, "keys/revoke", keyJSON, "", true, func(c ctx, p p) error { return p.APIKeys.Revoke(c, "key1", 0) }},
		{"create webhook", nil, "webhooks/set", webhookJSON, "", true, func(c ctx, p p) error {
			return dialecttest.Drop(p.Webhooks.Create(c, settings, testToken, "idem-1"))
		}},
		{"get webhook", nil, "webhooks/get", webhookJSON, "", false, func(c ctx, p p) error { return dialecttest.Drop(p.Webhooks.Get(c, "whk1")) }},
		{"list webhook", nil, "webhooks/get", webhookJSON, "", false, func(c ctx, p p) error { return dialecttest.Drain(p.Webhooks.List(c)) }},
		{"change webhook", webhook, "webhooks/set", webhookJSON, "", true, func(c ctx, p p) error {
			return dialecttest.Drop(p.Webhooks.Update(c, "whk1", settings))
		}},
		{"rotate token", webhook, "webhooks/set", webhookJSON, "", true, func(c ctx, p p) error {
			return dialecttest.Drop(p.Webhooks.RotateSecret(c, "whk1", testToken, 0, "idem-2"))
		}},
		{"delete webhook", webhook, "webhooks/remove", webhookJSON, "", true, func(c ctx, p p) error { return p.Webhooks.Delete(c, "whk1") }},
	}
}
