// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// least is the least configuration of each type that an offer can be about.
var least = map[string]inprocess.Values{
	"openbanking_api_key":           {"name": "ci"},
	"openbanking_app_secret":        {"app_id": "app1"},
	"openbanking_consent":           {"bank_id": "bank1", "callback_url": "https://app.example.com/callback"},
	"openbanking_webhook":           {"url": "https://app.example.com/hook"},
	"data.openbanking_account":      {"id": "acc1"},
	"data.openbanking_accounts":     {},
	"data.openbanking_transactions": {"account_id": "acc1"},
	"data.openbanking_banks":        {},
}

// texts are values of attributes that take no other text.
var texts = map[string]any{
	"callback_url": "https://app.example.com/callback", "url": "https://app.example.com/hook",
	"overlap": "1h", "rotate_after": "30d", "expires_after": "90d", "renew_before_expiry": "14d",
	"date_from": "2026-01-01", "date_to": "2026-01-31", "direction": "inbound", "type": "secret", "country": "HR",
	"iban": "HR1210010051863000160", "encrypt_to": []any{"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"},
	"signing_secret_wo": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
}

// sample is a value that an attribute takes.
func sample(a *tfprotov6.SchemaAttribute) any {
	if text, ok := texts[a.Name]; ok {
		return text
	}
	switch typ := a.ValueType(); {
	case typ.Is(tftypes.String):
		return "x"
	case typ.Is(tftypes.Bool):
		return true
	case typ.Is(tftypes.Number):
		return int64(1)
	case typ.Is(tftypes.Map{}):
		return map[string]any{"k": "v"}
	case typ.Is(tftypes.Object{}):
		return map[string]any{}
	}
	return []any{"x"}
}

// hooks answer what the plan of a webhook asks.
type hooks struct{ platform.Webhooks }

func (hooks) Events() []string { return nil }

// secrets answer what the plan of an app's secret asks.
type secrets struct{ platform.AppSecrets }

func (secrets) DefaultAppID() string { return "app1" }

func (secrets) Get(context.Context, string) (platform.AppSecret, error) {
	return platform.AppSecret{AppID: "app1", Version: 1}, nil
}

// TestEveryOfferIsEnforced takes each attribute of each type away from a platform, and
// makes each a must: whatever a dialect says of an attribute holds, whether or not one
// says so today.
func TestEveryOfferIsEnforced(t *testing.T) {
	t.Parallel()
	all := everything(t)
	for _, of := range slices.Sorted(maps.Keys(least)) {
		capability := platform.Capability(strings.TrimPrefix(strings.TrimPrefix(of, "data."), typeName+"_"))
		for full, attribute := range all {
			name, ok := strings.CutPrefix(full, of+".")
			if !ok || name == "id" || strings.Contains(name, ".") {
				continue
			}
			t.Run(full, func(t *testing.T) {
				t.Parallel()
				enforced(t, of, capability, attribute)
			})
		}
	}
}

func enforced(t *testing.T, of string, capability platform.Capability, a *tfprotov6.SchemaAttribute) {
	t.Helper()
	lacking := platform.Offer{Capability: capability, Lacks: []string{a.Name}}
	base := maps.Clone(least[of])
	if !a.Required && !a.Optional {
		if resources[capability] {
			if planned := plan(t, of, lacking, base); planned.Diagnostics.HasError() || planned.Attributes[a.Name] != nil {
				t.Errorf("it is planned as %v: %v", planned.Attributes[a.Name], planned.Diagnostics.Errors())
			}
		}
		return
	}
	with := maps.Clone(base)
	if a.Name == "iban" { // Either of them finds an account.
		delete(with, "id")
	}
	with[a.Name] = sample(a)
	checkRefused(t, refused(t, of, lacking, with), "Fjord has no "+a.Name)
	if a.Optional && base[a.Name] == nil {
		checkRefused(t, refused(t, of, platform.Offer{Capability: capability, Requires: []string{a.Name}}, base), "Fjord needs "+a.Name)
	}
}

func checkRefused(t *testing.T, errors []string, want string) {
	t.Helper()
	if !slices.ContainsFunc(errors, func(text string) bool { return strings.Contains(text, want) }) {
		t.Errorf("got %q, want an error %q", errors, want)
	}
}

// refused returns the errors of a configuration on a platform with one offer.
func refused(t *testing.T, of string, offer platform.Offer, config inprocess.Values) []string {
	t.Helper()
	if name, ok := strings.CutPrefix(of, "data."); ok {
		_, diags := on(t, offer).Data(name, config)
		return diags.Errors()
	}
	return plan(t, of, offer, config).Diagnostics.Errors()
}

func plan(t *testing.T, of string, offer platform.Offer, config inprocess.Values) inprocess.Plan {
	t.Helper()
	return on(t, offer).Resource(of).Plan(inprocess.Object{}, config)
}

// on returns the provider on a platform with one offer.
func on(t *testing.T, offer platform.Offer) *inprocess.Provider {
	t.Helper()
	fjord := &platform.Platform{Name: "fjord", Title: "Fjord", AppSecrets: secrets{}, Webhooks: hooks{}}
	p := New("test")()
	return inprocess.Connected(t, inprocess.Offering(fjord, offer), p.Resources(t.Context()), p.DataSources(t.Context()))
}
