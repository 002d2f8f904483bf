// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestSupportTable proves that the README says of every type where it works, as
// the code has it: `make docs` writes it there.
func TestSupportTable(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for mark, table := range map[string]string{"platforms": StandingTable(), "types": SupportTable(t.Context())} {
		if !strings.Contains(string(readme), "<!-- "+mark+" -->\n\n"+table+"\n<!-- /"+mark+" -->\n") {
			t.Errorf("the README does not hold the table that the code has; run make docs:\n%s", table)
		}
	}
}

// TestOffersNameAttributes proves that what a dialect says of attributes is about
// attributes that there are: of the resource or data source that is named after the
// capability.
func TestOffersNameAttributes(t *testing.T) {
	t.Parallel()
	all := everything(t)
	for _, d := range Dialects() {
		for _, offer := range d.Offers() {
			of := typeName + "_" + string(offer.Capability) + "."
			if _, ok := all[of+"id"]; !ok {
				of = "data." + of
			}
			for _, name := range append(append([]string{}, offer.Lacks...), offer.Requires...) {
				if _, ok := all[of+name]; !ok {
					t.Errorf("%s speaks of %s%s, which does not exist", d.Title(), of, name)
				}
			}
		}
	}
}

// TestSupport proves that the table is the dialects' word, for one type of each
// pattern.
func TestSupport(t *testing.T) {
	t.Parallel()
	const documented, controlPlane = " " + string(platform.Documented), " " + string(platform.ControlPlane)
	want := map[string]string{
		"resource openbanking_api_key":      "tok" + controlPlane + ", okra" + controlPlane,
		"resource openbanking_app_secret":   "okto" + controlPlane,
		"resource openbanking_consent":      "tok" + documented,
		"list openbanking_consent":          "tok" + controlPlane,
		"data openbanking_consents":         "tok" + controlPlane,
		"data openbanking_accounts":         "tok" + documented + ", okra" + documented,
		"data openbanking_banks":            "tok" + controlPlane + ", okra" + documented,
		"ephemeral openbanking_api_key":     "tok" + controlPlane + ", okra" + controlPlane,
		"action openbanking_webhook_test":   "tok" + controlPlane + ", okra" + controlPlane,
		"action openbanking_api_key_revoke": "tok" + controlPlane + ", okra" + controlPlane,
	}
	for _, s := range Support(t.Context()) {
		var on []string
		for i, d := range Dialects() {
			if s.On[i] != "" {
				on = append(on, d.Name()+" "+string(s.On[i]))
			}
		}
		name := s.Kind + " " + s.Name
		if expected, ok := want[name]; ok && strings.Join(on, ", ") != expected {
			t.Errorf("%s works on %q, want %q", name, strings.Join(on, ", "), expected)
		}
		delete(want, name)
	}
	if len(want) > 0 {
		t.Errorf("the table lacks %v", want)
	}
}

// TestOffersSayTheirSource proves that no offer is without a source, and that a
// platform with an API document has each source that it names there: what is ours is
// never passed off as the platform's.
func TestOffersSayTheirSource(t *testing.T) {
	t.Parallel()
	for _, d := range Dialects() {
		document, err := openapi.Document(d.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, offer := range d.Offers() {
			for _, source := range []platform.Source{offer.Source, cmp.Or(offer.Lists, offer.Source)} {
				if source != platform.Documented && source != platform.ControlPlane {
					t.Errorf("%s: %s stands on %q", d.Title(), offer.Capability, source)
				}
				if !strings.Contains(string(document), "x-source: "+string(source)+"\n") {
					t.Errorf("%s: %s stands on %q, which no operation of its OpenAPI document is", d.Title(), offer.Capability, source)
				}
			}
		}
	}
}

// TestStandingIsTold proves that the README and the provider's page say of each
// platform whether it can be used today.
func TestStandingIsTold(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var resp provider.SchemaResponse
	New("test")().Schema(t.Context(), provider.SchemaRequest{}, &resp)
	for _, d := range Dialects() {
		s := d.Standing()
		for _, said := range []string{s.Is, s.Today, s.Seen} {
			if said == "" || !strings.Contains(string(readme), said) {
				t.Errorf("the README does not say %q of %s", said, d.Title())
			}
			if block := resp.Schema.Attributes[d.Name()].GetMarkdownDescription(); !strings.Contains(block, said) {
				t.Errorf("the page does not say %q of %s: %s", said, d.Title(), block)
			}
		}
	}
}
