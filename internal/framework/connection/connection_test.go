// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package connection_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// dialect is a platform of which only the name and the offer are known.
type dialect struct {
	platform.Dialect

	title  string
	offers []platform.Offer
}

func (d dialect) Name() string { return strings.ToLower(d.title) }

func (d dialect) Title() string { return d.title }

func (d dialect) Offers() []platform.Offer { return d.offers }

// fjord is the configured platform.
func fjord() *platform.Platform { return &platform.Platform{Name: "fjord", Title: "Fjord"} }

// capabilities are all that there are.
func capabilities() []platform.Capability {
	return []platform.Capability{
		platform.CapabilityAPIKey, platform.CapabilityAppSecret, platform.CapabilityConsent, platform.CapabilityWebhook,
		platform.CapabilityAccount, platform.CapabilityAccounts, platform.CapabilityTransactions, platform.CapabilityBanks,
	}
}

// TestFrom proves that a connection is handed out exactly where the platform
// has the capability, and that its lack names those that have it.
func TestFrom(t *testing.T) {
	t.Parallel()
	for _, had := range capabilities() {
		for _, wanted := range append(capabilities(), "teleport") {
			t.Run(string(had+"/"+wanted), func(t *testing.T) {
				t.Parallel()
				configured := &platform.Connection{Platform: fjord(), Dialects: []platform.Dialect{
					dialect{title: "Fjord", offers: []platform.Offer{{Capability: had}}},
					dialect{title: "Delta", offers: []platform.Offer{{Capability: "teleport"}, {Capability: wanted}}},
					dialect{title: "Estuary", offers: []platform.Offer{{Capability: wanted}}},
				}}
				var diags diag.Diagnostics
				got := connection.From(configured, wanted, &diags)
				if had == wanted {
					if got != configured || diags.HasError() {
						t.Errorf("got %v and %v, want the connection", got, diags)
					}
					return
				}
				if got != nil || diags.ErrorsCount() != 1 {
					t.Fatalf("got %v and %v, want one error", got, diags)
				}
				text := diags[0].Summary() + ": " + diags[0].Detail()
				for _, part := range []string{"Fjord has no " + string(wanted), "Platforms that do: Delta and Estuary", "alias"} {
					if !strings.Contains(text, part) {
						t.Errorf("the error does not say %q: %s", part, text)
					}
				}
			})
		}
	}
}

// TestFromNothing proves that a provider that is not configured yet is no error.
func TestFromNothing(t *testing.T) {
	t.Parallel()
	var diags diag.Diagnostics
	if got := connection.From(nil, platform.CapabilityAPIKey, &diags); got != nil || len(diags) != 0 {
		t.Errorf("got %v and %v, want nothing", got, diags)
	}
}

// TestFromNobody proves that no platform is named where none has it.
func TestFromNobody(t *testing.T) {
	t.Parallel()
	var diags diag.Diagnostics
	connection.From(&platform.Connection{Platform: fjord()}, platform.CapabilityWebhook, &diags)
	if diags.ErrorsCount() != 1 || !strings.Contains(diags[0].Detail(), "Platforms that do: none") {
		t.Errorf("got %v", diags)
	}
}

// TestFromAnythingElse proves that other data is a bug that says so.
func TestFromAnythingElse(t *testing.T) {
	t.Parallel()
	var diags diag.Diagnostics
	if got := connection.From("tok_live_SECRET", platform.CapabilityAPIKey, &diags); got != nil || diags.ErrorsCount() != 1 {
		t.Fatalf("got %v and %v, want one error", got, diags)
	}
	if detail := diags[0].Detail(); !strings.Contains(detail, "string") || strings.Contains(detail, "SECRET") {
		t.Errorf("the error is %s", detail)
	}
}
