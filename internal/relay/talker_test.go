// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package relay_test

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/relay"
)

// talker has something to say to every call, or nothing but an error.
type talker struct {
	called func(ctx context.Context, req any)
	err    error
}

var _ relay.Framework = talker{}

func answer[R any](ctx context.Context, t talker, req any, resp *R) (*R, error) {
	if t.err != nil {
		return nil, t.err
	}
	t.called(ctx, req)
	return resp, nil
}

func said() []*tfprotov6.Diagnostic {
	return []*tfprotov6.Diagnostic{{Summary: "said", Detail: "said"}, nil}
}

func (t talker) ValidateProviderConfig(ctx context.Context, req *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return answer(ctx, t, req, &tfprotov6.ValidateProviderConfigResponse{Diagnostics: said()})
}

func (t talker) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return answer(ctx, t, req, &tfprotov6.ConfigureProviderResponse{Diagnostics: said()})
}

func (t talker) GetMetadata(ctx context.Context, req *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	return answer(ctx, t, req, &tfprotov6.GetMetadataResponse{Diagnostics: said()})
}

func (t talker) GetProviderSchema(ctx context.Context, req *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return answer(ctx, t, req, &tfprotov6.GetProviderSchemaResponse{Diagnostics: said()})
}

func (t talker) GetResourceIdentitySchemas(ctx context.Context, req *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return answer(ctx, t, req, &tfprotov6.GetResourceIdentitySchemasResponse{Diagnostics: said()})
}

func (t talker) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return answer(ctx, t, req, &tfprotov6.ValidateResourceConfigResponse{Diagnostics: said()})
}

func (t talker) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return answer(ctx, t, req, &tfprotov6.UpgradeResourceStateResponse{Diagnostics: said()})
}

func (t talker) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return answer(ctx, t, req, &tfprotov6.UpgradeResourceIdentityResponse{Diagnostics: said()})
}

func (t talker) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return answer(ctx, t, req, &tfprotov6.ReadResourceResponse{Diagnostics: said()})
}

func (t talker) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return answer(ctx, t, req, &tfprotov6.PlanResourceChangeResponse{Diagnostics: said()})
}

func (t talker) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return answer(ctx, t, req, &tfprotov6.ApplyResourceChangeResponse{Diagnostics: said()})
}

func (t talker) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return answer(ctx, t, req, &tfprotov6.ImportResourceStateResponse{Diagnostics: said()})
}

func (t talker) MoveResourceState(ctx context.Context, req *tfprotov6.MoveResourceStateRequest) (*tfprotov6.MoveResourceStateResponse, error) {
	return answer(ctx, t, req, &tfprotov6.MoveResourceStateResponse{Diagnostics: said()})
}

func (t talker) GenerateResourceConfig(ctx context.Context, req *tfprotov6.GenerateResourceConfigRequest) (*tfprotov6.GenerateResourceConfigResponse, error) {
	return answer(ctx, t, req, &tfprotov6.GenerateResourceConfigResponse{Diagnostics: said()})
}

func (t talker) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return answer(ctx, t, req, &tfprotov6.ValidateDataResourceConfigResponse{Diagnostics: said()})
}

func (t talker) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return answer(ctx, t, req, &tfprotov6.ReadDataSourceResponse{Diagnostics: said()})
}

func (t talker) ValidateEphemeralResourceConfig(ctx context.Context, req *tfprotov6.ValidateEphemeralResourceConfigRequest) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	return answer(ctx, t, req, &tfprotov6.ValidateEphemeralResourceConfigResponse{Diagnostics: said()})
}

func (t talker) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return answer(ctx, t, req, &tfprotov6.OpenEphemeralResourceResponse{Diagnostics: said()})
}

func (t talker) RenewEphemeralResource(ctx context.Context, req *tfprotov6.RenewEphemeralResourceRequest) (*tfprotov6.RenewEphemeralResourceResponse, error) {
	return answer(ctx, t, req, &tfprotov6.RenewEphemeralResourceResponse{Diagnostics: said()})
}

func (t talker) CloseEphemeralResource(ctx context.Context, req *tfprotov6.CloseEphemeralResourceRequest) (*tfprotov6.CloseEphemeralResourceResponse, error) {
	return answer(ctx, t, req, &tfprotov6.CloseEphemeralResourceResponse{Diagnostics: said()})
}

func (t talker) GetFunctions(ctx context.Context, req *tfprotov6.GetFunctionsRequest) (*tfprotov6.GetFunctionsResponse, error) {
	return answer(ctx, t, req, &tfprotov6.GetFunctionsResponse{Diagnostics: said()})
}

func (t talker) ValidateListResourceConfig(ctx context.Context, req *tfprotov6.ValidateListResourceConfigRequest) (*tfprotov6.ValidateListResourceConfigResponse, error) {
	return answer(ctx, t, req, &tfprotov6.ValidateListResourceConfigResponse{Diagnostics: said()})
}

func (t talker) ValidateActionConfig(ctx context.Context, req *tfprotov6.ValidateActionConfigRequest) (*tfprotov6.ValidateActionConfigResponse, error) {
	return answer(ctx, t, req, &tfprotov6.ValidateActionConfigResponse{Diagnostics: said()})
}

func (t talker) PlanAction(ctx context.Context, req *tfprotov6.PlanActionRequest) (*tfprotov6.PlanActionResponse, error) {
	return answer(ctx, t, req, &tfprotov6.PlanActionResponse{Diagnostics: said()})
}

func (t talker) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return answer(ctx, t, req, &tfprotov6.StopProviderResponse{Error: "said"})
}

func (t talker) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	return answer(ctx, t, req, &tfprotov6.CallFunctionResponse{Error: &tfprotov6.FunctionError{Text: "said"}})
}

func (t talker) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	return answer(ctx, t, req, &tfprotov6.ListResourceServerStream{Results: slices.Values([]tfprotov6.ListResourceResult{{Diagnostics: said()}, {Diagnostics: said()}})})
}

func (t talker) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	return answer(ctx, t, req, &tfprotov6.InvokeActionServerStream{Events: slices.Values([]tfprotov6.InvokeActionEvent{
		{Type: tfprotov6.ProgressInvokeActionEventType{Message: "said"}},
		{Type: tfprotov6.CompletedInvokeActionEventType{Diagnostics: said()}},
	})})
}
