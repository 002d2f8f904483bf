// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import "regexp"

// kind is what a kind of secret looks like, and what is left of it: its prefix
// and, but for signing secrets, the last four characters, as the platforms' own
// hints do, so that a reader can tell secrets apart.
type kind struct {
	secret *regexp.Regexp
	left   string
}

// kinds are every kind of secret that the demo meets.
var kinds = []kind{
	// Tok's API keys, Okto's management tokens, and what this demo makes up as
	// the bearer token of a webhook.
	{regexp.MustCompile(`(tok_(?:live|sandbox)_|okto_mgmt_|` + tokenPrefix + `)[0-9A-Za-z]{4,}([0-9A-Za-z]{4})`), "${1}…${2}"},
	// Signing secrets of webhooks.
	{regexp.MustCompile(`(whsec_)[0-9A-Za-z+/=]+`), "${1}…"},
	// Okra's secret keys: JSON Web Tokens.
	{regexp.MustCompile(`(eyJ)[\w-]+\.[\w-]+\.[\w-]*([\w-]{4})`), "${1}…${2}"},
	// Any other token in an Authorization header.
	{regexp.MustCompile(`(Bearer )[\w.~+/=-]{8,}([\w.~+/=-]{4})`), "${1}…${2}"},
	// Okto's App Secrets, which nothing but their length tells.
	{regexp.MustCompile(`\b[0-9A-Za-z]{39}([0-9A-Za-z]{4})\b`), "…${1}"},
}

// masked returns a text without its secrets.
func masked(text string) string {
	for _, k := range kinds {
		text = k.secret.ReplaceAllString(text, k.left)
	}
	return text
}
