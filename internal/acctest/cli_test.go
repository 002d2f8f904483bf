// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"strings"
	"testing"
)

// TestLacks_opentofuCountsByItself pins the trap of gating on a number alone.
func TestLacks_opentofuCountsByItself(t *testing.T) {
	t.Parallel()

	for said, runs := range map[string]bool{
		"Terraform v1.15.9":       true,
		"Terraform v1.14.0":       true,
		"Terraform v2.0.0":        true,
		"Terraform v1.14.0-beta1": false,
		"Terraform v1.13.5":       false,
		"Terraform v1.9.0":        false,
		"OpenTofu v1.14.0":        false,
		"OpenTofu v1.12.6":        false,
		"Terraform vX":            false,
		"":                        false,
	} {
		reason := lacks(said, "1.14.0", "terraform query")
		if (reason == "") != runs {
			t.Errorf("%q: got reason %q, expected to run: %t", said, reason, runs)
		}
		if reason == "" {
			continue
		}
		after, ok := strings.CutPrefix(reason, "terraform query needs Terraform 1.14.0 or later; this is ")
		if !ok || !strings.Contains(after, said) {
			t.Errorf("%q: the reason is %q", said, reason)
		}
	}
}

// TestLacksEither proves that each CLI is held to its own number, and that a release
// candidate that is asked for counts.
func TestLacksEither(t *testing.T) {
	t.Parallel()

	for said, runs := range map[string]bool{
		"Terraform v1.16.0-rc2":   true,
		"Terraform v1.16.0":       true,
		"Terraform v1.16.0-beta1": false,
		"Terraform v1.15.9":       false,
		"OpenTofu v1.12.6":        true,
		"OpenTofu v1.11.0":        false,
		"":                        false,
	} {
		reason := lacksEither(said, "1.16.0-rc2", "1.12.0", "destroy = false")
		if (reason == "") != runs {
			t.Errorf("%q: got reason %q, expected to run: %t", said, reason, runs)
		}
		if reason != "" && reason != "destroy = false needs Terraform 1.16.0-rc2 or OpenTofu 1.12.0, or later; this is "+said {
			t.Errorf("%q: the reason is %q", said, reason)
		}
	}
}
