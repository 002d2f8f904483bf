// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/capability/bank"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// ModifyPlan uses the state and the configuration, never a clock: the CLI asks
// again at apply, and both answers have to agree.
func (r *consentResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		var state model
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		resp.Diagnostics.Append(r.planDestroy(ctx, state)...)
		return
	}
	resp.Diagnostics.Append(connection.Check(r.connection, platform.CapabilityConsent, req.Config)...)
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		r.checkBank(ctx, plan.BankID, &resp.Diagnostics)
	} else {
		r.planChange(ctx, plan, req, resp)
	}
	resp.Diagnostics.Append(connection.NullLacked(ctx, r.connection, platform.CapabilityConsent, &resp.Plan)...)
}

// planChange plans what becomes of a consent that is there.
func (r *consentResource) planChange(ctx context.Context, plan model, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(state.refuse(ctx, req.Private, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	switch {
	case state.status().Dead():
		resp.RequiresReplace.Append(path.Root("status"))
		forget(ctx, resp, "id", "status", "redirect_url", "created_at", "authorized_at", "expires_at")
		forgetRenewal(ctx, resp)
		resp.Diagnostics.Append(replaced(state))
	case !plan.BankID.Equal(state.BankID):
		r.checkBank(ctx, plan.BankID, &resp.Diagnostics)
		if !resp.Diagnostics.HasError() {
			resp.Diagnostics.Append(replacesLive("bank_id", state, plan)...)
		}
	case !plan.CallbackURL.Equal(state.CallbackURL):
		// Replaced as well: nothing of the old consent is renewed.
		resp.Diagnostics.Append(replacesLive("callback_url", state, plan)...)
	case state.status() == platform.ConsentPending && plan.mayWait():
		forget(ctx, resp, "status", "redirect_url", "authorized_at", "expires_at")
		if !plan.RenewBeforeExpiry.IsNull() {
			forgetReady(ctx, resp)
		}
	case state.status() == platform.ConsentActive:
		planRenewal(ctx, plan, state, resp)
	}
}

func (r *consentResource) checkBank(ctx context.Context, id types.String, diags *diag.Diagnostics) {
	if r.connection == nil || id.IsUnknown() {
		return
	}
	diags.Append(bank.Check(ctx, r.connection.Banks, id.ValueString(), path.Root("bank_id"))...)
}

// forget marks attributes as known only after the apply.
func forget(ctx context.Context, resp *resource.ModifyPlanResponse, names ...string) {
	for _, name := range names {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(name), types.StringUnknown())...)
	}
}

// forgetReady marks it as decided only by the apply whether the consent is due.
func forgetReady(ctx context.Context, resp *resource.ModifyPlanResponse) {
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("ready_for_renewal"), types.BoolUnknown())...)
}

// forgetRenewal marks all that a renewal changes as known only after the apply.
func forgetRenewal(ctx context.Context, resp *resource.ModifyPlanResponse) {
	forget(ctx, resp, "renewal_id", "renewal_redirect_url")
	forgetReady(ctx, resp)
}

// replaced explains why a dead consent is replaced.
func replaced(state model) diag.Diagnostic {
	why := map[platform.ConsentStatus]string{
		platform.ConsentExpired: "has expired",
		platform.ConsentRevoked: "was revoked at the bank or on the platform",
		platform.ConsentError:   "was declined, or failed at the bank",
	}[state.status()]
	return diag.NewAttributeWarningDiagnostic(path.Root("status"),
		fmt.Sprintf("Consent %s is dead", state.ID.ValueString()),
		fmt.Sprintf("The consent for %s %s. The plan replaces it by a new one, which a person approves at its redirect_url; until then the accounts behind it cannot be read. They keep their ids.",
			state.BankID.ValueString(), why))
}
