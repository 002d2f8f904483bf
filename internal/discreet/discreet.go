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
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/redact"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/relay"
)

// Server returns a server that does what the given one, of the plugin framework,
// does, without repeating a credential or a control character. It panics where the
// framework's server has become one that it does not know.
func Server(inner tfprotov6.ProviderServer) relay.Framework {
	// What is no text for a terminal goes first: in its midst it would hide a credential.
	return relay.Server(inner, relay.Hooks{Text: func(text string) string { return redact.Mask(printable(text)) }})
}
