// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// ModifyPlan decides whether the secret is reset, and says what that does to
// those who use it. What it plans follows from the state and the configuration,
// never from a clock, so that a saved plan still applies later.
func (r *secretResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if r.connection == nil {
		return
	}
	if req.Plan.Raw.IsNull() {
		r.planDestroy(ctx, req, resp)
		return
	}
	resp.Diagnostics.Append(connection.Check(r.connection, platform.CapabilityAppSecret, req.Config)...)
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	r.resolveApp(ctx, req, resp, &plan)
	if resp.Diagnostics.HasError() {
		return
	}
	var state model
	another := req.State.Raw.IsNull()
	if another {
		r.planCreate(ctx, plan, resp)
	} else {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		if resp.Diagnostics.HasError() {
			return
		}
		another = r.planChange(ctx, state, plan, resp)
	}
	if !resp.Diagnostics.HasError() {
		planEncryption(ctx, state, plan, another, resp)
		resp.Diagnostics.Append(connection.NullLacked(ctx, r.connection, platform.CapabilityAppSecret, &resp.Plan)...)
	}
}

// resolveApp plans the provider's app where the configuration names none.
func (r *secretResource) resolveApp(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, plan *model) {
	at := path.Root("app_id")
	var configured types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, at, &configured)...)
	if resp.Diagnostics.HasError() || !configured.IsNull() {
		return
	}
	id := r.connection.AppSecrets.DefaultAppID()
	if id == "" {
		resp.Diagnostics.AddAttributeError(at, "App is missing",
			fmt.Sprintf("Neither the resource nor the provider block names an app. Set app_id here, or %s.app_id in the provider block.", r.connection.Name))
		return
	}
	plan.AppID = types.StringValue(id)
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, at, plan.AppID)...)
}

// planCreate looks at the secret that the reset will end. The first apply is the
// one that surprises: the app's secret may have been in use for years.
//
// A replacement is planned again as a creation, of which the CLI shows errors
// only, so nothing is said twice.
func (r *secretResource) planCreate(ctx context.Context, plan model, resp *resource.ModifyPlanResponse) {
	if plan.AppID.IsUnknown() {
		return // The apply asks again.
	}
	present, err := r.connection.AppSecrets.Get(ctx, plan.AppID.ValueString())
	switch {
	case platform.IsNotFound(err):
		resp.Diagnostics.AddAttributeError(path.Root("app_id"), unknownApp(plan.AppID.ValueString()), r.appsInstead(ctx, plan.AppID.ValueString()))
	case err != nil:
		resp.Diagnostics.Append(diagnostics.Error(fmt.Sprintf("Could not read the secret of the app %s", plan.AppID.ValueString()), err))
	default:
		used := ""
		if !present.LastUsedAt.IsZero() {
			used = ", last used at " + present.LastUsedAt.Format("2006-01-02T15:04:05Z07:00")
		}
		resp.Diagnostics.AddWarning(fmt.Sprintf("The secret of the app %s is reset", present.AppID),
			fmt.Sprintf("A new one ends version %d%s: applications that use it stop at once, until they have the new one. "+
				"An app's present secret is managed without a reset where it is imported by the app's id.", present.Version, used))
	}
}

func unknownApp(id string) string { return fmt.Sprintf("Unknown app %q", id) }

// appsInstead says which apps there are instead.
func (r *secretResource) appsInstead(ctx context.Context, id string) string {
	text := fmt.Sprintf("Got %q, which is no app that %s knows in the %s environment of the provider's credential.", id, r.connection.Title, r.connection.Environment)
	apps, err := r.connection.AppSecrets.Apps(ctx)
	if err != nil || len(apps) == 0 {
		return text + " Copy the id from the platform's dashboard."
	}
	var names []string
	for _, app := range apps {
		names = append(names, fmt.Sprintf("%q (%s)", app.ID, app.Name))
	}
	return text + " Expected one of " + platform.Enumerate(names) + "."
}

// planChange plans a reset where there is a reason for one, and reports whether it
// does.
func (r *secretResource) planChange(ctx context.Context, state, plan model, resp *resource.ModifyPlanResponse) bool {
	superseded := state.Status.ValueString() == statusSuperseded
	if !plan.AppID.Equal(state.AppID) {
		old := "goes on working until its next reset"
		if superseded {
			old = "no longer worked"
		}
		resp.Diagnostics.AddAttributeWarning(path.Root("app_id"), fmt.Sprintf("The %s gives way to that of another app", state.name()),
			fmt.Sprintf("The app changes from %s to %s. The old app's secret is forgotten; it %s. The new app's secret is reset: applications that use it stop at once, until they have the new one.",
				state.AppID.ValueString(), shown(plan.AppID), old))
		planReplace(ctx, resp, path.Root("app_id"))
		return true
	}
	if superseded {
		resp.Diagnostics.AddAttributeWarning(path.Root("status"), fmt.Sprintf("The %s was reset outside", state.name()),
			fmt.Sprintf("It no longer works: the app has a newer secret, which this resource did not make. Somebody reset it on the dashboard, or an apply did whose state was lost. "+
				"Where this comes back after each apply, another openbanking_app_secret, here or in another configuration, is for the same app, and the two reset each other: keep one and give its secret to both users. "+
				"Otherwise there are two ways out. Applying this plan resets the secret again: applications that use the newer one stop at once, until they have the new one. "+
				"To keep the newer one instead, remove the resource from the state (`state rm`) and import %s; its text is then for you to hand over, since the platform does not show it again.",
				state.AppID.ValueString()))
		planReplace(ctx, resp, path.Root("status"))
		return true
	}
	because, diags := rotation.Change{What: state.name(), State: state.Policy, Plan: plan.Policy}.Decide()
	resp.Diagnostics.Append(diags...)
	if because.Text == "" || resp.Diagnostics.HasError() {
		return false
	}
	resp.Diagnostics.AddWarning(fmt.Sprintf("The %s rotates", state.name()),
		fmt.Sprintf("It is reset: %s. An app has one secret at a time: applications that use the old one stop at once, until they have the new one.", because.Text))
	planReplace(ctx, resp, because.Causes...)
	return true
}

func shown(id types.String) string {
	if id.IsUnknown() {
		return "one that is not known yet"
	}
	return id.ValueString()
}

// planReplace plans a reset: everything that describes a secret is unknown then.
// The causes are what a CLI marks as forcing it; each differs in the plan.
func planReplace(ctx context.Context, resp *resource.ModifyPlanResponse, causes ...path.Path) {
	for _, name := range []string{"id", "secret", "fingerprint", "status", "created_at", "rotates_at"} {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(name), types.StringUnknown())...)
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("version"), types.Int64Unknown())...)
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("ready_for_rotation"), types.BoolUnknown())...)
	resp.RequiresReplace.Append(causes...)
}

// planDestroy warns that the secret outlives the resource. The platform is asked
// which secret the app has, since the plan of a destroy also comes at the end of
// a replacement that made the new one first: there the old one is dead.
func (r *secretResource) planDestroy(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	alive := state.Status.ValueString() == statusCurrent
	if alive {
		// Without an answer the state is believed: forgetting needs no platform.
		if present, err := r.connection.AppSecrets.Get(ctx, state.AppID.ValueString()); err == nil {
			alive = state.is(present)
		} else if platform.IsNotFound(err) {
			alive = false
		}
	}
	if alive {
		resp.Diagnostics.AddWarning(fmt.Sprintf("The %s outlives its resource", state.name()),
			"Destroying it only forgets it: it goes on working until the next reset, since the platform has no other way to end a secret. "+
				"To end it, reset the app's secret on the platform's dashboard.")
	}
}
