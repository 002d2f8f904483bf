// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package lend

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/relay"
)

// Server returns a server that does what the given one, of the plugin framework,
// does, in memory that does not grow with the number of calls. It panics where the
// framework's server has become one that it does not know.
func Server(inner tfprotov6.ProviderServer) relay.Framework {
	return relay.Server(inner, relay.Hooks{Context: func(ctx context.Context, request any) (context.Context, func()) {
		if oneForEachObject(request) {
			return lend(ctx)
		}
		return ctx, func() {}
	}})
}

// oneForEachObject says whether a request is one of those of which there is one for
// each object of a plan: the contexts of these calls are lent, all others stay.
func oneForEachObject(request any) bool {
	switch request.(type) {
	case *tfprotov6.ValidateResourceConfigRequest,
		*tfprotov6.UpgradeResourceStateRequest,
		*tfprotov6.UpgradeResourceIdentityRequest,
		*tfprotov6.ReadResourceRequest,
		*tfprotov6.PlanResourceChangeRequest,
		*tfprotov6.ApplyResourceChangeRequest,
		*tfprotov6.ImportResourceStateRequest,
		*tfprotov6.ValidateDataResourceConfigRequest,
		*tfprotov6.ReadDataSourceRequest:
		return true
	}
	return false
}
