// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package support

import (
	"os"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// TestTypesTable proves that the README says of every type where it works, as
// the code has it: `make docs` writes it there.
func TestTypesTable(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for mark, table := range map[string]string{"platforms": PlatformsTable(), "types": TypesTable(t.Context())} {
		if !strings.Contains(string(readme), "<!-- "+mark+" -->\n\n"+table+"\n<!-- /"+mark+" -->\n") {
			t.Errorf("the README does not hold the table that the code has; run make docs:\n%s", table)
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
		for i, d := range provider.Dialects() {
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
