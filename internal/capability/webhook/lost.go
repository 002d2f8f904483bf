// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/identity"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/orphan"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// thing is the webhook in the words of a create whose answer was lost.
func (m *model) thing() orphan.Thing {
	return orphan.Thing{
		Noun: "webhook", Called: "for " + m.URL.ValueString(), ID: m.ID.ValueString(), Mark: "the url " + m.URL.ValueString(), List: "data.openbanking_webhooks",
	}
}

// lose saves what is known of a webhook whose creation stayed without an answer.
// The identity stays null, which names no object and may become the webhook's own.
func (r *webhookResource) lose(ctx context.Context, plan model, idempotencyKey string, cause error, resp *resource.CreateResponse) {
	placeholder := model{
		ID: types.StringValue(orphan.NewID()), URL: plan.URL, Events: plan.Events, Enabled: plan.Enabled, Description: plan.Description,
		EncryptTo: plan.EncryptTo, Overlap: plan.Overlap,
		SigningSecretWOVersion: plan.SigningSecretWOVersion, own: plan.own,
		Policy: rotation.Policy{Triggers: plan.Triggers, RotateAfter: plan.RotateAfter},
	}
	resp.Diagnostics.Append(placeholder.thing().Failed(ctx, cause))
	resp.Diagnostics.Append(r.set(ctx, &resp.State, placeholder)...)
	resp.Diagnostics.Append(orphan.Remember(ctx, resp.Private, idempotencyKey)...)
}

// settle puts the webhook that was made after all in the placeholder's place, or
// removes that from the state.
func (r *webhookResource) settle(ctx context.Context, state model, req resource.ReadRequest, resp *resource.ReadResponse) {
	found, made, diags := orphan.Settle(ctx, state.thing(), req.Private, r.connection.Webhooks.Find, func(w platform.Webhook) string { return w.ID })
	resp.Diagnostics.Append(diags...)
	switch {
	case diags.HasError():
		return
	case made:
		resp.Diagnostics.Append(r.observe(ctx, &state, found)...)
		resp.Diagnostics.Append(r.set(ctx, &resp.State, state)...)
		resp.Diagnostics.Append(orphan.Forget(ctx, resp.Private)...)
	default:
		resp.State.RemoveResource(ctx)
	}
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, state.ID.ValueString())...)
}
