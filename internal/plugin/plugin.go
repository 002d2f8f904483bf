// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package plugin is the provider as a CLI gets to speak with it: the plugin
// framework's server, and all that stands between the two. It is what main serves
// and what tests run.
package plugin

import (
	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/discreet"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/lend"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/lifetime"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/nulls"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/undo"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/waits"
)

// Server returns a provider of that version, which is in its requests' User-Agent.
func Server(version string) *lifetime.Server {
	return lifetime.NewServer(discreet.Server(waits.Server(nulls.Server(undo.Server(lend.Server(providerserver.NewProtocol6(provider.New(version)())()))))))
}
