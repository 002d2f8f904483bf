// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package discreet stands between the provider and the CLI: no text that passes has
// a credential in it, or anything that a terminal obeys. Most never have. But people
// paste a key into the wrong attribute, and what refuses it there, be it a check of
// the framework's or of the provider's own, likes to say what it got; the CLI shows
// that even where the value is marked as sensitive. And names and messages are the
// platform's to choose: a CLI prints them as they are.
package discreet

import (
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/redact"
)

// Clean returns a text without credentials and control characters.
func Clean(text string) string {
	// Control characters go first: amid a credential they would hide it.
	return redact.Mask(printable(text))
}
