// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// dialect is a platform of which only the name and the offer are known.
type dialect struct {
	platform.Dialect

	title  string
	offers []platform.Offer
}

func (d dialect) Name() string { return d.title }

func (d dialect) Title() string { return d.title }

func (d dialect) Offers() []platform.Offer { return d.offers }

func offering() *platform.Connection {
	return &platform.Connection{
		Platform: &platform.Platform{Name: "Okra"},
		Dialects: []platform.Dialect{
			dialect{title: "Tok", offers: []platform.Offer{{Capability: platform.CapabilityAPIKey, Lacks: []string{"type"}}, {Capability: platform.CapabilityConsent}}},
			dialect{title: "Okto"},
			dialect{title: "Okra", offers: []platform.Offer{{Capability: platform.CapabilityAPIKey, Lacks: []string{"note"}, Requires: []string{"type"}}}},
		},
	}
}

// TestTitlesWith proves that platforms are named in the provider's order.
func TestTitlesWith(t *testing.T) {
	t.Parallel()
	c := offering()
	for capability, want := range map[platform.Capability][]string{
		platform.CapabilityAPIKey:  {"Tok", "Okra"},
		platform.CapabilityConsent: {"Tok"},
		platform.CapabilityWebhook: nil,
	} {
		if got := c.TitlesWith(capability); !slices.Equal(got, want) {
			t.Errorf("%s is offered by %v, want %v", capability, got, want)
		}
	}
	for attribute, want := range map[string][]string{"type": {"Okra"}, "note": {"Tok"}, "name": {"Tok", "Okra"}} {
		if got := c.TitlesWithAttribute(platform.CapabilityAPIKey, attribute); !slices.Equal(got, want) {
			t.Errorf("%s is offered by %v, want %v", attribute, got, want)
		}
	}
}

// TestOffer proves that the offer is that of the configured platform.
func TestOffer(t *testing.T) {
	t.Parallel()
	c := offering()
	want := platform.Offer{Capability: platform.CapabilityAPIKey, Lacks: []string{"note"}, Requires: []string{"type"}}
	if got, ok := c.Offer(platform.CapabilityAPIKey); !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v and %t, want %v", got, ok, want)
	}
	if got, ok := c.Offer(platform.CapabilityConsent); ok {
		t.Errorf("got %v, which is another platform's", got)
	}
	for attribute, want := range map[string]bool{"type": true, "note": false} {
		if got := c.Has(platform.CapabilityAPIKey, attribute); got != want {
			t.Errorf("has %s: %t", attribute, got)
		}
	}
	if c.Has(platform.CapabilityConsent, "bank_id") {
		t.Error("has an attribute of a capability that it lacks")
	}
	c.Name = "Elsewhere"
	if _, ok := c.Offer(platform.CapabilityAPIKey); ok {
		t.Error("a platform that no dialect knows offers something")
	}
}
