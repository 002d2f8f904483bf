// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package webhook manages subscriptions to a platform's events.
package webhook

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/conn"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/diagnose"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/identity"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
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
	held := state
	resp.Diagnostics.Append(state.set(ctx, found)...)
	resp.Diagnostics.Append(noticeLoss(ctx, held, &state, req.Private, resp.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, found.ID)...)
}

// Update changes the settings where they differ and then rotates the secret
// where it is due. A failed rotation leaves the triggers as they were, so that
// the next plan rotates again.
func (r *webhookResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := platform.Finish(ctx)
	defer cancel()
	id := state.ID.ValueString()
	updated, err := r.update(ctx, plan, state)
	if err != nil {
		resp.Diagnostics.Append(diagnose.Error("Could not change the webhook "+id, err))
		return
	}
	rotates := due(state, plan)
	if rotates {
		rotated, err := r.connection.Webhooks.RotateSecret(ctx, id, rotation.Duration(plan.Overlap), rand.Text())
		if err != nil {
			resp.Diagnostics.Append(state.set(ctx, updated)...) // The settings are changed by now.
			resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
			resp.Diagnostics.Append(diagnose.Error("Could not rotate the signing secret of the webhook "+id, err))
			return
		}
		updated = rotated
		plan.SigningSecret = types.StringValue(rotated.SigningSecret)
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, lostSecret, []byte("false"))...)
	}
	resp.Diagnostics.Append(plan.set(ctx, updated)...)
	if !rotates {
		plan.keepSecret(state)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, updated.ID)...)
	resp.Diagnostics.Append(plan.Due(plan.name())...)
}

// update sets the settings where one differs, and reads the webhook where none
// does.
func (r *webhookResource) update(ctx context.Context, plan, state model) (platform.Webhook, error) {
	if plan.URL.Equal(state.URL) && plan.Events.Equal(state.Events) && plan.Enabled.Equal(state.Enabled) && plan.Description.Equal(state.Description) {
		return r.connection.Webhooks.Get(ctx, state.ID.ValueString())
	}
	settings, diags := plan.settings(ctx)
	if diags.HasError() {
		return platform.Webhook{}, errors.New(diags[0].Detail())
	}
	return r.connection.Webhooks.Update(ctx, state.ID.ValueString(), settings)
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
