// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// settings are settings that open, for tests to spoil.
func settings(key string) platform.Settings {
	return platform.Settings{
		Credentials:    map[string]string{"api_key": key},
		MaxRetries:     8,
		RequestTimeout: 30 * time.Second,
		UserAgent:      "test/1",
	}
}

// TestOpen proves that the key's prefix decides the environment, and that all
// capabilities are there.
func TestOpen(t *testing.T) {
	t.Parallel()
	tests := []struct {
		key, environment string
		want             platform.Environment
	}{
		{"tok_sandbox_x", "", platform.Sandbox},
		{"tok_sandbox_x", "sandbox", platform.Sandbox},
		{"tok_live_x", "", platform.Production},
		{"tok_live_x", "production", platform.Production},
		{"tok_live_with-other_characters.than/documented~", "", platform.Production},
	}
	for _, test := range tests {
		t.Run(test.key+"/"+test.environment, func(t *testing.T) {
			t.Parallel()
			s := settings(test.key)
			s.Environment = test.environment
			opened, err := Dialect{}.Open(s)
			if err != nil {
				t.Fatal(err)
			}
			if opened.Environment != test.want || opened.Name != "tok" || opened.Title != "Tok" {
				t.Errorf("got %s %s in %s, want Tok in %s", opened.Name, opened.Title, opened.Environment, test.want)
			}
			if opened.APIKeys == nil || opened.Consents == nil || opened.Webhooks == nil || opened.Accounts == nil || opened.Banks == nil {
				t.Error("a capability is missing")
			}
		})
	}
}

// TestOpenRefuses proves that settings which cannot work are refused offline,
// with the attribute that is to blame and without the key.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	const tail = "SECRETSECRETSECRET"
	tests := []struct {
		name      string
		key       string
		change    func(*platform.Settings)
		attribute string
		mentions  []string
	}{
		{name: "no key", key: "", attribute: "tok.api_key", mentions: []string{"tok_sandbox_", "tok_live_", "TOK_API_KEY"}},
		{name: "another platform's key", key: "okto_mgmt_" + tail, attribute: "tok.api_key"},
		{name: "upper case", key: "TOK_LIVE_" + tail, attribute: "tok.api_key"},
		{name: "only the prefix", key: "tok_live_", attribute: "tok.api_key", mentions: []string{"only the prefix"}},
		{name: "an unknown environment", key: "tok_test_" + tail, attribute: "tok.api_key"},
		{name: "a line break", key: "tok_live_" + tail + "\n", attribute: "tok.api_key", mentions: []string{"line break"}},
		{name: "a space before it", key: " tok_live_" + tail, attribute: "tok.api_key", mentions: []string{"space"}},
		{name: "quotes", key: `"tok_live_` + tail + `"`, attribute: "tok.api_key"},
		{name: "a header of its own", key: "tok_live_x\r\nX-Admin: " + tail, attribute: "tok.api_key"},
		{name: "a letter beyond ASCII", key: "tok_live_ä" + tail, attribute: "tok.api_key"},
		{
			name: "a sandbox key for production", key: "tok_sandbox_" + tail, attribute: "environment",
			change:   func(s *platform.Settings) { s.Environment = "production" },
			mentions: []string{`environment is "production"`, "sandbox key", `environment = "sandbox"`},
		},
		{
			name: "a live key for the sandbox", key: "tok_live_" + tail, attribute: "environment",
			change:   func(s *platform.Settings) { s.Environment = "sandbox" },
			mentions: []string{`environment is "sandbox"`, "production key"},
		},
		{
			name: "a relative endpoint", key: "tok_live_" + tail, attribute: "endpoint",
			change: func(s *platform.Settings) { s.Endpoint = "api.example.com/v1" },
		},
		{
			name: "an endpoint in clear text", key: "tok_live_" + tail, attribute: "endpoint",
			change:   func(s *platform.Settings) { s.Endpoint = "http://api.example.com/v1" },
			mentions: []string{"api.example.com", "https"},
		},
		{
			name: "an endpoint with a query", key: "tok_live_" + tail, attribute: "endpoint",
			change: func(s *platform.Settings) { s.Endpoint = "https://api.example.com/v1?key=" + tail },
		},
		{
			name: "an endpoint with a password", key: "tok_live_" + tail, attribute: "endpoint",
			change: func(s *platform.Settings) { s.Endpoint = "https://me:" + tail + "@api.example.com/v1" },
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := settings(test.key)
			if test.change != nil {
				test.change(&s)
			}
			opened, err := Dialect{}.Open(s)
			var wrong *platform.ConfigError
			if !errors.As(err, &wrong) {
				t.Fatalf("got %v and %v, want *platform.ConfigError", opened, err)
			}
			if wrong.Attribute != test.attribute {
				t.Errorf("the attribute is %q, want %q", wrong.Attribute, test.attribute)
			}
			if wrong.Summary == "" || wrong.Detail == "" {
				t.Errorf("summary %q and detail %q have to say something", wrong.Summary, wrong.Detail)
			}
			mentions(t, err, test.mentions...)
			if strings.Contains(err.Error(), tail) {
				t.Errorf("the error holds the credential: %v", err)
			}
		})
	}
}

// TestDialectDescribesItself keeps what the provider block is made of.
func TestDialectDescribesItself(t *testing.T) {
	t.Parallel()
	d := Dialect{}
	if d.Name() != "tok" || d.Title() != "Tok" {
		t.Errorf("the name is %q, the title %q", d.Name(), d.Title())
	}
	want := map[platform.Capability]bool{
		platform.CapabilityAPIKey: true, platform.CapabilityConsent: true, platform.CapabilityWebhook: true, platform.CapabilityWebhookTest: true,
		platform.CapabilityAccount: true, platform.CapabilityAccounts: true, platform.CapabilityTransactions: true, platform.CapabilityBanks: true,
	}
	got := map[platform.Capability]bool{}
	for _, offer := range d.Offers() {
		got[offer.Capability] = true
	}
	if !maps.Equal(got, want) {
		t.Errorf("the capabilities are %v, want %v", got, want)
	}
	credentials := d.Credentials()
	if len(credentials) != 1 {
		t.Fatalf("got %d credentials, want 1", len(credentials))
	}
	key := credentials[0]
	if key.Name != "api_key" || key.Variable != "TOK_API_KEY" || !key.Required || !key.Sensitive || key.Description == "" {
		t.Errorf("the credential is %+v", key)
	}
	events := webhooks{}.Events()
	for _, event := range []string{"consent.authorized", "consent.expired", "consent.revoked", "account.updated", "transactions.synced"} {
		if !slices.Contains(events, event) {
			t.Errorf("the event %s is missing", event)
		}
	}
	if len(events) != 5 {
		t.Errorf("got %d events, want 5", len(events))
	}
}
