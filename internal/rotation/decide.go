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
	What string // names the secret to people, such as "API key key_01J9…"
	// Lost says why the state does not hold the secret that the platform has, such as
	// "it was rotated outside"; "" where it does. It rotates whatever the policy.
	Lost  string
	State Policy
	Plan  Policy
	// Overlap is not set where the platform keeps a single secret.
	StateOverlap, PlanOverlap types.String
	// StateExpiresAfter and PlanExpiresAfter are not set where secrets of the
	// type do not expire.
	StateExpiresAfter, PlanExpiresAfter types.String
}

// Reason is why a secret rotates, in words that follow a colon, and which
// attributes of the plan show it.
type Reason struct {
	Text   string // "" where nothing rotates
	Causes path.Paths
}

// Decide says whether a plan rotates the secret, and why. What rotates in place asks
// again at apply, where a trigger that was not known at plan may turn out to be the
// old one.
func (c Change) Decide() (because Reason, diags diag.Diagnostics) {
	ready := path.Root("ready_for_rotation")
	if c.Lost != "" {
		return Reason{c.Lost, path.Paths{ready}}, diags
	}
	if because = trigger(c.State.Triggers, c.Plan.Triggers).reason(); because.Text != "" {
		if !sameDuration(c.StateOverlap, c.PlanOverlap) {
			diags.AddAttributeError(path.Root("overlap"), fmt.Sprintf("Overlap and trigger of the %s change together", c.What),
				fmt.Sprintf("The plan rotates the secret, since %s, and changes its overlap from %s to %s at the same time. "+
					"The old secret's end is decided by the overlap that is already applied, so the new one would come too late. Apply the overlap first, then change the trigger.",
					because.Text, shown(c.StateOverlap), shown(c.PlanOverlap)))
			return Reason{}, diags
		}
		return because, diags
	}
	if !c.State.Ready.ValueBool() {
		return Reason{}, diags
	}
	if c.policyChanged() {
		diags.AddWarning(fmt.Sprintf("Rotation of the %s waits for the next plan", c.What),
			"The secret is due for rotation by the policy that it had so far. A plan that changes the policy does so in place and rotates nothing; what is due by the new one is rotated by the plan after it.")
		return Reason{}, diags
	}
	return Reason{"it is due since " + c.State.RotatesAt.ValueString(), path.Paths{ready}}, diags
}

// Due is the warning of an apply that changed a policy in place and finds the
// secret due by the new one: a plan has no clock to say so earlier.
func (p *Policy) Due(what string) diag.Diagnostics {
	if !p.Ready.ValueBool() {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(fmt.Sprintf("The %s is due for rotation", what),
		fmt.Sprintf("By the policy that is applied now, it is due since %s. The next plan rotates it.", p.RotatesAt.ValueString()))}
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
