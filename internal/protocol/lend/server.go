// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package lend

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Context returns the context that the framework gets for a request, and what takes
// it back after the answer: the hook of package relay.
func Context(ctx context.Context, request any) (lent context.Context, takeBack func()) {
	if oneForEachObject(request) {
		return lend(ctx)
	}
	return ctx, func() {}
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
