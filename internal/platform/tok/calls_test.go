// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// The answers of the documents, as Tok writes them.
const (
	consentJSON = `{"id":"cns_1","bankId":"erste-hr","callbackUrl":"https://app.bilko.io/banking/callback","status":"pending",
		"redirectUrl":"https://bank.example/sca/h1","createdAt":"2026-03-01T12:00:00Z","authorizedAt":null,"expiresAt":"2026-03-01T12:30:00Z"}`
	activeConsentJSON = `{"id":"cns_1","bankId":"erste-hr","callbackUrl":"https://app.bilko.io/banking/callback","status":"active",
		"redirectUrl":null,"createdAt":"2026-03-01T12:00:00Z","authorizedAt":"2026-03-01T12:01:00Z","expiresAt":"2026-05-30T12:01:00Z"}`
	keyJSON = `{"id":"key_1","name":"ci","keyHint":"tok_sandbox_…x7Qa","fingerprint":"sha256:00ff","status":"active",
		"createdAt":"2026-03-01T12:00:00Z","expiresAt":null,"lastUsedAt":"2026-03-02T00:00:00+01:00"}`
	createdKeyJSON = `{"id":"key_1","name":"ci","key":"tok_sandbox_NEW0000000000000000000000000x7Qa","keyHint":"tok_sandbox_…x7Qa",
		"fingerprint":"sha256:00ff","status":"active","createdAt":"2026-03-01T12:00:00Z","expiresAt":null,"lastUsedAt":null}`
	webhookJSON = `{"id":"whk_1","url":"https://example.com/hook","events":["consent.expired","account.updated"],"description":null,"enabled":false,
		"secretFingerprint":"sha256:00ff","secretVersion":3,"secretCreatedAt":"2026-03-01T12:00:00Z","createdAt":"2026-02-01T12:00:00Z","updatedAt":"2026-03-01T12:00:00Z"}`
	createdWebhookJSON = `{"id":"whk_1","url":"https://example.com/hook","events":["account.updated"],"description":"Ledger","enabled":true,
		"signingSecret":"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz","secretFingerprint":"sha256:00ff","secretVersion":1,
		"secretCreatedAt":"2026-03-01T12:00:00Z","createdAt":"2026-03-01T12:00:00Z","updatedAt":"2026-03-01T12:00:00Z"}`
)

// TestSingleObjects checks, for each call that is about one object, what goes
// over the wire and what becomes of the answer.
func TestSingleObjects(t *testing.T) {
	t.Parallel()
	at := func(text string) func(*testing.T) any {
		return func(t *testing.T) any { t.Helper(); return instant(t, text) }
	}
	noon := at("2026-03-01T12:00:00Z")
	settings := platform.WebhookSettings{URL: "https://example.com/hook", Events: []string{"account.updated"}, Description: "Ledger", Enabled: true}
	const givenSecret = "whsec_bWFkZS1ieS10aGUtdXNlci0wMTIzNDU2Nzg5"
	bare := platform.WebhookSettings{URL: "https://example.com/hook", Events: []string{"account.updated"}}

	tests := []struct {
		name        string
		call        func(ctx context.Context, p *platform.Platform) (any, error)
		method, uri string
		body        string // "" for none
		idempotency string
		status      int
		answer      string
		want        map[string]any // by field of the result; a function makes a time
	}{
		{
			name:   "get account",
			call:   func(ctx context.Context, p *platform.Platform) (any, error) { return p.Accounts.Get(ctx, "acc_1") },
			method: "GET", uri: "/v1/accounts/acc_1", status: 200,
			answer: `{"id":"acc_1","iban":"HR1210010051863000160","bankId":"erste-hr","bankName":"Erste","name":"Giro","currency":"EUR","balance":"-12.5000","consentId":"cns_1","status":"active"}`,
			want: map[string]any{
				"ID": "acc_1", "IBAN": "HR1210010051863000160", "BankID": "erste-hr", "BankName": "Erste", "Name": "Giro",
				"Currency": "EUR", "ConsentID": "cns_1", "Status": "active",
			},
		},
		{
			name: "create consent",
			call: func(ctx context.Context, p *platform.Platform) (any, error) {
				return p.Consents.Create(ctx, "erste-hr", "https://app.bilko.io/banking/callback")
			},
			method: "POST", uri: "/v1/consents", status: 201, answer: consentJSON,
			body: `{"bankId":"erste-hr","callbackUrl":"https://app.bilko.io/banking/callback"}`,
			want: map[string]any{
				"ID": "cns_1", "BankID": "erste-hr", "CallbackURL": "https://app.bilko.io/banking/callback",
				"Status": platform.ConsentPending, "RedirectURL": "https://bank.example/sca/h1",
				"CreatedAt": noon, "AuthorizedAt": nil, "ExpiresAt": at("2026-03-01T12:30:00Z"),
			},
		},
		{
			name:   "get consent",
			call:   func(ctx context.Context, p *platform.Platform) (any, error) { return p.Consents.Get(ctx, "cns_1") },
			method: "GET", uri: "/v1/consents/cns_1", status: 200, answer: activeConsentJSON,
			want: map[string]any{
				"Status": platform.ConsentActive, "RedirectURL": "", "CreatedAt": noon,
				"AuthorizedAt": at("2026-03-01T12:01:00Z"), "ExpiresAt": at("2026-05-30T12:01:00Z"),
			},
		},
		{
			name:   "a redirect URL of a consent that is not pending is not passed on",
			call:   func(ctx context.Context, p *platform.Platform) (any, error) { return p.Consents.Get(ctx, "cns_1") },
			method: "GET", uri: "/v1/consents/cns_1", status: 200,
			answer: `{"id":"cns_1","status":"error","redirectUrl":"https://bank.example/sca/h1"}`,
			want:   map[string]any{"Status": platform.ConsentError, "RedirectURL": ""},
		},
		{
			name: "revoke consent",
			call: func(ctx context.Context, p *platform.Platform) (any, error) {
				return nil, p.Consents.Revoke(ctx, "cns_1")
			},
			method: "DELETE", uri: "/v1/consents/cns_1", status: 204,
		},
		{
			name: "create key",
			call: func(ctx context.Context, p *platform.Platform) (any, error) {
				return p.APIKeys.Create(ctx, platform.NewAPIKey{Name: "ci"}, "idem-1")
			},
			method: "POST", uri: "/v1/api-keys", status: 201, answer: createdKeyJSON,
			body: `{"name":"ci"}`, idempotency: "idem-1",
			want: map[string]any{
				"ID": "key_1", "Name": "ci", "Key": "tok_sandbox_NEW0000000000000000000000000x7Qa", "KeyHint": "tok_sandbox_…x7Qa",
				"Fingerprint": "sha256:00ff", "Status": platform.KeyActive, "CreatedAt": noon, "ExpiresAt": nil, "LastUsedAt": nil,
			},
		},
		{
			name:   "get key",
			call:   func(ctx context.Context, p *platform.Platform) (any, error) { return p.APIKeys.Get(ctx, "key_1") },
			method: "GET", uri: "/v1/api-keys/key_1", status: 200, answer: keyJSON,
			want: map[string]any{"ID": "key_1", "Key": "", "Status": platform.KeyActive, "LastUsedAt": at("2026-03-01T23:00:00Z")},
		},
		{
			name: "rename key",
			call: func(ctx context.Context, p *platform.Platform) (any, error) {
				return p.APIKeys.Rename(ctx, "key_1", "new")
			},
			method: "PATCH", uri: "/v1/api-keys/key_1", status: 200, answer: keyJSON, body: `{"name":"new"}`,
			want: map[string]any{"ID": "key_1", "Name": "ci"},
		},
		{
			name: "create key that expires",
			call: func(ctx context.Context, p *platform.Platform) (any, error) {
				return p.APIKeys.Create(ctx, platform.NewAPIKey{Name: "ci", ExpiresIn: 90*time.Minute + time.Nanosecond}, "idem-1")
			},
			method: "POST", uri: "/v1/api-keys", status: 201, answer: createdKeyJSON,
			body: `{"name":"ci","expiresInSeconds":5401}`, idempotency: "idem-1",
			want: map[string]any{"ID": "key_1"},
		},
		{
			name: "expire key",
			call: func(ctx context.Context, p *platform.Platform) (any, error) {
				return p.APIKeys.Expire(ctx, "key_1", time.Hour)
			},
			method: "PATCH", uri: "/v1/api-keys/key_1", status: 200, answer: keyJSON, body: `{"expiresInSeconds":3600}`,
			want: map[string]any{"ID": "key_1"},
		},
		{
			name: "rotate secret",
			call: func(ctx context.Context, p *platform.Platform) (any, error) {
				return p.Webhooks.RotateSecret(ctx, "whk_1", "", time.Hour, "idem-3")
			},
			method: "POST", uri: "/v1/webhooks/whk_1/rotate-secret", status: 200, answer: createdWebhookJSON,
			body: `{"overlapSeconds":3600}`, idempotency: "idem-3",
			want: map[string]any{"ID": "whk_1"},
		},
		{
			name: "revoke key",
			call: func(ctx context.Context, p *platform.Platform) (any, error) {
				return nil, p.APIKeys.Revoke(ctx, "key_1", 0)
			},
			method: "DELETE", uri: "/v1/api-keys/key_1", status: 204,
		},
		{
			name: "create webhook",
			call: func(ctx context.Context, p *platform.Platform) (any, error) {
				return p.Webhooks.Create(ctx, settings, "", "idem-2")
			},
			method: "POST", uri: "/v1/webhooks", status: 201, answer: createdWebhookJSON, idempotency: "idem-2",
			body: `{"url":"https://example.com/hook","events":["account.updated"],"description":"Ledger","enabled":true}`,
			want: map[string]any{
				"ID": "whk_1", "URL": "https://example.com/hook", "Events": []string{"account.updated"}, "Description": "Ledger",
				"Enabled": new(true), "SigningSecret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", "SecretFingerprint": "sha256:00ff",
				"SecretVersion": int64(1), "SecretCreatedAt": noon, "CreatedAt": noon, "UpdatedAt": noon,
			},
		},
		{
			name: "create webhook with a secret of the user's",
			call: func(ctx context.Context, p *platform.Platform) (any, error) {
				return p.Webhooks.Create(ctx, bare, givenSecret, "idem-2")
			},
			method: "POST", uri: "/v1/webhooks", status: 201, idempotency: "idem-2",
			answer: `{"id":"whk_1","signingSecret":"` + givenSecret + `","secretVersion":1}`,
			body:   `{"url":"https://example.com/hook","events":["account.updated"],"description":null,"enabled":false,"signingSecret":"` + givenSecret + `"}`,
			want:   map[string]any{"SigningSecret": "", "SecretVersion": int64(1)},
		},
		{
			name: "rotate to a secret of the user's",
			call: func(ctx context.Context, p *platform.Platform) (any, error) {
				return p.Webhooks.RotateSecret(ctx, "whk_1", givenSecret, 0, "idem-3")
			},
			method: "POST", uri: "/v1/webhooks/whk_1/rotate-secret", status: 200, answer: webhookJSON,
			body: `{"overlapSeconds":0,"signingSecret":"` + givenSecret + `"}`, idempotency: "idem-3",
			want: map[string]any{"SigningSecret": ""},
		},
		{
			name:   "get webhook",
			call:   func(ctx context.Context, p *platform.Platform) (any, error) { return p.Webhooks.Get(ctx, "whk_1") },
			method: "GET", uri: "/v1/webhooks/whk_1", status: 200, answer: webhookJSON,
			want: map[string]any{
				"Events": []string{"consent.expired", "account.updated"}, "Description": "", "Enabled": new(bool),
				"SigningSecret": "", "SecretVersion": int64(3), "CreatedAt": at("2026-02-01T12:00:00Z"),
			},
		},
		{
			name:   "a webhook that does not tell whether it is enabled, and tells an event twice",
			call:   func(ctx context.Context, p *platform.Platform) (any, error) { return p.Webhooks.Get(ctx, "whk_1") },
			method: "GET", uri: "/v1/webhooks/whk_1", status: 200, answer: `{"id":"whk_1","enabled":null,"events":["b","a","b",null]}`,
			want: map[string]any{"Enabled": nil, "Events": []string{"b", "a"}},
		},
		{
			name: "change webhook sends every setting and clears the description",
			call: func(ctx context.Context, p *platform.Platform) (any, error) {
				return p.Webhooks.Update(ctx, "whk_1", bare)
			},
			method: "PATCH", uri: "/v1/webhooks/whk_1", status: 200, answer: webhookJSON,
			body: `{"url":"https://example.com/hook","events":["account.updated"],"description":null,"enabled":false}`,
			want: map[string]any{"ID": "whk_1"},
		},
		{
			name: "delete webhook",
			call: func(ctx context.Context, p *platform.Platform) (any, error) {
				return nil, p.Webhooks.Delete(ctx, "whk_1")
			},
			method: "DELETE", uri: "/v1/webhooks/whk_1", status: 204,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, dialecttest.Answer(test.status, test.answer))
			got, err := test.call(t.Context(), server.open())
			if err != nil {
				t.Fatal(err)
			}
			sent := server.Seen()[0]
			if sent.Method != test.method || sent.URI != test.uri {
				t.Errorf("called %s %s, want %s %s", sent.Method, sent.URI, test.method, test.uri)
			}
			checkBody(t, sent, test.body)
			checkHeaders(t, sent, test.idempotency)
			for field, want := range test.want {
				value := reflect.ValueOf(got).FieldByName(field).Interface()
				switch w := want.(type) {
				case nil:
					if !reflect.ValueOf(value).IsZero() {
						t.Errorf("%s is %v, want none", field, value)
					}
				case func(*testing.T) any:
					if expected := w(t); !reflect.DeepEqual(value, expected) {
						t.Errorf("%s is %v, want %v", field, value, expected)
					}
				default:
					if !reflect.DeepEqual(value, want) {
						t.Errorf("%s is %#v, want %#v", field, value, want)
					}
				}
			}
		})
	}
}

// checkBody compares a request's body with the wanted JSON, "" for none.
func checkBody(t *testing.T, sent dialecttest.Received, want string) {
	t.Helper()
	if want == "" {
		if sent.Body != "" {
			t.Errorf("sent the body %s, want none", sent.Body)
		}
		return
	}
	if got := sent.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("sent the content type %q", got)
	}
	if !dialecttest.SameJSON(t, sent.Body, want) {
		t.Errorf("sent the body %s, want %s", sent.Body, want)
	}
}

// checkHeaders checks what every request of the dialect carries.
func checkHeaders(t *testing.T, sent dialecttest.Received, idempotency string) {
	t.Helper()
	for name, want := range map[string]string{
		"Authorization":   "ApiKey " + testKey,
		"User-Agent":      "test/1",
		"Accept":          "application/json",
		"Idempotency-Key": idempotency,
	} {
		if got := sent.Header.Get(name); got != want {
			t.Errorf("sent %s %q, want %q", name, got, want)
		}
	}
}

// TestIdsAreEscaped proves that an id from a configuration reaches no other
// endpoint than the one that is meant.
func TestIdsAreEscaped(t *testing.T) {
	t.Parallel()
	const id = "a/b?c=d#e %2F"
	const escaped = "a%2Fb%3Fc=d%23e%20%252F"
	server := serve(t,
		dialecttest.Answer(200, `{"id":"x"}`), dialecttest.Answer(200, `{"data":[]}`), dialecttest.Answer(200, activeConsentJSON), dialecttest.Answer(204, ""),
		dialecttest.Answer(200, keyJSON), dialecttest.Answer(200, keyJSON), dialecttest.Answer(204, ""),
		dialecttest.Answer(200, webhookJSON), dialecttest.Answer(200, webhookJSON), dialecttest.Answer(204, ""),
	)
	p, ctx := server.open(), t.Context()
	settings := platform.WebhookSettings{URL: "https://example.com", Events: []string{"account.updated"}}
	for i, err := range []error{
		dialecttest.Drop(p.Accounts.Get(ctx, id)),
		dialecttest.First(p.Accounts.Transactions(ctx, id, platform.TransactionFilter{})),
		dialecttest.Drop(p.Consents.Get(ctx, id)), p.Consents.Revoke(ctx, id),
		dialecttest.Drop(p.APIKeys.Get(ctx, id)), dialecttest.Drop(p.APIKeys.Rename(ctx, id, "x")), p.APIKeys.Revoke(ctx, id, 0),
		dialecttest.Drop(p.Webhooks.Get(ctx, id)), dialecttest.Drop(p.Webhooks.Update(ctx, id, settings)), p.Webhooks.Delete(ctx, id),
	} {
		if err != nil {
			t.Errorf("call %d: %v", i, err)
		}
	}
	want := []string{
		"/v1/accounts/" + escaped, "/v1/accounts/" + escaped + "/transactions?limit=100",
		"/v1/consents/" + escaped, "/v1/consents/" + escaped,
		"/v1/api-keys/" + escaped, "/v1/api-keys/" + escaped, "/v1/api-keys/" + escaped,
		"/v1/webhooks/" + escaped, "/v1/webhooks/" + escaped, "/v1/webhooks/" + escaped,
	}
	for i, sent := range server.Seen() {
		if sent.URI != want[i] {
			t.Errorf("called %s, want %s", sent.URI, want[i])
		}
	}
}

// TestIdsThatAreNoSegment proves that an id that would name the collection or
// its parent is refused before anything is sent.
func TestIdsThatAreNoSegment(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", ".", ".."} {
		p := serve(t).open()
		for name, err := range map[string]error{
			"get":    dialecttest.Drop(p.APIKeys.Get(t.Context(), id)),
			"revoke": p.APIKeys.Revoke(t.Context(), id, 0),
			"delete": p.Webhooks.Delete(t.Context(), id),
		} {
			if err == nil || platform.IsNotFound(err) {
				t.Errorf("%s of %q: got %v, want an error that is not about a missing object", name, id, err)
			}
		}
	}
}
