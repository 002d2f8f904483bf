// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import "regexp"

// secrets matches every kind of secret that the demo meets: Tok's API keys and
// the signing secrets of webhooks. A masked key keeps the last four characters,
// as the platform's own hints do, so that a reader can tell keys apart.
var secrets = regexp.MustCompile(`(tok_(?:live|sandbox)_)[0-9A-Za-z]{4,}([0-9A-Za-z]{4})|(whsec_)[0-9A-Za-z+/=]+`)

// masked returns a text without its secrets.
func masked(text string) string {
	return secrets.ReplaceAllString(text, "${1}${3}…${2}")
}
