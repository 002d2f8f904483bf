// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"regexp"
	"time"
)

// KeyForm is a kind of credential that can be told by its form alone, without a
// call. A credential without a form of its own has no entry.
type KeyForm struct {
	Kind  string // such as "api_key"; a field's name in the platform's block where it is one
	Looks string // the form in words: "`tok_live_…` or `tok_sandbox_…`"
	// Pattern finds the credential in a longer text, so that logs and errors do not
	// show it; nil where it is no secret or looks like other texts.
	Pattern *regexp.Regexp
	// Read returns what the credential says of itself; false where a text is none.
	Read func(text string) (KeyFacts, bool)
}

// KeyFacts is what a credential says of itself. None of it can be used in its
// place.
type KeyFacts struct {
	Environment Environment // "" where it does not say
	// Prefix is how the text begins, as far as that is no secret: what a key hint
	// shows before its dots.
	Prefix    string
	IssuedAt  time.Time // zero where it does not say
	ExpiresAt time.Time // zero where it does not say
}

// KeyReader is a dialect whose credentials can be told by their form.
type KeyReader interface {
	// KeyForms lists the forms. No text has two of one platform's.
	KeyForms() []KeyForm
}
