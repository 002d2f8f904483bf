// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	datasourceschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// toy is a platform of things with names, and the provider for it.
type toy struct {
	mu    sync.Mutex
	names map[string]string // by id
	made  int
	reads int
}

func newToy() *toy { return &toy{names: map[string]string{}} }

func (p *toy) factory() (tfprotov6.ProviderServer, error) {
	return providerserver.NewProtocol6(toyProvider{p})(), nil
}

// put makes a thing past the provider, or gives one another name.
func (p *toy) put(id, name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.names[id] = name
}

func (p *toy) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.names)
}

func (p *toy) sorted() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Sorted(maps.Values(p.names))
}

type toyProvider struct{ platform *toy }

func (toyProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "toy"
}

func (toyProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema.Attributes = map[string]providerschema.Attribute{
		"account": providerschema.SingleNestedAttribute{Optional: true, Attributes: map[string]providerschema.Attribute{
			"name": providerschema.StringAttribute{Required: true},
			"note": providerschema.StringAttribute{Optional: true},
		}},
	}
}

func (toyProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var name types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("account").AtName("name"), &name)...)
	if name.ValueString() == "nobody" {
		resp.Diagnostics.AddAttributeError(path.Root("account").AtName("name"), "Unknown account", "There is no such account.")
	}
}

func (p toyProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return toyThing(p) }}
}

func (p toyProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return toyThings(p) }}
}

// toyThing is a resource. Its name decides how it behaves: a thing named "refused"
// cannot be made, and one named "restless" has another name at each read.
type toyThing struct{ platform *toy }

type thingModel struct {
	ID     types.String `tfsdk:"id"`
	Name   types.String `tfsdk:"name"`
	Kind   types.String `tfsdk:"kind"`
	Size   types.Int64  `tfsdk:"size"`
	Secret types.String `tfsdk:"secret"`
	Tags   types.Map    `tfsdk:"tags"`
}

func (toyThing) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "toy_thing"
}

func (toyThing) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	constant := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id":     schema.StringAttribute{Computed: true, PlanModifiers: constant},
		"name":   schema.StringAttribute{Required: true},
		"kind":   schema.StringAttribute{Optional: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}},
		"size":   schema.Int64Attribute{Computed: true},
		"secret": schema.StringAttribute{Computed: true, Sensitive: true, PlanModifiers: constant},
		"tags":   schema.MapAttribute{Optional: true, ElementType: types.StringType},
	}}
}

func (toyThing) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"id": identityschema.StringAttribute{RequiredForImport: true},
	}}
}

func (toyThing) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("id"), req, resp)
}

func (r toyThing) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var thing thingModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &thing)...)
	if thing.Name.ValueString() == "refused" {
		resp.Diagnostics.AddError("Could not make a thing", "It was refused.")
		return
	}
	r.platform.mu.Lock()
	r.platform.made++
	id := fmt.Sprintf("t-%d", r.platform.made)
	r.platform.mu.Unlock()
	r.platform.put(id, thing.Name.ValueString())
	thing.ID, thing.Secret, thing.Size = types.StringValue(id), types.StringValue("s3cret of "+id), types.Int64Value(1)
	resp.Diagnostics.Append(resp.State.Set(ctx, thing)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), thing.ID)...)
}

func (r toyThing) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var thing thingModel
	resp.Diagnostics.Append(req.State.Get(ctx, &thing)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), thing.ID)...)
	r.platform.mu.Lock()
	name, exists := r.platform.names[thing.ID.ValueString()]
	r.platform.reads++
	reads := r.platform.reads
	r.platform.mu.Unlock()
	if !exists {
		resp.State.RemoveResource(ctx)
		return
	}
	thing.Name, thing.Size = types.StringValue(name), types.Int64Value(1)
	if name == "restless" {
		thing.Name = types.StringValue(fmt.Sprintf("restless %d", reads))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, thing)...)
}

func (r toyThing) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var thing thingModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &thing)...)
	thing.Size = types.Int64Value(1)
	r.platform.put(thing.ID.ValueString(), thing.Name.ValueString())
	resp.Diagnostics.Append(resp.State.Set(ctx, thing)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), thing.ID)...)
}

func (r toyThing) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var thing thingModel
	resp.Diagnostics.Append(req.State.Get(ctx, &thing)...)
	r.platform.mu.Lock()
	defer r.platform.mu.Unlock()
	delete(r.platform.names, thing.ID.ValueString())
}

// toyThings is a data source: the names of all things that begin with a text.
type toyThings struct{ platform *toy }

type thingsModel struct {
	Prefix types.String `tfsdk:"prefix"`
	Names  types.List   `tfsdk:"names"`
}

func (toyThings) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "toy_things"
}

func (toyThings) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = datasourceschema.Schema{Attributes: map[string]datasourceschema.Attribute{
		"prefix": datasourceschema.StringAttribute{Optional: true},
		"names":  datasourceschema.ListAttribute{Computed: true, ElementType: types.StringType},
	}}
}

func (d toyThings) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var things thingsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &things)...)
	names := []string{}
	for _, name := range d.platform.sorted() {
		if strings.HasPrefix(name, things.Prefix.ValueString()) {
			names = append(names, name)
		}
	}
	list, diags := types.ListValueFrom(ctx, types.StringType, names)
	resp.Diagnostics.Append(diags...)
	things.Names = list
	resp.Diagnostics.Append(resp.State.Set(ctx, things)...)
}
