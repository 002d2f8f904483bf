// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/orphan"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/privatestate"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// ModifyPlan refuses what the platform does not have, and decides whether the
// secret rotates. It looks at the state and the configuration, never at a clock,
// so that a saved plan still applies later.
func (r *webhookResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	resp.Diagnostics.Append(connection.Check(r.connection, platform.CapabilityWebhook, req.Config)...)
	var plan model
	resp.Diagnostics.Append(r.get(ctx, req.Plan, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	var state *model
	if !req.State.Raw.IsNull() {
		state = new(model)
		resp.Diagnostics.Append(r.get(ctx, req.State, state)...)
		if orphan.Is(state.ID) {
			resp.Diagnostics.Append(state.thing().Unsettled())
		}
	}
	resp.Diagnostics.Append(checkDescription(state, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.checkEvents(plan, state)...)
	resp.Diagnostics.Append(r.planEnabled(ctx, req, state, &resp.Plan)...)
	another := state == nil || planSecret(ctx, *state, plan, req.Private, resp)
	if resp.Diagnostics.HasError() {
		return
	}
	planEncryption(ctx, state, plan, another, resp)
	if !plan.version().IsNull() && !plan.version().IsUnknown() {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("signing_secret"), types.StringNull())...)
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("fingerprint"), types.StringNull())...)
	}
	resp.Diagnostics.Append(connection.NullLacked(ctx, r.connection, platform.CapabilityWebhook, &resp.Plan)...)
	if !another {
		keepUnchanged(ctx, req.State, *state, resp)
	}
}

// keepUnchanged plans nothing where all that differed was the spelling of the URL.
// The framework has called unknown by then what a change might change.
func keepUnchanged(ctx context.Context, prior tfsdk.State, state model, resp *resource.ModifyPlanResponse) {
	kept := resp.Plan
	for name, value := range map[string]any{
		"updated_at": state.UpdatedAt, "rotates_at": state.RotatesAt, "ready_for_rotation": state.Ready,
	} {
		resp.Diagnostics.Append(kept.SetAttribute(ctx, path.Root(name), value)...)
	}
	if kept.Raw.Equal(prior.Raw) {
		resp.Plan = kept
	}
}

// planEnabled fills in what is left out of the configuration. The schema cannot
// do it: on a platform without the switch the value is null.
func (r *webhookResource) planEnabled(ctx context.Context, req resource.ModifyPlanRequest, state *model, plan *tfsdk.Plan) diag.Diagnostics {
	var configured types.Bool
	diags := req.Config.GetAttribute(ctx, path.Root("enabled"), &configured)
	if !configured.IsNull() || r.connection == nil || !r.connection.Has(platform.CapabilityWebhook, "enabled") {
		return diags
	}
	diags.Append(plan.SetAttribute(ctx, path.Root("enabled"), true)...)
	if state != nil && !state.Enabled.ValueBool() {
		diags.Append(plan.SetAttribute(ctx, path.Root("updated_at"), types.StringUnknown())...)
	}
	return diags
}

// planSecret plans a rotation where one is due, and reports whether it does.
func planSecret(ctx context.Context, state, plan model, private privatestate.Reader, resp *resource.ModifyPlanResponse) bool {
	loss, diags := lossIn(ctx, private)
	resp.Diagnostics.Append(diags...)
	reason, diags := whyRotate(state, plan, loss)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || reason == "" {
		return false
	}
	resp.Diagnostics.AddWarning(fmt.Sprintf("The %s of the webhook %s rotates", plan.noun(), state.ID.ValueString()), rotates(state, plan, reason))
	for name, unknown := range map[string]any{
		"fingerprint": types.StringUnknown(), "secret_version": types.Int64Unknown(),
		"secret_created_at": types.StringUnknown(), "updated_at": types.StringUnknown(),
		"rotates_at": types.StringUnknown(), "ready_for_rotation": types.BoolUnknown(),
	} {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(name), unknown)...)
	}
	return true
}

// whyRotate says why the secret rotates, "" where it does not: because it is lost,
// because its policy says so, or because the user gives another one.
func whyRotate(state, plan model, loss string) (string, diag.Diagnostics) {
	was, is := state.version(), plan.version()
	switch {
	case is.Equal(was):
		because, diags := change(state, plan, losses[loss]).Decide()
		return because.Text, diags
	case was.IsNull() && losses[loss] != "":
		return losses[loss], nil
	case is.IsUnknown():
		return "the version of the secret that you give is not known yet and counts as changed", nil
	case is.IsNull():
		return "you no longer give it", nil
	case was.IsNull():
		return fmt.Sprintf("you give one yourself, version %q", is.ValueString()), nil
	}
	return fmt.Sprintf("the version of the one that you give changed from %q to %q", was.ValueString(), is.ValueString()), nil
}

// change is the webhook's policy before and after.
func change(state, plan model, lost string) rotation.Change {
	return rotation.Change{
		What: state.name(), Lost: lost, State: state.Policy, Plan: plan.Policy,
		StateOverlap: state.Overlap, PlanOverlap: plan.Overlap,
	}
}

// rotates says why the secret rotates and what becomes of the old one.
func rotates(state, plan model, reason string) string {
	old := "The old secret stops signing at once; with an overlap both would sign for a while."
	switch {
	case !plan.signs() || !state.signs():
		old = "Deliveries carry the new one at once, and the old one no more."
	case rotation.Duration(plan.Overlap) > 0:
		old = fmt.Sprintf("Deliveries carry the signatures of both secrets for %s.", plan.Overlap.ValueString())
	}
	if !state.version().IsNull() && plan.version().IsNull() {
		old += " What comes in its place is the platform's: a secret that it makes and that this state then holds, or none where the platform makes none."
	}
	return fmt.Sprintf("It is replaced in place: %s. %s", reason, old)
}

// checkEvents warns of event types that the provider does not know of, unless the
// webhook has them: the platform decides what there is, and it has taken those.
func (r *webhookResource) checkEvents(plan model, state *model) diag.Diagnostics {
	if r.connection == nil || plan.Events.IsUnknown() {
		return nil
	}
	var diags diag.Diagnostics
	known, object := r.connection.Webhooks.Events(), "webhook for "+plan.URL.ValueString()
	var has []attr.Value
	if state != nil {
		object, has = "webhook "+state.ID.ValueString(), state.Events.Elements()
	}
	for _, element := range plan.Events.Elements() {
		event, ok := element.(types.String)
		if !ok || event.IsUnknown() || slices.Contains(known, event.ValueString()) || slices.ContainsFunc(has, event.Equal) {
			continue
		}
		diags.AddAttributeWarning(path.Root("events"), fmt.Sprintf("Unknown event %q of the %s", event.ValueString(), object),
			validators.Unknown(known, event.ValueString()))
	}
	return diags
}
