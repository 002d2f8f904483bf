// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okto

import (
	"regexp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var _ platform.KeyReader = Dialect{}

var tokenPattern = regexp.MustCompile(tokenPrefix + `[0-9A-Za-z_-]+`)

// KeyForms lists what Okto's credentials look like. Okto documents no form of its
// App Secret and none of the App ID.
func (Dialect) KeyForms() []platform.KeyForm {
	return []platform.KeyForm{{
		Kind:    credentialToken,
		Looks:   "`" + tokenPrefix + "…`",
		Pattern: tokenPattern,
		Read: func(text string) (platform.KeyFacts, bool) {
			return platform.KeyFacts{Prefix: tokenPrefix}, checkToken(text) == nil
		},
	}}
}
