// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

func TestDisplayName(t *testing.T) {
	t.Parallel()
	for want, key := range map[string]platform.APIKey{
		"ci (tok_sandbox_…x7Qa)":          {ID: "key_1", Name: "ci", KeyHint: "tok_sandbox_…x7Qa", Status: platform.KeyActive, Key: "never this"},
		"ci (key_1)":                      {ID: "key_1", Name: "ci", Status: platform.KeyActive},
		"ci (tok_live_…x7Qa), revoked":    {ID: "key_1", Name: "ci", KeyHint: "tok_live_…x7Qa", Status: platform.KeyRevoked},
		"ci (tok_sandbox_…x7Qa), expired": {ID: "key_1", Name: "ci", KeyHint: "tok_sandbox_…x7Qa", Status: platform.KeyExpired},
	} {
		if got := displayName(key); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
