// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"os"
	"strings"
	"testing"
)

// TestSupportTable proves that the README says of every type where it works, as
// the code has it: `make docs` writes it there.
func TestSupportTable(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if table := SupportTable(t.Context()); !strings.Contains(string(readme), "<!-- platforms -->\n\n"+table+"\n<!-- /platforms -->\n") {
		t.Errorf("the README does not hold the table that the code has; run make docs:\n%s", table)
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
	want := map[string]string{
		"openbanking_api_key": "tok okra", "openbanking_app_secret": "okto", "openbanking_consent": "tok",
		"openbanking_webhook": "tok okra", "openbanking_webhook_test": "tok okra", "openbanking_api_key_revoke": "tok okra", "openbanking_transactions": "tok okra", "openbanking_banks": "tok okra",
	}
	for _, s := range Support(t.Context()) {
		var on []string
		for i, d := range Dialects() {
			if s.On[i] {
				on = append(on, d.Name())
			}
		}
		if expected, ok := want[s.Name]; ok && strings.Join(on, " ") != expected {
			t.Errorf("%s works on %v, want %s", s.Name, on, expected)
		}
	}
}
