// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package webhook manages subscriptions to a platform's events.
package webhook

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/extension"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/identity"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/orphan"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

var (
	_ resource.ResourceWithConfigure   = &webhookResource{}
	_ resource.ResourceWithIdentity    = &webhookResource{}
	_ resource.ResourceWithImportState = &webhookResource{}
	_ resource.ResourceWithModifyPlan  = &webhookResource{}

	_ resource.ResourceWithValidateConfig = &webhookResource{}
)

// NewResource returns what makes the openbanking_webhook resource of the platforms.
func NewResource(dialects []platform.Dialect) func() resource.Resource {
	added := extension.Of(dialects, platform.CapabilityWebhook)
	return func() resource.Resource { return &webhookResource{extension: added} }
}

type webhookResource struct {
	extension  extension.Extension
	connection *platform.Connection
}

func (r *webhookResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_webhook"
}

func (r *webhookResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.connection = connection.From(req.ProviderData, platform.CapabilityWebhook, &resp.Diagnostics)
}

func (r *webhookResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identity.Schema("webhook")
}

func (r *webhookResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(r.get(ctx, req.Plan, &plan)...)
	settings, diags := plan.settings(ctx)
	resp.Diagnostics.Append(diags...)
	given, diags := secret(ctx, plan, req.Config)
	resp.Diagnostics.Append(diags...)
	sealer, diags := encryption.For(plan.EncryptTo)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := platform.WithGrace(ctx)
	defer cancel()
	idempotencyKey := rand.Text()
	created, err := r.connection.Webhooks.Create(ctx, settings, given, idempotencyKey)
	switch {
	case platform.KindOf(err) == platform.KindExists:
		resp.Diagnostics.Append(r.exists(ctx, plan, err))
		return
	case platform.IsOutcomeUnknown(err):
		r.lose(ctx, plan, idempotencyKey, err, resp)
		return
	case err != nil:
		resp.Diagnostics.Append(diagnostics.Error("Could not create the webhook for "+plan.URL.ValueString(), err))
		return
	}
	asked := plan
	resp.Diagnostics.Append(plan.set(ctx, created)...)
	resp.Diagnostics.Append(asked.unlike(plan).Warning("webhook " + created.ID)...)
	plan.URL, plan.Events, plan.Enabled, plan.Description = asked.URL, asked.Events, asked.Enabled, asked.Description
	resp.Diagnostics.Append(plan.hold(sealer.Store(created.SigningSecret))...)
	resp.Diagnostics.Append(r.set(ctx, &resp.State, plan)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, created.ID)...)
}

func (r *webhookResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(r.get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if orphan.Is(state.ID) {
		r.settle(ctx, state, req, resp)
		return
	}
	found, err := r.connection.Webhooks.Get(platform.WithRefresh(ctx), state.ID.ValueString())
	switch {
	case platform.IsNotFound(err):
		resp.Diagnostics.Append(diagnostics.Gone(fmt.Sprintf("webhook %s for %s", state.ID.ValueString(), state.URL.ValueString()), state.CreatedAt)...)
		resp.State.RemoveResource(ctx)
		// A removed resource keeps its identity: the framework demands one,
		// and CLIs before 1.12 send none along.
		resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, state.ID.ValueString())...)
		return
	case err != nil:
		resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not read the webhook %s", state.ID.ValueString()), err))
		return
	}
	held := state
	resp.Diagnostics.Append(r.observe(ctx, &state, found)...)
	resp.Diagnostics.Append(noticeLoss(ctx, held, &state, found, req.Private, resp.Private)...)
	resp.Diagnostics.Append(r.set(ctx, &resp.State, state)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, found.ID)...)
}

// observe takes over what the platform says. A webhook that it does not call
// disabled delivers, where there is a switch.
func (r *webhookResource) observe(ctx context.Context, m *model, w platform.Webhook) diag.Diagnostics {
	diags := m.set(ctx, w)
	if m.Enabled.IsNull() && r.connection.Has(platform.CapabilityWebhook, "enabled") {
		m.Enabled = types.BoolValue(true)
	}
	return append(diags, m.Doubt(r.connection, w.AsOf)...)
}

// Update changes the settings where they differ and then rotates the secret
// where it is due. A failed rotation leaves the triggers as they were, so that
// the next plan rotates again.
func (r *webhookResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(r.get(ctx, req.Plan, &plan)...)
	resp.Diagnostics.Append(r.get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	sealer, diags := encryption.For(plan.EncryptTo)
	resp.Diagnostics.Append(diags...)
	loss, diags := lossIn(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	rotates := due(state, plan, loss)
	var given platform.GivenSecret
	if rotates {
		given, diags = secret(ctx, plan, req.Config)
		resp.Diagnostics.Append(diags...)
	} else {
		resp.Diagnostics.Append(plan.hold(sealer.Keep(state.held()))...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := platform.WithGrace(ctx)
	defer cancel()
	id := state.ID.ValueString()
	updated, err := r.update(ctx, plan, state)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Error("Could not change the webhook "+id, err))
		return
	}
	if rotates {
		rotated, err := r.connection.Webhooks.RotateSecret(ctx, id, given, rotation.Duration(plan.Overlap), rand.Text())
		if err != nil {
			resp.Diagnostics.Append(state.set(ctx, updated)...) // The settings are changed by now.
			resp.Diagnostics.Append(r.set(ctx, &resp.State, state)...)
			if platform.IsOutcomeUnknown(err) {
				resp.Diagnostics.Append(noteLoss(ctx, resp.Private, unanswered)...)
			}
			resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not rotate the %s of the webhook %s", plan.noun(), id), err))
			return
		}
		updated = rotated
		resp.Diagnostics.Append(plan.hold(sealer.Store(rotated.SigningSecret))...)
		resp.Diagnostics.Append(noteLoss(ctx, resp.Private, nothingLost)...)
	}
	asked := plan
	resp.Diagnostics.Append(plan.set(ctx, updated)...)
	if !rotates {
		plan.keepSecret(state)
	}
	resp.Diagnostics.Append(r.set(ctx, &resp.State, plan)...)
	resp.Diagnostics.Append(asked.unlike(plan).Error("webhook " + id)...)
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, updated.ID)...)
	resp.Diagnostics.Append(plan.Due(plan.name())...)
	resp.Diagnostics.Append(plan.Doubt(r.connection, updated.AsOf)...)
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

// exists says how to adopt the one webhook that the platform allows, and how to
// replace it.
func (r *webhookResource) exists(ctx context.Context, plan model, err error) diag.Diagnostic {
	id := "<its id, from data.openbanking_webhooks>"
	for w, listErr := range r.connection.Webhooks.List(ctx) {
		if listErr == nil {
			id = w.ID
		}
		break
	}
	return diag.NewErrorDiagnostic(fmt.Sprintf("Could not create the webhook for %s: one exists already", plan.URL.ValueString()),
		fmt.Sprintf("%s allows one webhook for each environment, and the %s environment has one. Nothing was changed.\n\n"+
			"Where this apply was to replace it, the new one was to be created first: take create_before_destroy away from the resource, and from all that depends on it, and apply again. "+
			"Its url and its token change in place and need no -replace.\n\n"+
			"Where no resource manages it yet, import it and apply again:\n\n  terraform import openbanking_webhook.<name> %s\n\n"+
			"or add to the configuration:\n\n  import {\n    to = openbanking_webhook.<name>\n    id = %q\n  }\n\nThe platform said: %s",
			r.connection.Title, r.connection.Environment, id, id, err.Error()))
}

// Delete removes the webhook. One that the platform no longer knows is as good
// as removed.
func (r *webhookResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(r.get(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := platform.WithGrace(ctx)
	defer cancel()
	id := state.ID.ValueString()
	if orphan.Is(state.ID) {
		found, made := orphan.End(ctx, state.thing(), req, resp, r.connection.Webhooks.Find)
		if !made {
			return
		}
		id = found.ID
	}
	err := r.connection.Webhooks.Delete(ctx, id)
	if err != nil && !platform.IsNotFound(err) {
		resp.Diagnostics.Append(diagnostics.Error("Could not delete the webhook "+id, err))
	}
}

func (r *webhookResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	identity.Import(ctx, r.connection, req, resp)
}
