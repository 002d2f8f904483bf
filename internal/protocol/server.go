// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package protocol is the provider as a CLI gets to speak with it: the plugin
// framework's server, and all that stands between the two. It is what main serves
// and what tests run.
package protocol

import (
	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/discreet"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/lend"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/lifetime"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/nulls"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/undo"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/waits"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// Server returns a provider of that version, which is in its requests' User-Agent.
func Server(version string) *lifetime.Server {
	hooks := relay.Hooks{Context: lend.Context, Arguments: nulls.Fill, Text: discreet.Clean}
	waits.Tell(&hooks)
	framework := providerserver.NewProtocol6(provider.New(version)())()
	return lifetime.NewServer(undo.Server(relay.Server(framework, hooks)))
}
