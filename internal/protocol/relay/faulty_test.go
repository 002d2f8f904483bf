// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package relay_test

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
)

// serve serves a provider that is so faulty that the framework complains about every
// call: its schema is an error, a resource and a function have no names, and there is
// nothing else.
func serve(hooks relay.Hooks) relay.Framework {
	return relay.Server(providerserver.NewProtocol6(faulty{})(), hooks)
}

type faulty struct{}

func (faulty) Metadata(context.Context, provider.MetadataRequest, *provider.MetadataResponse) {}

func (faulty) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Diagnostics.AddError("There is none", "It never was.")
}

func (faulty) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (faulty) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return namelessResource{} }}
}

func (faulty) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (faulty) Functions(context.Context) []func() function.Function {
	return []func() function.Function{func() function.Function { return namelessFunction{} }}
}

type namelessResource struct{ resource.Resource }

func (namelessResource) Metadata(context.Context, resource.MetadataRequest, *resource.MetadataResponse) {
}

type namelessFunction struct{ function.Function }

func (namelessFunction) Metadata(context.Context, function.MetadataRequest, *function.MetadataResponse) {
}

// short answers with nothing but an error, after it has noted the call.
type short struct {
	relay.Framework

	called func(context.Context) error
}

func (s short) ReadResource(ctx context.Context, _ *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return nil, s.called(ctx)
}

func (s short) StopProvider(ctx context.Context, _ *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return nil, s.called(ctx)
}

func (s short) CallFunction(ctx context.Context, _ *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	return nil, s.called(ctx)
}

func (s short) ListResource(ctx context.Context, _ *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	return nil, s.called(ctx)
}

func (s short) InvokeAction(ctx context.Context, _ *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	return nil, s.called(ctx)
}

// pair lists two objects.
type pair struct{ relay.Framework }

func (pair) ListResource(context.Context, *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	return &tfprotov6.ListResourceServerStream{Results: slices.Values(make([]tfprotov6.ListResourceResult, 2))}, nil
}
