// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var _ resource.ResourceWithIdentity = quietResource{}

// quietResource has a real resource's name and schemas.
type quietResource struct{ real resource.Resource }

func (r quietResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	r.real.Metadata(ctx, req, resp)
}

func (r quietResource) Schema(ctx context.Context, req resource.SchemaRequest, resp *resource.SchemaResponse) {
	r.real.Schema(ctx, req, resp)
}

// IdentitySchema is the real one. All resources of the provider have one.
func (r quietResource) IdentitySchema(ctx context.Context, req resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	if known, ok := r.real.(resource.ResourceWithIdentity); ok {
		known.IdentitySchema(ctx, req, resp)
	}
}

func (quietResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.Diagnostics.Append(keep(ctx, req.Plan, &resp.State, resp.Identity)...)
}

// Read sets the identity, as the real one does: not every CLI keeps it.
func (quietResource) Read(ctx context.Context, _ resource.ReadRequest, resp *resource.ReadResponse) {
	resp.Diagnostics.Append(identify(ctx, resp.State, resp.Identity)...)
}

func (quietResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.Diagnostics.Append(keep(ctx, req.Plan, &resp.State, resp.Identity)...)
}

func (quietResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// keep makes the plan the state, with something made up for what is unknown.
func keep(ctx context.Context, plan tfsdk.Plan, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	var diags diag.Diagnostics
	made, err := tftypes.Transform(plan.Raw, func(_ *tftypes.AttributePath, v tftypes.Value) (tftypes.Value, error) {
		if v.IsKnown() {
			return v, nil
		}
		return madeUp(v.Type())
	})
	if err != nil {
		diags.AddError("Could not make values up", err.Error())
		return diags
	}
	state.Raw = made
	return identify(ctx, *state, identity)
}

// identify sets the identity that belongs to a state.
func identify(ctx context.Context, state tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	if identity == nil {
		return nil
	}
	var id types.String
	diags := state.GetAttribute(ctx, path.Root("id"), &id)
	for name, value := range map[string]types.String{"id": id, "platform": types.StringValue("tok"), "environment": types.StringValue("sandbox")} {
		diags.Append(identity.SetAttribute(ctx, path.Root(name), value)...)
	}
	return diags
}

// madeUp is a value of a type, as long as those of a platform are.
func madeUp(of tftypes.Type) (tftypes.Value, error) {
	switch {
	case of.Is(tftypes.String):
		return tftypes.NewValue(of, rand.Text()), nil
	case of.Is(tftypes.Number):
		return tftypes.NewValue(of, 1), nil
	case of.Is(tftypes.Bool):
		return tftypes.NewValue(of, false), nil
	}
	return tftypes.Value{}, fmt.Errorf("nothing is known of the type %s", of)
}
