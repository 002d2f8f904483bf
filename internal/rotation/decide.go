// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package rotation

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Change is a resource's policy before and after, as a plan sees it.
type Change struct {
	What  string // names the secret to people, such as "API key key_01J9…"
	State Policy
	Plan  Policy
	// Overlap is not set where the platform keeps a single secret.
	StateOverlap, PlanOverlap types.String
	// StateExpiresAfter and PlanExpiresAfter are not set where secrets of the
	// type do not expire.
	StateExpiresAfter, PlanExpiresAfter types.String
}

// Decide says whether a plan rotates the secret, and why. The reasons are for
// people; without a reason nothing rotates. What rotates in place asks again at
// apply, where a trigger that was not known at plan may turn out to be the old
// one.
func (c Change) Decide() (reason string, diags diag.Diagnostics) {
	if changed := changedTriggers(c.State.Triggers, c.Plan.Triggers); len(changed) > 0 {
		if !sameDuration(c.StateOverlap, c.PlanOverlap) {
			diags.AddAttributeError(path.Root("overlap"), "Overlap and trigger change together",
				fmt.Sprintf("The plan rotates the %s, since the trigger %s changed, and changes its overlap from %s to %s at the same time. "+
					"The old secret's end is decided by the overlap that is already applied, so the new one would come too late. Apply the overlap first, then change the trigger.",
					c.What, quotedList(changed), shown(c.StateOverlap), shown(c.PlanOverlap)))
			return "", diags
		}
		return "the trigger " + quotedList(changed) + " changed", diags
	}
	if !c.State.Ready.ValueBool() {
		return "", diags
	}
	if c.policyChanged() {
		diags.AddWarning(waits,
			fmt.Sprintf("The %s is due for rotation by the policy that is applied so far. This plan changes that policy, in place, and rotates nothing; what is due by the new one is rotated by the next plan.", c.What))
		return "", diags
	}
	return "it is due since " + c.State.RotatesAt.ValueString(), diags
}

const waits = "Rotation waits for the next plan"

// Due is the warning of an apply that changed a policy in place and finds the
// secret due by the new one: a plan has no clock to say so earlier.
func (p *Policy) Due(what string) diag.Diagnostics {
	if !p.Ready.ValueBool() {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(waits,
		fmt.Sprintf("By the policy that is applied now, the %s is due for rotation since %s. The next plan rotates it.", what, p.RotatesAt.ValueString()))}
}

// policyChanged reports whether the plan changes when the secret is due. What is
// not known yet does not count: were it to turn out unchanged, the plan at apply
// would rotate where the first one did not, which the CLI refuses. The other way
// round is allowed.
func (c Change) policyChanged() bool {
	changed := func(state, plan types.String) bool { return !plan.IsUnknown() && !sameDuration(state, plan) }
	return changed(c.State.RotateAfter, c.Plan.RotateAfter) ||
		changed(c.StateOverlap, c.PlanOverlap) ||
		changed(c.StateExpiresAfter, c.PlanExpiresAfter)
}

func shown(overlap types.String) string {
	switch {
	case overlap.IsUnknown():
		return "a value that is not known yet"
	case overlap.IsNull():
		return `"0s" (not set)`
	}
	return fmt.Sprintf("%q", overlap.ValueString())
}
