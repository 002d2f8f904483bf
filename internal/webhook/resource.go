// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package webhook manages subscriptions to a platform's events.
package webhook

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/conn"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/diagnose"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/identity"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

var (
	_ resource.ResourceWithConfigure   = &webhookResource{}
	_ resource.ResourceWithIdentity    = &webhookResource{}
	_ resource.ResourceWithImportState = &webhookResource{}
	_ resource.ResourceWithModifyPlan  = &webhookResource{}
)

// NewResource returns the openbanking_webhook resource.
func NewResource() resource.Resource { return &webhookResource{} }

type webhookResource struct {
	connection *platform.Connection
}

func (r *webhookResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_webhook"
}

func (r *webhookResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.connection = conn.From(req.ProviderData, platform.CapabilityWebhook, &resp.Diagnostics)
}

func (r *webhookResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identity.Schema("webhook")
}

func (r *webhookResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	settings, diags := plan.settings(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := platform.Finish(ctx)
	defer cancel()
	created, err := r.connection.Webhooks.Create(ctx, settings, rand.Text())
	if err != nil {
		resp.Diagnostics.Append(diagnose.Error("Could not create the webhook", err))
		return
	}
	resp.Diagnostics.Append(plan.set(ctx, created)...)
	plan.SigningSecret = types.StringValue(created.SigningSecret)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, created.ID)...)
}

func (r *webhookResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := r.connection.Webhooks.Get(ctx, state.ID.ValueString())
	switch {
	case platform.IsNotFound(err):
		resp.State.RemoveResource(ctx)
		// A removed resource keeps its identity: the framework demands one,
		// and CLIs before 1.12 send none along.
		resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, state.ID.ValueString())...)
		return
	case err != nil:
		resp.Diagnostics.Append(diagnose.Error(fmt.Sprintf("Could not read the webhook %s", state.ID.ValueString()), err))
		return
	}
	if rotatedOutside(state, found) {
		state.SigningSecret = types.StringNull()
		resp.Diagnostics.AddAttributeWarning(path.Root("signing_secret"), "Signing secret was rotated outside",
			fmt.Sprintf("The webhook %s signs with version %d of its secret; the state held version %d, which no longer works. The platform does not show the new secret, so signing_secret is null from now on.",
				found.ID, found.SecretVersion, state.SecretVersion.ValueInt64()))
	}
	resp.Diagnostics.Append(state.set(ctx, found)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, found.ID)...)
}

// rotatedOutside reports whether the secret in the state is no longer the
// platform's.
func rotatedOutside(state model, found platform.Webhook) bool {
	return !state.SigningSecret.IsNull() && state.SecretVersion.ValueInt64() != found.SecretVersion
}

func (r *webhookResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	settings, diags := plan.settings(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := platform.Finish(ctx)
	defer cancel()
	updated, err := r.connection.Webhooks.Update(ctx, plan.ID.ValueString(), settings)
	if err != nil {
		resp.Diagnostics.Append(diagnose.Error(fmt.Sprintf("Could not change the webhook %s", plan.ID.ValueString()), err))
		return
	}
	resp.Diagnostics.Append(plan.set(ctx, updated)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, updated.ID)...)
}

// Delete removes the webhook. One that the platform no longer knows is as good
// as removed.
func (r *webhookResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var id types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := platform.Finish(ctx)
	defer cancel()
	err := r.connection.Webhooks.Delete(ctx, id.ValueString())
	if err != nil && !platform.IsNotFound(err) {
		resp.Diagnostics.Append(diagnose.Error(fmt.Sprintf("Could not delete the webhook %s", id.ValueString()), err))
	}
}

func (r *webhookResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	identity.Import(ctx, r.connection, req, resp)
}
