// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package upgrade_test

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// This is how a resource whose schema has changed reads older states: version 0
// had the secret under another name, and a number of days as text. The tests of the
// harness run on it, and on what is forgotten most easily.

// thing is the resource at one stage of its life.
type thing struct {
	schema    schema.Schema
	upgraders map[int64]resource.StateUpgrader
}

// What follows would be in state_v0.go.

// schemaV0 is what version 0 stored.
func schemaV0() schema.Schema {
	return schema.Schema{Attributes: map[string]schema.Attribute{
		"id":   schema.StringAttribute{Computed: true},
		"key":  schema.StringAttribute{Computed: true},
		"days": schema.StringAttribute{Optional: true},
	}}
}

type modelV0 struct {
	ID   types.String `tfsdk:"id"`
	Key  types.String `tfsdk:"key"`
	Days types.String `tfsdk:"days"`
}

// upgradeV0 makes the present model of one of version 0.
func upgradeV0(ctx context.Context, req resource.UpgradeStateRequest, resp *resource.UpgradeStateResponse) {
	var old modelV0
	resp.Diagnostics.Append(req.State.Get(ctx, &old)...)
	if resp.Diagnostics.HasError() {
		return
	}
	now := model{ID: old.ID, Secret: old.Key, After: types.StringNull()}
	if !old.Days.IsNull() {
		now.After = types.StringValue(old.Days.ValueString() + "d")
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, now)...)
}

// What follows would be in schema.go, model.go and resource.go.

// schemaV1 is the present schema.
func schemaV1() schema.Schema {
	return schema.Schema{Version: 1, Attributes: map[string]schema.Attribute{
		"id":     schema.StringAttribute{Computed: true},
		"secret": schema.StringAttribute{Computed: true},
		"after":  schema.StringAttribute{Optional: true},
	}}
}

type model struct {
	ID     types.String `tfsdk:"id"`
	Secret types.String `tfsdk:"secret"`
	After  types.String `tfsdk:"after"`
}

func (r thing) UpgradeState(context.Context) map[int64]resource.StateUpgrader { return r.upgraders }

// upgraded is the resource as it should be.
func upgraded() thing {
	old := schemaV0()
	return thing{schemaV1(), map[int64]resource.StateUpgrader{0: {PriorSchema: &old, StateUpgrader: upgradeV0}}}
}

// The rest is what a resource needs to exist.

func (r thing) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "toy_thing"
}

func (r thing) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.schema
}

func (thing) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}
func (thing) Read(context.Context, resource.ReadRequest, *resource.ReadResponse)       {}
func (thing) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}
func (thing) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// toy is a provider of the one resource.
type toy struct{ thing thing }

func (toy) Metadata(context.Context, provider.MetadataRequest, *provider.MetadataResponse) {}

func (toy) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerschema.Schema{}
}

func (toy) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (p toy) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return p.thing }}
}

func (toy) DataSources(context.Context) []func() datasource.DataSource { return nil }
