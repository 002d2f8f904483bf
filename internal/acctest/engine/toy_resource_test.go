// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine_test

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	_ resource.ResourceWithConfigure    = &toyThing{}
	_ resource.ResourceWithIdentity     = &toyThing{}
	_ resource.ResourceWithImportState  = &toyThing{}
	_ resource.ResourceWithModifyPlan   = &toyThing{}
	_ resource.ResourceWithUpgradeState = &toyThing{}
)

// toyThing is a resource with one attribute of each kind that the rules know.
type toyThing struct {
	platform *toy
	version  int64
}

type toyModel struct {
	ID         types.String `tfsdk:"id"`
	Name       types.String `tfsdk:"name"`
	Kind       types.String `tfsdk:"kind"`
	Size       types.Int64  `tfsdk:"size"`
	Secret     types.String `tfsdk:"secret"`
	Changes    types.Int64  `tfsdk:"changes"`
	PasswordWO types.String `tfsdk:"password_wo"`
	Tags       types.Set    `tfsdk:"tags"`
	Parts      []toyPart    `tfsdk:"parts"`
}

type toyPart struct {
	Name types.String `tfsdk:"name"`
	ID   types.String `tfsdk:"id"`
}

func (r *toyThing) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_thing"
}

func (r *toyThing) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.platform, _ = req.ProviderData.(*toy) // nil while a configuration is validated.
}

func (r *toyThing) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	constant := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{Version: r.version, Attributes: map[string]schema.Attribute{
		"id":          schema.StringAttribute{Computed: true, PlanModifiers: constant},
		"name":        schema.StringAttribute{Required: true},
		"kind":        schema.StringAttribute{Optional: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}},
		"size":        schema.Int64Attribute{Optional: true, Computed: true},
		"secret":      schema.StringAttribute{Computed: true, Sensitive: true, PlanModifiers: constant},
		"changes":     schema.Int64Attribute{Computed: true},
		"password_wo": schema.StringAttribute{Optional: true, WriteOnly: true},
		"tags":        schema.SetAttribute{Optional: true, ElementType: types.StringType},
		"parts": schema.ListNestedAttribute{Optional: true, NestedObject: schema.NestedAttributeObject{
			Attributes: map[string]schema.Attribute{
				"name": schema.StringAttribute{Required: true},
				"id":   schema.StringAttribute{Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseNonNullStateForUnknown()}},
			},
		}},
	}}
}

func (r *toyThing) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"id": identityschema.StringAttribute{RequiredForImport: true},
	}}
}

// UpgradeState renames version 0's things.
func (r *toyThing) UpgradeState(ctx context.Context) map[int64]resource.StateUpgrader {
	var was resource.SchemaResponse
	(&toyThing{}).Schema(ctx, resource.SchemaRequest{}, &was)
	return map[int64]resource.StateUpgrader{0: {
		PriorSchema: &was.Schema,
		StateUpgrader: func(ctx context.Context, req resource.UpgradeStateRequest, resp *resource.UpgradeStateResponse) {
			var m toyModel
			resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
			m.Name = types.StringValue(m.Name.ValueString() + ", upgraded")
			resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
		},
	}}
}

func (r *toyThing) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if r.platform.plan != nil {
		r.platform.plan(ctx, req, resp)
	}
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.AddWarning("Gone for good", "Nobody can bring a thing back.")
	}
}

func (r *toyThing) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var m toyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	var password types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("password_wo"), &password)...)
	if resp.Diagnostics.HasError() {
		return
	}
	end := well
	if r.platform.create != nil {
		end = r.platform.create(ctx, resp)
	}
	if end == failEarly {
		r.platform.note("create failed")
		resp.Diagnostics.AddError("Could not create", "The platform said no.")
		return
	}
	r.platform.last++
	m.ID = types.StringValue(fmt.Sprintf("t-%d", r.platform.last))
	m.Secret = types.StringValue(fmt.Sprintf("hunter%d", r.platform.last))
	m.Changes = types.Int64Value(0)
	m.fill()
	r.platform.things[m.ID.ValueString()] = true
	r.platform.note("create %s name=%s password=%s", m.ID.ValueString(), m.Name.ValueString(), password.ValueString())
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, "made", []byte(`"`+m.ID.ValueString()+`"`))...)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), m.ID)...)
	if end == failLate {
		resp.Diagnostics.AddError("Could not create", "The answer was lost.")
	}
}

// fill decides what the configuration leaves to the platform.
func (m *toyModel) fill() {
	if m.Size.IsUnknown() {
		m.Size = types.Int64Value(7)
	}
	for i := range m.Parts {
		m.Parts[i].ID = types.StringValue("part-" + m.Parts[i].Name.ValueString())
	}
}

func (r *toyThing) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var m toyModel
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), m.ID)...)
	if !r.platform.things[m.ID.ValueString()] {
		resp.State.RemoveResource(ctx)
		return
	}
	if r.platform.rename != "" {
		m.Name = types.StringValue(r.platform.rename)
		resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
	}
	if m.Name.IsNull() { // After an import.
		m.Name, m.Size, m.Changes = types.StringValue("found"), types.Int64Value(7), types.Int64Value(0)
		m.Secret, m.Tags = types.StringNull(), types.SetNull(types.StringType)
		resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
	}
}

func (r *toyThing) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var m, before toyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &before)...)
	if resp.Diagnostics.HasError() {
		return
	}
	end := well
	if r.platform.update != nil {
		end = r.platform.update(ctx, resp)
	}
	if end == failEarly {
		resp.Diagnostics.AddError("Could not update", "The platform said no.")
		return
	}
	m.Changes = types.Int64Value(before.Changes.ValueInt64() + 1)
	m.fill()
	r.platform.note("update %s name=%s private=%s", m.ID.ValueString(), m.Name.ValueString(), made(ctx, req.Private, &resp.Diagnostics))
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("id"), m.ID)...)
	if end == failLate {
		resp.Diagnostics.AddError("Could not update", "Only half of it was done.")
	}
}

func (r *toyThing) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var id types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	if r.platform.remove != nil && r.platform.remove() != well {
		resp.Diagnostics.AddError("Could not delete", "The platform said no.")
		return
	}
	delete(r.platform.things, id.ValueString())
	r.platform.note("delete %s private=%s", id.ValueString(), made(ctx, req.Private, &resp.Diagnostics))
}

func (r *toyThing) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("id"), req, resp)
}

// private is the private state of a request.
type private interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// made returns the private data that a thing was created with.
func made(ctx context.Context, p private, diags *diag.Diagnostics) string {
	data, said := p.GetKey(ctx, "made")
	diags.Append(said...)
	return string(data)
}
