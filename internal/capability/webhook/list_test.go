// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// The query of a URL is not shown: people put credentials there.
func TestDisplayName(t *testing.T) {
	t.Parallel()
	for want, w := range map[string]platform.Webhook{
		"https://example.com/hook (whk_1)":              {ID: "whk_1", URL: "https://example.com/hook"},
		"https://example.com/hook (Ledger)":             {ID: "whk_1", URL: "https://example.com/hook", Description: "Ledger", Enabled: new(true)},
		"https://example.com/hook (whk_1), disabled":    {ID: "whk_1", URL: "https://example.com/hook", Enabled: new(false)},
		"https://example.com/hook?… (Ledger), disabled": {ID: "whk_1", URL: "https://example.com/hook?token=abc", Description: "Ledger", Enabled: new(false)},
	} {
		if got := displayName(w); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
