// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"regexp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/redact"
)

func init() { redact.Know(secretNames(), secretPatterns()) }

// secretNames lists the fields of the provider block that hold a secret.
func secretNames() []string {
	var names []string
	for _, d := range Dialects() {
		for _, c := range d.Credentials() {
			if c.Sensitive {
				names = append(names, c.Name)
			}
		}
	}
	return names
}

// secretPatterns lists the forms of the platforms' secrets.
func secretPatterns() []*regexp.Regexp {
	var patterns []*regexp.Regexp
	for _, d := range Dialects() {
		if reader, ok := d.(platform.KeyReader); ok {
			for _, form := range reader.KeyForms() {
				if form.Pattern != nil {
					patterns = append(patterns, form.Pattern)
				}
			}
		}
	}
	return patterns
}
