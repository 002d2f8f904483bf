// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package relay

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// What is said about the provider block.

func (s *server) ValidateProviderConfig(ctx context.Context, req *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return around(ctx, s, req, Framework.ValidateProviderConfig, func(r *tfprotov6.ValidateProviderConfigResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return around(ctx, s, req, Framework.ConfigureProvider, func(r *tfprotov6.ConfigureProviderResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) GetMetadata(ctx context.Context, req *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	return around(ctx, s, req, Framework.GetMetadata, func(r *tfprotov6.GetMetadataResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) GetProviderSchema(ctx context.Context, req *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return around(ctx, s, req, Framework.GetProviderSchema, func(r *tfprotov6.GetProviderSchemaResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) GetResourceIdentitySchemas(ctx context.Context, req *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return around(ctx, s, req, Framework.GetResourceIdentitySchemas, func(r *tfprotov6.GetResourceIdentitySchemasResponse) *diagnostics { return &r.Diagnostics })
}

// What is said about resources.

func (s *server) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return around(ctx, s, req, Framework.ValidateResourceConfig, func(r *tfprotov6.ValidateResourceConfigResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return around(ctx, s, req, Framework.UpgradeResourceState, func(r *tfprotov6.UpgradeResourceStateResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return around(ctx, s, req, Framework.UpgradeResourceIdentity, func(r *tfprotov6.UpgradeResourceIdentityResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return around(ctx, s, req, Framework.ReadResource, func(r *tfprotov6.ReadResourceResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return around(ctx, s, req, Framework.PlanResourceChange, func(r *tfprotov6.PlanResourceChangeResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return around(ctx, s, req, Framework.ApplyResourceChange, func(r *tfprotov6.ApplyResourceChangeResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return around(ctx, s, req, Framework.ImportResourceState, func(r *tfprotov6.ImportResourceStateResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) MoveResourceState(ctx context.Context, req *tfprotov6.MoveResourceStateRequest) (*tfprotov6.MoveResourceStateResponse, error) {
	return around(ctx, s, req, Framework.MoveResourceState, func(r *tfprotov6.MoveResourceStateResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) GenerateResourceConfig(ctx context.Context, req *tfprotov6.GenerateResourceConfigRequest) (*tfprotov6.GenerateResourceConfigResponse, error) {
	return around(ctx, s, req, Framework.GenerateResourceConfig, func(r *tfprotov6.GenerateResourceConfigResponse) *diagnostics { return &r.Diagnostics })
}

// What is said about data sources.

func (s *server) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return around(ctx, s, req, Framework.ValidateDataResourceConfig, func(r *tfprotov6.ValidateDataResourceConfigResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return around(ctx, s, req, Framework.ReadDataSource, func(r *tfprotov6.ReadDataSourceResponse) *diagnostics { return &r.Diagnostics })
}

// What is said about ephemeral resources.

func (s *server) ValidateEphemeralResourceConfig(ctx context.Context, req *tfprotov6.ValidateEphemeralResourceConfigRequest) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	return around(ctx, s, req, Framework.ValidateEphemeralResourceConfig, func(r *tfprotov6.ValidateEphemeralResourceConfigResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return around(ctx, s, req, Framework.OpenEphemeralResource, func(r *tfprotov6.OpenEphemeralResourceResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) RenewEphemeralResource(ctx context.Context, req *tfprotov6.RenewEphemeralResourceRequest) (*tfprotov6.RenewEphemeralResourceResponse, error) {
	return around(ctx, s, req, Framework.RenewEphemeralResource, func(r *tfprotov6.RenewEphemeralResourceResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) CloseEphemeralResource(ctx context.Context, req *tfprotov6.CloseEphemeralResourceRequest) (*tfprotov6.CloseEphemeralResourceResponse, error) {
	return around(ctx, s, req, Framework.CloseEphemeralResource, func(r *tfprotov6.CloseEphemeralResourceResponse) *diagnostics { return &r.Diagnostics })
}

// What is said about functions, list resources and actions.

func (s *server) GetFunctions(ctx context.Context, req *tfprotov6.GetFunctionsRequest) (*tfprotov6.GetFunctionsResponse, error) {
	return around(ctx, s, req, Framework.GetFunctions, func(r *tfprotov6.GetFunctionsResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) ValidateListResourceConfig(ctx context.Context, req *tfprotov6.ValidateListResourceConfigRequest) (*tfprotov6.ValidateListResourceConfigResponse, error) {
	return around(ctx, s, req, Framework.ValidateListResourceConfig, func(r *tfprotov6.ValidateListResourceConfigResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) ValidateActionConfig(ctx context.Context, req *tfprotov6.ValidateActionConfigRequest) (*tfprotov6.ValidateActionConfigResponse, error) {
	return around(ctx, s, req, Framework.ValidateActionConfig, func(r *tfprotov6.ValidateActionConfigResponse) *diagnostics { return &r.Diagnostics })
}

func (s *server) PlanAction(ctx context.Context, req *tfprotov6.PlanActionRequest) (*tfprotov6.PlanActionResponse, error) {
	return around(ctx, s, req, Framework.PlanAction, func(r *tfprotov6.PlanActionResponse) *diagnostics { return &r.Diagnostics })
}
