// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// at parses an instant of a test's table.
func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// TestCalls checks what goes over the wire for each operation, and what becomes
// of the answer. The last call is the one that is described.
func TestCalls(t *testing.T) {
	t.Parallel()
	noon := dialecttest.Noon()
	key := platform.APIKey{
		ID: "key1", Name: "ci", Type: platform.SecretKey, KeyHint: "eyJ…hh8k", Fingerprint: "sha256:00ff", Status: platform.KeyActive,
		CreatedAt: at("2026-02-01T10:00:00Z"), LastUsedAt: at("2026-03-01T00:00:00Z"), AsOf: platform.AsOf{Said: noon},
	}
	created := key
	created.Key, created.CreatedAt, created.ExpiresAt, created.LastUsedAt = "shown-once", noon, at("2026-03-02T12:00:00Z"), time.Time{}
	webhook := platform.Webhook{
		ID: "whk1", URL: "https://example.com/hook", HasGivenSecret: new(true),
		CreatedAt: at("2026-02-01T10:00:00Z"), UpdatedAt: noon, AsOf: platform.AsOf{Said: noon},
	}
	settings := platform.WebhookSettings{URL: "https://example.com/hook"}
	type ctx = context.Context
	type p = *platform.Platform

	for _, test := range []struct {
		name        string
		call        func(c ctx, p p) (any, error)
		before      []string // objects that are asked for first
		path, body  string
		idempotency string
		answer      string
		want        any
	}{
		{
			name:   "get account",
			call:   func(c ctx, p p) (any, error) { return p.Accounts.Get(c, "acc1") },
			before: []string{accountJSON}, path: "balance/getById", body: `{"id":"bal1"}`, answer: pageOf("balance", 1, 0, balanceJSON),
			want: platform.Account{
				ID: "acc1", NUBAN: "0123456789", BankID: "bank1", BankName: "GTBank", Name: "OKRA TEST", Currency: "NGN",
				Balance: decimal.NewNullDecimal(decimal.RequireFromString("1500.25")), CustomerID: "cus1",
			},
		},
		{
			name: "create key that expires",
			call: func(c ctx, p p) (any, error) {
				return p.APIKeys.Create(c, platform.NewAPIKey{Name: "ci", Type: platform.SecretKey, ExpiresIn: 90*time.Minute + time.Nanosecond}, "idem-1")
			},
			path: "keys/create", body: `{"name":"ci","type":"secret","expires_in_seconds":5401}`, idempotency: "idem-1", answer: createdKeyJSON, want: created,
		},
		{
			name: "create public key",
			call: func(c ctx, p p) (any, error) {
				k, err := p.APIKeys.Create(c, platform.NewAPIKey{Name: "web", Type: platform.PublicKey}, "idem-1")
				return k.Key, err
			},
			path: "keys/create", body: `{"name":"web","type":"public"}`, idempotency: "idem-1",
			answer: `{"_id":"key2","type":"public","status":"active","key":"` + testUUID + `"}`, want: testUUID,
		},
		{
			name:   "get key",
			call:   func(c ctx, p p) (any, error) { return p.APIKeys.Get(c, "key1") },
			path:   "keys/getById",
			body:   `{"id":"key1"}`,
			answer: keyJSON,
			want:   key,
		},
		{
			name:   "a secret key that is shown once more is not passed on",
			call:   func(c ctx, p p) (any, error) { return p.APIKeys.Get(c, "key1") },
			path:   "keys/getById",
			body:   `{"id":"key1"}`,
			answer: strings.Replace(keyJSON, `"key":null`, `"key":"shown-once"`, 1),
			want:   key,
		},
		{
			name: "get public key",
			call: func(c ctx, p p) (any, error) {
				k, err := p.APIKeys.Get(c, "key2")
				return []any{k.Type, k.Key}, err
			},
			path: "keys/getById", body: `{"id":"key2"}`,
			answer: `{"_id":"key2","type":"public","status":"active","key":"` + testUUID + `"}`, want: []any{platform.PublicKey, testUUID},
		},
		{
			name: "rename key",
			call: func(c ctx, p p) (any, error) { return p.APIKeys.Rename(c, "key1", "new") },
			path: "keys/update", body: `{"id":"key1","name":"new"}`, answer: keyJSON, want: key,
		},
		{
			name: "expire key",
			call: func(c ctx, p p) (any, error) { return p.APIKeys.Expire(c, "key1", time.Hour) },
			path: "keys/update", body: `{"id":"key1","expires_in_seconds":3600}`, answer: keyJSON, want: key,
		},
		{
			name: "revoke key",
			call: func(c ctx, p p) (any, error) { return nil, p.APIKeys.Revoke(c, "key1", 0) },
			path: "keys/revoke", body: `{"id":"key1"}`, answer: keyJSON,
		},
		{
			name: "revoke key after a while",
			call: func(c ctx, p p) (any, error) { return nil, p.APIKeys.Revoke(c, "key1", time.Hour) },
			path: "keys/revoke", body: `{"id":"key1","after_seconds":3600}`, answer: keyJSON,
		},
		{
			name: "create webhook with a token",
			call: func(c ctx, p p) (any, error) { return p.Webhooks.Create(c, settings, testToken, "idem-1") },
			path: "webhooks/set", body: `{"url":"https://example.com/hook","token":"` + testToken + `"}`, idempotency: "idem-1", answer: webhookJSON, want: webhook,
		},
		{
			name: "create webhook without a token",
			call: func(c ctx, p p) (any, error) {
				w, err := p.Webhooks.Create(c, settings, "", "idem-1")
				return []any{*w.HasGivenSecret, w.Enabled, w.Events, w.SigningSecret, w.SecretFingerprint, w.SecretVersion}, err
			},
			path: "webhooks/set", body: `{"url":"https://example.com/hook"}`, idempotency: "idem-1",
			answer: strings.Replace(webhookJSON, `"has_token":true`, `"has_token":false`, 1),
			want:   []any{false, (*bool)(nil), []string(nil), "", "", int64(0)},
		},
		{
			name: "get webhook",
			call: func(c ctx, p p) (any, error) { return p.Webhooks.Get(c, "whk1") },
			path: "webhooks/get", body: `{}`, answer: webhookJSON, want: webhook,
		},
		{
			name: "a webhook that does not say whether it has a token",
			call: func(c ctx, p p) (any, error) {
				w, err := p.Webhooks.Get(c, "whk1")
				return w.HasGivenSecret, err
			},
			path: "webhooks/get", body: `{}`, answer: `{"_id":"whk1","url":"https://example.com","has_token":null}`, want: (*bool)(nil),
		},
		{
			name:   "change webhook and keep the token",
			call:   func(c ctx, p p) (any, error) { return p.Webhooks.Update(c, "whk1", settings) },
			before: []string{webhookJSON}, path: "webhooks/set", body: `{"url":"https://example.com/hook","replace":true}`, answer: webhookJSON, want: webhook,
		},
		{
			name: "rotate token",
			call: func(c ctx, p p) (any, error) {
				return p.Webhooks.RotateSecret(c, "whk1", testToken, time.Hour, "idem-3")
			},
			before: []string{webhookJSON}, path: "webhooks/set", body: `{"url":"https://example.com/hook","token":"` + testToken + `","replace":true}`,
			idempotency: "idem-3", answer: webhookJSON, want: webhook,
		},
		{
			name:   "remove token",
			call:   func(c ctx, p p) (any, error) { return p.Webhooks.RotateSecret(c, "whk1", "", 0, "idem-3") },
			before: []string{webhookJSON}, path: "webhooks/set", body: `{"url":"https://example.com/hook","token":null,"replace":true}`,
			idempotency: "idem-3", answer: webhookJSON, want: webhook,
		},
		{
			name:   "delete webhook",
			call:   func(c ctx, p p) (any, error) { return nil, p.Webhooks.Delete(c, "whk1") },
			before: []string{webhookJSON}, path: "webhooks/remove", body: `{}`, answer: webhookJSON,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			op := operation{}
			for _, object := range test.before {
				op.before = append(op.before, answer(object))
			}
			server := serve(t, op.steps(answer(test.answer))...)
			got, err := test.call(t.Context(), server.open())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the result differs (-want +got):\n%s", diff)
			}
			requests := server.Seen()
			sent := requests[len(requests)-1]
			if sent.Method != http.MethodPost || sent.URI != "/v2/sandbox/"+test.path || !dialecttest.SameJSON(t, sent.Body, test.body) {
				t.Errorf("called %s %s with %s, want %s with %s", sent.Method, sent.URI, sent.Body, test.path, test.body)
			}
			if got := sent.Header.Get("Idempotency-Key"); got != test.idempotency {
				t.Errorf("the idempotency key is %q, want %q", got, test.idempotency)
			}
			if sent.Header.Get("Authorization") != "Bearer "+testKey || sent.Header.Get("User-Agent") != "test/1" || sent.Header.Get("Content-Type") != "application/json" {
				t.Errorf("the headers are %v", sent.Header)
			}
		})
	}
}

// TestBalanceForms proves that a balance is found wherever an answer has it, and
// that an account without one is still an account.
func TestBalanceForms(t *testing.T) {
	t.Parallel()
	withBalance := func(value string) string {
		return strings.Replace(accountJSON, `"balance":"bal1"`, `"balance":`+value, 1)
	}
	for name, test := range map[string]struct {
		account string
		balance string // data of balance/getById; "" where it must not be asked for
		want    string // "" for none
	}{
		"by reference":                 {accountJSON, pageOf("balance", 1, 0, balanceJSON), "1500.25"},
		"one object in the list":       {accountJSON, `{"balance":` + balanceJSON + `}`, "1500.25"},
		"the object itself":            {accountJSON, balanceJSON, "1500.25"},
		"an empty list":                {accountJSON, pageOf("balance", 1, 0), ""},
		"null for the list":            {accountJSON, `{"balance":null}`, ""},
		"null for the amount":          {accountJSON, `{"balance":[{"_id":"bal1","available_balance":null}]}`, ""},
		"a negative one":               {accountJSON, `{"balance":[{"_id":"bal1","available_balance":-0.0001}]}`, "-0.0001"},
		"embedded":                     {withBalance(balanceJSON), "", "1500.25"},
		"embedded without its amount":  {withBalance(`{"_id":"bal1"}`), pageOf("balance", 1, 0, balanceJSON), "1500.25"},
		"embedded without anything":    {withBalance(`{}`), "", ""},
		"no reference":                 {withBalance(`null`), "", ""},
		"an empty reference":           {withBalance(`""`), "", ""},
		"a reference with its own env": {withBalance(`{"_id":"bal1","env":"production-sandbox","available_balance":7}`), "", "7"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			op := operation{}
			if test.balance != "" {
				op.before = append(op.before, answer(test.balance))
			}
			steps := append(operation{}.steps(answer(test.account)), op.before...)
			account, err := serve(t, steps...).open().Accounts.Get(t.Context(), "acc1")
			if err != nil {
				t.Fatal(err)
			}
			if account.Balance.Valid != (test.want != "") || (test.want != "" && account.Balance.Decimal.String() != test.want) {
				t.Errorf("the balance is %v, want %q", account.Balance, test.want)
			}
		})
	}
}

// TestBalanceThatIsGone proves that a balance which the platform does not find
// is none, while any other failure is one.
func TestBalanceThatIsGone(t *testing.T) {
	t.Parallel()
	account, err := serve(t, answer(accountJSON), refusal(404, "NO_RECORD_ID")).open().Accounts.Get(t.Context(), "acc1")
	if err != nil || account.ID != "acc1" || account.Balance.Valid {
		t.Errorf("got %+v and %v", account, err)
	}
	_, err = serve(t, answer(accountJSON), refusal(404, "")).open().Accounts.Get(t.Context(), "acc1")
	mentions(t, err, "POST balance/getById")
}

// TestAccountOfAnotherID proves that an answer about another account is refused.
func TestAccountOfAnotherID(t *testing.T) {
	t.Parallel()
	_, err := serve(t, answer(accountJSON)).open().Accounts.Get(t.Context(), "acc2")
	mentions(t, err, "POST accounts/getAccountDetails", "not the id that was asked for")
}
