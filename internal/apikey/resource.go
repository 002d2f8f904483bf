// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package apikey manages the API keys of an organisation.
package apikey

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/conn"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/diagnose"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/identity"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var (
	_ resource.ResourceWithConfigure   = &keyResource{}
	_ resource.ResourceWithIdentity    = &keyResource{}
	_ resource.ResourceWithImportState = &keyResource{}
	_ resource.ResourceWithModifyPlan  = &keyResource{}
)

// NewResource returns the openbanking_api_key resource.
func NewResource() resource.Resource { return &keyResource{} }

type keyResource struct {
	connection *platform.Connection
}

func (r *keyResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_api_key"
}

func (r *keyResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.connection = conn.From(req.ProviderData, platform.CapabilityAPIKey, &resp.Diagnostics)
}

func (r *keyResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identity.Schema("API key")
}

// ModifyPlan plans the replacement of a key that no longer works. It looks at
// the state alone, never at a clock, so that a saved plan still applies later.
func (r *keyResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.State.Raw.IsNull() || req.Plan.Raw.IsNull() {
		return
	}
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !dead(state.Status) {
		return
	}
	for _, attribute := range []string{"id", "key", "key_hint", "fingerprint", "status", "created_at", "expires_at", "last_used_at"} {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(attribute), types.StringUnknown())...)
	}
	resp.RequiresReplace.Append(path.Root("status"))
	resp.Diagnostics.AddAttributeWarning(path.Root("status"), "API key no longer works",
		fmt.Sprintf("The API key %s (%s) is %s on the platform, which was not done by this configuration. A dead key cannot be revived: the plan replaces it by a new one.",
			state.ID.ValueString(), state.KeyHint.ValueString(), state.Status.ValueString()))
}

// dead reports whether a key with this status can never work again.
func dead(status types.String) bool {
	s := platform.KeyStatus(status.ValueString())
	return s == platform.KeyRevoked || s == platform.KeyExpired
}

func (r *keyResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := platform.Finish(ctx)
	defer cancel()
	key, err := r.connection.APIKeys.Create(ctx, plan.Name.ValueString(), 0, rand.Text())
	if err != nil {
		resp.Diagnostics.Append(diagnose.Error("Could not create the API key", err))
		return
	}
	plan.set(key)
	plan.Key = types.StringValue(key.Key)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, key.ID)...)
}

func (r *keyResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	key, err := r.connection.APIKeys.Get(ctx, state.ID.ValueString())
	switch {
	case platform.IsNotFound(err):
		resp.State.RemoveResource(ctx)
		// A removed resource keeps its identity: the framework demands one,
		// and CLIs before 1.12 send none along.
		resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, state.ID.ValueString())...)
		return
	case err != nil:
		resp.Diagnostics.Append(diagnose.Error(fmt.Sprintf("Could not read the API key %s", state.ID.ValueString()), err))
		return
	}
	state.set(key)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, key.ID)...)
}

func (r *keyResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := platform.Finish(ctx)
	defer cancel()
	key, err := r.connection.APIKeys.Rename(ctx, plan.ID.ValueString(), plan.Name.ValueString())
	if err != nil {
		resp.Diagnostics.Append(diagnose.Error(fmt.Sprintf("Could not change the API key %s", plan.ID.ValueString()), err))
		return
	}
	plan.set(key)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, key.ID)...)
}

func (r *keyResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var id types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.revoke(ctx, id.ValueString())...)
}

// revoke ends the key. One that the platform no longer knows is as good as
// revoked.
func (r *keyResource) revoke(ctx context.Context, id string) diag.Diagnostics {
	ctx, cancel := platform.Finish(ctx)
	defer cancel()
	err := r.connection.APIKeys.Revoke(ctx, id, 0)
	if err == nil || platform.IsNotFound(err) {
		return nil
	}
	return diag.Diagnostics{diagnose.Error(fmt.Sprintf("Could not revoke the API key %s", id), err)}
}

func (r *keyResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	identity.Import(ctx, r.connection, req, resp)
}
