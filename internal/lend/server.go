// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package lend

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// framework is all that the plugin framework's server does and this provider may
// offer.
type framework interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

// server passes everything on, and lends the contexts of the calls of which there
// is one for each object.
type server struct{ framework }

// Server returns a server that does what the given one, of the plugin framework,
// does, in memory that does not grow with the number of calls. It panics where the
// framework's server has become one that it does not know.
func Server(inner tfprotov6.ProviderServer) tfprotov6.ProviderServer {
	known, ok := inner.(framework)
	if !ok {
		panic(fmt.Sprintf("%T is not a server of the plugin framework with list resources and actions", inner))
	}
	return server{known}
}

func (s server) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	ctx, takeBack := lend(ctx)
	defer takeBack()
	return s.framework.ValidateResourceConfig(ctx, req)
}

func (s server) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	ctx, takeBack := lend(ctx)
	defer takeBack()
	return s.framework.UpgradeResourceState(ctx, req)
}

func (s server) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	ctx, takeBack := lend(ctx)
	defer takeBack()
	return s.framework.UpgradeResourceIdentity(ctx, req)
}

func (s server) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	ctx, takeBack := lend(ctx)
	defer takeBack()
	return s.framework.ReadResource(ctx, req)
}

func (s server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	ctx, takeBack := lend(ctx)
	defer takeBack()
	return s.framework.PlanResourceChange(ctx, req)
}

func (s server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	ctx, takeBack := lend(ctx)
	defer takeBack()
	return s.framework.ApplyResourceChange(ctx, req)
}

func (s server) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	ctx, takeBack := lend(ctx)
	defer takeBack()
	return s.framework.ImportResourceState(ctx, req)
}

func (s server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	ctx, takeBack := lend(ctx)
	defer takeBack()
	return s.framework.ReadDataSource(ctx, req)
}

func (s server) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	ctx, takeBack := lend(ctx)
	defer takeBack()
	return s.framework.ValidateDataResourceConfig(ctx, req)
}
