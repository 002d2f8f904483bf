// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/identity"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/orphan"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// thing is the key in the words of a create whose answer was lost.
func (m *model) thing() orphan.Thing {
	return orphan.Thing{
		Noun: "API key", Called: fmt.Sprintf("%q", m.Name.ValueString()), ID: m.ID.ValueString(), Mark: fmt.Sprintf("the name %q, never used", m.Name.ValueString()), List: "data.openbanking_api_keys",
	}
}

// lose saves what is known of a key whose creation stayed without an answer. It
// has no overlap: whoever ends it ends it at once, since nobody uses it. The
// identity stays null, which names no object and may become the key's own.
func lose(ctx context.Context, plan model, idempotencyKey string, cause error, resp *resource.CreateResponse) {
	placeholder := model{
		ID: types.StringValue(orphan.NewID()), Name: plan.Name, Type: plan.Type, EncryptTo: plan.EncryptTo, ExpiresAfter: plan.ExpiresAfter,
		Policy: rotation.Policy{Triggers: plan.Triggers, RotateAfter: plan.RotateAfter},
	}
	resp.Diagnostics.Append(placeholder.thing().Failed(ctx, cause))
	resp.Diagnostics.Append(resp.State.Set(ctx, placeholder)...)
	resp.Diagnostics.Append(orphan.Remember(ctx, resp.Private, idempotencyKey)...)
}

// settle puts the key that was made after all in the placeholder's place, or
// removes that from the state.
func (r *keyResource) settle(ctx context.Context, state model, req resource.ReadRequest, resp *resource.ReadResponse) {
	key, made, diags := orphan.Settle(ctx, state.thing(), req.Private, r.connection.APIKeys.Find, func(k platform.APIKey) string { return k.ID })
	resp.Diagnostics.Append(diags...)
	switch {
	case diags.HasError():
		return
	case made:
		state.set(key)
		resp.Diagnostics.Append(state.Doubt(r.connection, key.AsOf)...)
		resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
		resp.Diagnostics.Append(orphan.Forget(ctx, resp.Private)...)
	default:
		resp.State.RemoveResource(ctx)
	}
	resp.Diagnostics.Append(identity.Set(ctx, resp.Identity, r.connection, state.ID.ValueString())...)
}

// find takes over the key behind a placeholder, for its end. It reports whether
// there is one.
func (r *keyResource) find(ctx context.Context, state *model, req resource.DeleteRequest, resp *resource.DeleteResponse) bool {
	if !orphan.Is(state.ID) {
		return true
	}
	key, made := orphan.End(ctx, state.thing(), req, resp, r.connection.APIKeys.Find)
	if made {
		state.set(key)
	}
	return made
}
