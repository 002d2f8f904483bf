// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var _ platform.KeyReader = Dialect{}

// KeyForms lists what Tok's credentials look like.
func (Dialect) KeyForms() []platform.KeyForm {
	return []platform.KeyForm{{
		Kind:  credentialAPIKey,
		Looks: "`tok_live_…` or `tok_sandbox_…`",
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
