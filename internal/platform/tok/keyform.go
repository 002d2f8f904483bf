// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"regexp"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var _ platform.KeyReader = Dialect{}

// keyPattern finds no key hint: tok_live_…x7Qa has a character that no key has.
var keyPattern = regexp.MustCompile(`tok_(?:live|sandbox)_[0-9A-Za-z_-]+`)

// KeyForms lists what Tok's credentials look like.
func (Dialect) KeyForms() []platform.KeyForm {
	return []platform.KeyForm{{
		Kind:    credentialAPIKey,
		Looks:   "`tok_live_…` or `tok_sandbox_…`",
		Pattern: keyPattern,
		Read: func(text string) (platform.KeyFacts, bool) {
			environment, err := environmentOf(text)
			if err != nil {
				return platform.KeyFacts{}, false
			}
			parts := strings.SplitAfterN(text, "_", 3) // Both prefixes end with their second underscore.
			return platform.KeyFacts{Environment: environment, Prefix: parts[0] + parts[1]}, true
		},
	}}
}
