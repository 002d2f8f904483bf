// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package discreet

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// What is said about the provider block.

func (s server) ValidateProviderConfig(ctx context.Context, req *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	resp, err := s.framework.ValidateProviderConfig(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	resp, err := s.framework.ConfigureProvider(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) GetMetadata(ctx context.Context, req *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	resp, err := s.framework.GetMetadata(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) GetProviderSchema(ctx context.Context, req *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	resp, err := s.framework.GetProviderSchema(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) GetResourceIdentitySchemas(ctx context.Context, req *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	resp, err := s.framework.GetResourceIdentitySchemas(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

// What is said about resources.

func (s server) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	resp, err := s.framework.ValidateResourceConfig(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	resp, err := s.framework.UpgradeResourceState(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	resp, err := s.framework.UpgradeResourceIdentity(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	resp, err := s.framework.ReadResource(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp, err := s.framework.PlanResourceChange(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	resp, err := s.framework.ApplyResourceChange(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	resp, err := s.framework.ImportResourceState(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) MoveResourceState(ctx context.Context, req *tfprotov6.MoveResourceStateRequest) (*tfprotov6.MoveResourceStateResponse, error) {
	resp, err := s.framework.MoveResourceState(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) GenerateResourceConfig(ctx context.Context, req *tfprotov6.GenerateResourceConfigRequest) (*tfprotov6.GenerateResourceConfigResponse, error) {
	resp, err := s.framework.GenerateResourceConfig(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

// What is said about data sources.

func (s server) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	resp, err := s.framework.ValidateDataResourceConfig(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	resp, err := s.framework.ReadDataSource(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

// What is said about ephemeral resources.

func (s server) ValidateEphemeralResourceConfig(ctx context.Context, req *tfprotov6.ValidateEphemeralResourceConfigRequest) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	resp, err := s.framework.ValidateEphemeralResourceConfig(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	resp, err := s.framework.OpenEphemeralResource(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) RenewEphemeralResource(ctx context.Context, req *tfprotov6.RenewEphemeralResourceRequest) (*tfprotov6.RenewEphemeralResourceResponse, error) {
	resp, err := s.framework.RenewEphemeralResource(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) CloseEphemeralResource(ctx context.Context, req *tfprotov6.CloseEphemeralResourceRequest) (*tfprotov6.CloseEphemeralResourceResponse, error) {
	resp, err := s.framework.CloseEphemeralResource(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

// What is said about functions.

func (s server) GetFunctions(ctx context.Context, req *tfprotov6.GetFunctionsRequest) (*tfprotov6.GetFunctionsResponse, error) {
	resp, err := s.framework.GetFunctions(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

// What is said about list resources and actions.

func (s server) ValidateListResourceConfig(ctx context.Context, req *tfprotov6.ValidateListResourceConfigRequest) (*tfprotov6.ValidateListResourceConfigResponse, error) {
	resp, err := s.framework.ValidateListResourceConfig(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) ValidateActionConfig(ctx context.Context, req *tfprotov6.ValidateActionConfigRequest) (*tfprotov6.ValidateActionConfigResponse, error) {
	resp, err := s.framework.ValidateActionConfig(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}

func (s server) PlanAction(ctx context.Context, req *tfprotov6.PlanActionRequest) (*tfprotov6.PlanActionResponse, error) {
	resp, err := s.framework.PlanAction(ctx, req)
	if resp != nil {
		mask(resp.Diagnostics)
	}
	return resp, err
}
