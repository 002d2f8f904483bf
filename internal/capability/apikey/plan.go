// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/mismatch"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/orphan"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/privatestate"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// ValidateConfig refuses a policy in which a key would expire before the plan
// that rotates it, and the encryption of what is no secret.
func (r *keyResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(rotation.CheckFits(config.RotateAfter, config.Overlap, config.ExpiresAfter)...)
	resp.Diagnostics.Append(config.checkEncryption()...)
}

// ModifyPlan decides whether the key is replaced, and how the state holds it. It
// looks at the state and the configuration, never at a clock, so that a saved plan
// still applies later.
func (r *keyResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var state, plan model
	exists, stays := !req.State.Raw.IsNull(), !req.Plan.Raw.IsNull()
	if exists {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if stays {
		resp.Diagnostics.Append(connection.Check(r.connection, platform.CapabilityAPIKey, req.Config)...)
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
		resp.Diagnostics.Append(checkName(state.Name, plan.Name)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	switch {
	case !stays:
		r.planDestroy(state, resp)
		return
	case orphan.Is(state.ID):
		resp.Diagnostics.Append(state.thing().Unsettled())
		return
	}
	// Of another type, or of one that is not known yet, the schema makes another key.
	another := !exists || r.planChange(ctx, state, plan, req.Private, resp) || !plan.Type.Equal(state.Type)
	if !resp.Diagnostics.HasError() {
		planEncryption(ctx, state, plan, another, resp)
		resp.Diagnostics.Append(connection.NullLacked(ctx, r.connection, platform.CapabilityAPIKey, &resp.Plan)...)
	}
}

// planChange plans another key where there is a reason for one, and reports
// whether it does.
func (r *keyResource) planChange(ctx context.Context, state, plan model, private privatestate.Reader, resp *resource.ModifyPlanResponse) bool {
	if !state.dead() { // Of a dead one, another is made in any case.
		resp.Diagnostics.Append(mismatch.Refuse(ctx, private, state.name(), "type", state.Type, plan.Type)...)
		if resp.Diagnostics.HasError() {
			return false
		}
	}
	if !plan.Type.Equal(state.Type) {
		// The schema replaces the key: another type is another key.
		resp.Diagnostics.Append(r.refuseOwn(state, "replace")...)
		if !state.dead() && !resp.Diagnostics.HasError() {
			resp.Diagnostics.AddAttributeWarning(path.Root("type"), fmt.Sprintf("The %s is replaced", state.name()), rotates(state, "a key of another type is another key"))
		}
		return true
	}
	if state.dead() {
		resp.Diagnostics.AddAttributeWarning(path.Root("status"), fmt.Sprintf("The %s no longer works", state.name()),
			fmt.Sprintf("It %s. A dead key cannot be revived: the plan replaces it by a new one.", state.end()))
		planReplace(ctx, resp, path.Root("status"))
		return true
	}
	because, diags := rotation.Change{
		What: state.name(), State: state.Policy, Plan: plan.Policy,
		StateOverlap: state.Overlap, PlanOverlap: plan.Overlap,
		StateExpiresAfter: state.ExpiresAfter, PlanExpiresAfter: plan.ExpiresAfter,
	}.Decide()
	resp.Diagnostics.Append(diags...)
	switch {
	case resp.Diagnostics.HasError():
	case because.Text != "":
		resp.Diagnostics.Append(r.refuseOwn(state, "replace")...)
		resp.Diagnostics.AddWarning(fmt.Sprintf("The %s rotates", state.name()), rotates(state, because.Text))
		planReplace(ctx, resp, because.Causes...)
	case expiryChanges(ctx, state, plan, private, &resp.Diagnostics):
		resp.Diagnostics.Append(r.refuseOwn(state, "set an expiry for")...)
		unknownText(ctx, resp, "expires_at", "rotates_at")
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("ready_for_rotation"), types.BoolUnknown())...)
	}
	return because.Text != ""
}

// rotates says why a key is replaced and what becomes of the old one.
func rotates(state model, reason string) string {
	old := "The old key ends at once when it is replaced; with an overlap it would go on working for a while."
	if rotation.Duration(state.Overlap) > 0 {
		old = fmt.Sprintf("The old key goes on working for %s after it is replaced.", state.Overlap.ValueString())
	}
	return fmt.Sprintf("It is replaced: %s. %s", reason, old)
}

// planDestroy says which key outlives its resource, and until when. A key whose
// replacement was created first is destroyed by a plan of its own, in the middle of
// the apply: that one has nothing to say, since the plan of the rotation has.
func (r *keyResource) planDestroy(state model, resp *resource.ModifyPlanResponse) {
	if state.dead() {
		return
	}
	resp.Diagnostics.Append(r.refuseOwn(state, "revoke")...)
	if rotation.Duration(state.Overlap) > 0 && (r.connection == nil || !r.connection.Creates.Load()) {
		resp.Diagnostics.AddWarning(fmt.Sprintf("The %s outlives its resource", state.name()),
			fmt.Sprintf("It is not revoked at once: it goes on working for %s after the destroy, its overlap, and nothing manages it then. "+
				"To end it at once, apply overlap = \"0s\" before the destroy.", state.Overlap.ValueString()))
	}
}

// planReplace plans another key in place of this one. The causes are what a CLI
// marks as forcing it; each differs in the plan.
func planReplace(ctx context.Context, resp *resource.ModifyPlanResponse, causes ...path.Path) {
	unknownText(ctx, resp, "id", "key", "key_hint", "fingerprint", "status", "created_at", "expires_at", "last_used_at", "rotates_at")
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("ready_for_rotation"), types.BoolUnknown())...)
	resp.RequiresReplace.Append(causes...)
}

func unknownText(ctx context.Context, resp *resource.ModifyPlanResponse, names ...string) {
	for _, name := range names {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(name), types.StringUnknown())...)
	}
}
