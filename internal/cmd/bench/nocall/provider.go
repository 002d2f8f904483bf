// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// quiet has the real provider's name, block and resources, and nothing behind
// them.
type quiet struct{ real provider.Provider }

func (q quiet) Metadata(ctx context.Context, req provider.MetadataRequest, resp *provider.MetadataResponse) {
	q.real.Metadata(ctx, req, resp)
}

func (q quiet) Schema(ctx context.Context, req provider.SchemaRequest, resp *provider.SchemaResponse) {
	q.real.Schema(ctx, req, resp)
}

func (q quiet) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (q quiet) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (q quiet) Resources(ctx context.Context) []func() resource.Resource {
	var all []func() resource.Resource
	for _, made := range q.real.Resources(ctx) {
		all = append(all, func() resource.Resource { return quietResource{made()} })
	}
	return all
}
