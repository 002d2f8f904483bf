// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package apikey manages the API keys of an organisation.
package apikey

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/identity"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/mismatch"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/orphan"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

var (
	_ resource.ResourceWithConfigure   = &keyResource{}
	_ resource.ResourceWithIdentity    = &keyResource{}
	_ resource.ResourceWithImportState = &keyResource{}
	_ resource.ResourceWithModifyPlan  = &keyResource{}

	_ resource.ResourceWithValidateConfig = &keyResource{}
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
	r.connection = connection.From(req.ProviderData, platform.CapabilityAPIKey, &resp.Diagnostics)
}

func (r *keyResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identity.Schema("API key")
}

func (r *keyResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	sealer, diags := encryption.For(plan.EncryptTo)
	resp.Diagnostics.Append(diags...)
	if diags.HasError() {
		return
	}
	ctx, cancel := platform.WithGrace(ctx)
	defer cancel()
	idempotencyKey := rand.Text()
	key, err := r.connection.APIKeys.Create(ctx, platform.NewAPIKey{
		Name:      plan.Name.ValueString(),
		Type:      platform.KeyType(plan.Type.ValueString()),
		ExpiresIn: rotation.Duration(plan.ExpiresAfter),
	}, idempotencyKey)
	switch {
	case platform.IsOutcomeUnknown(err):
		lose(ctx, plan, idempotencyKey, err, resp)
		return
	case err != nil:
		resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not create the API key %q", plan.Name.ValueString()), err))
		return
	}
	r.connection.Creates.Store(true)
	asked := plan
	plan.set(key)
	ends := plan.ExpiresAt
	if !plan.ExpiresAfter.IsNull() {
		ends = endsAt(key, key.CreatedAt, rotation.Duration(plan.ExpiresAfter))
	}
	unlike := asked.unlike(plan)
	unlike.Compare("expires_at", ends, plan.ExpiresAt)
	resp.Diagnostics.Append(unlike.Warning("API key " + key.ID)...)
	resp.Diagnostics.Append(plan.noticeStatus()...)
	plan.Name, plan.Type = asked.Name, asked.Type
	resp.Diagnostics.Append(plan.hold(sealer.Store(key.Key))...)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, key.ID)...)
	resp.Diagnostics.Append(rememberExpiry(ctx, resp.Private, plan, ends)...)
}

func (r *keyResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if orphan.Is(state.ID) {
		r.settle(ctx, state, req, resp)
		return
	}
	key, err := r.connection.APIKeys.Get(platform.WithRefresh(ctx), state.ID.ValueString())
	switch {
	case platform.IsNotFound(err):
		resp.Diagnostics.Append(diagnostics.Gone(state.name(), state.CreatedAt)...)
		resp.State.RemoveResource(ctx)
		// A removed resource keeps its identity: the framework demands one,
		// and CLIs before 1.12 send none along.
		resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, state.ID.ValueString())...)
		return
	case err != nil:
		resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not read the API key %s", state.ID.ValueString()), err))
		return
	}
	asked := state.Type
	state.set(key)
	resp.Diagnostics.Append(state.Doubt(r.connection, key.AsOf)...)
	resp.Diagnostics.Append(mismatch.Notice(ctx, resp.Private, "type", asked, state.Type)...)
	resp.Diagnostics.Append(state.noticeStatus()...)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, key.ID)...)
}

// Update changes the name and the expiry where they differ, and otherwise only
// looks: the rest of the policy is the provider's own, as is the encryption of a
// key that was plain so far.
func (r *keyResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	sealer, diags := encryption.For(plan.EncryptTo)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(plan.hold(sealer.Keep(state.held()))...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := platform.WithGrace(ctx)
	defer cancel()
	key, err := r.rename(ctx, plan, state)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not change the API key %s", plan.ID.ValueString()), err))
		return
	}
	ends := convert.Time(key.ExpiresAt)
	if expiryChanges(ctx, state, plan, req.Private, &resp.Diagnostics) {
		resp.Diagnostics.Append(r.refuseOwn(state, "set an expiry for")...)
		if resp.Diagnostics.HasError() {
			return
		}
		var diags diag.Diagnostics
		key, ends, diags = r.setExpiry(ctx, plan, key)
		resp.Diagnostics.Append(diags...)
		if diags.HasError() {
			state.set(key) // The name is changed by now.
			resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
			return
		}
	}
	asked := plan
	plan.set(key)
	unlike := asked.unlike(plan)
	unlike.Compare("expires_at", ends, plan.ExpiresAt)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, key.ID)...)
	resp.Diagnostics.Append(rememberExpiry(ctx, resp.Private, plan, ends)...)
	resp.Diagnostics.Append(unlike.Error("API key " + key.ID)...)
	resp.Diagnostics.Append(plan.Due(plan.name())...)
	resp.Diagnostics.Append(plan.Doubt(r.connection, key.AsOf)...)
}

// rename sets the name where it differs, and reads the key where it does not.
func (r *keyResource) rename(ctx context.Context, plan, state model) (platform.APIKey, error) {
	if plan.Name.Equal(state.Name) {
		return r.connection.APIKeys.Get(ctx, plan.ID.ValueString())
	}
	return r.connection.APIKeys.Rename(ctx, plan.ID.ValueString(), plan.Name.ValueString())
}

// Delete revokes the key, at once or after the overlap that is in the state. A
// key that the platform no longer knows is as good as revoked.
func (r *keyResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := platform.WithGrace(ctx)
	defer cancel()
	there := r.find(ctx, &state, req, resp)
	resp.Diagnostics.Append(r.refuseOwn(state, "revoke")...)
	if resp.Diagnostics.HasError() || !there {
		return
	}
	overlap := rotation.Duration(state.Overlap)
	if orphan.LeavesNoState(ctx) {
		overlap = 0
	}
	err := r.connection.APIKeys.Revoke(ctx, state.ID.ValueString(), overlap)
	if err != nil && !platform.IsNotFound(err) {
		resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not revoke the API key %s", state.ID.ValueString()), err))
	}
}

func (r *keyResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	identity.Import(ctx, r.connection, req, resp)
}
