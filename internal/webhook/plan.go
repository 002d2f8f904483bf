// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/nearest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// ModifyPlan refuses event types that the platform does not have, and decides
// whether the signing secret rotates. It looks at the state and the
// configuration, never at a clock, so that a saved plan still applies later.
func (r *webhookResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.checkEvents(plan.Events)...)
	if req.State.Raw.IsNull() {
		return
	}
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	reason, diags := change(state, plan).Decide()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || reason == "" {
		return
	}
	resp.Diagnostics.AddWarning("Signing secret rotates", rotates(state, plan, reason))
	for name, unknown := range map[string]any{
		"signing_secret": types.StringUnknown(), "fingerprint": types.StringUnknown(), "secret_version": types.Int64Unknown(),
		"secret_created_at": types.StringUnknown(), "updated_at": types.StringUnknown(),
		"rotates_at": types.StringUnknown(), "ready_for_rotation": types.BoolUnknown(),
	} {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(name), unknown)...)
	}
}

// change is the webhook's policy before and after.
func change(state, plan model) rotation.Change {
	return rotation.Change{
		What: state.name(), State: state.Policy, Plan: plan.Policy,
		StateOverlap: state.Overlap, PlanOverlap: plan.Overlap,
	}
}

// rotates says why the secret rotates and what becomes of the old one.
func rotates(state, plan model, reason string) string {
	old := "The old secret stops signing at once; with an overlap both would sign for a while."
	if rotation.Duration(plan.Overlap) > 0 {
		old = fmt.Sprintf("Deliveries carry the signatures of both secrets for %s.", plan.Overlap.ValueString())
	}
	return fmt.Sprintf("The %s is replaced in place: %s. %s", state.name(), reason, old)
}

// checkEvents refuses event types that the platform does not have. They are the
// platform's, so they are known no earlier than at plan.
func (r *webhookResource) checkEvents(events types.Set) diag.Diagnostics {
	if r.connection == nil || events.IsUnknown() {
		return nil
	}
	var diags diag.Diagnostics
	known := r.connection.Webhooks.Events()
	for _, element := range events.Elements() {
		event, ok := element.(types.String)
		if !ok || event.IsUnknown() || slices.Contains(known, event.ValueString()) {
			continue
		}
		remedy := fmt.Sprintf("%s has the events %s.", r.connection.Title, platform.Enumerate(known))
		if like := nearest.Names(event.ValueString(), known); len(like) > 0 {
			remedy = fmt.Sprintf("Did you mean %q? %s", like[0], remedy)
		}
		diags.AddAttributeError(path.Root("events"), "Unknown event",
			fmt.Sprintf("Got %q, which is not an event of the platform. %s", event.ValueString(), remedy))
	}
	return diags
}
