// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// longest is how long a consent lasts: the 90 days of PSD2. One that is to be
// renewed that long before its end is due before it begins.
const longest = 90 * 24 * time.Hour

// planRenewal shows the renewal of an active consent that Read has found due.
// The plan changes nothing of the consent itself, which goes on working, so that
// nothing that refers to it is touched.
func planRenewal(ctx context.Context, plan, state model, resp *resource.ModifyPlanResponse) {
	resp.Diagnostics.Append(checkSpan(plan, state)...)
	if resp.Diagnostics.HasError() || state.renewing() {
		return
	}
	unknown := plan.RenewBeforeExpiry.IsUnknown()
	changed := unknown || rotation.Duration(plan.RenewBeforeExpiry) != rotation.Duration(state.RenewBeforeExpiry)
	due := state.ReadyForRenewal.ValueBool()
	switch {
	case due && (unknown || !changed):
		// A value that is not known yet may turn out to be the old one, and
		// the plan that the CLI makes at the apply then renews.
		forgetRenewal(ctx, resp)
		resp.Diagnostics.Append(renewalStarts(state))
	case changed:
		forgetReady(ctx, resp)
		if due && !plan.RenewBeforeExpiry.IsNull() {
			resp.Diagnostics.Append(renewalWaits(state))
		}
	}
}

// checkSpan refuses a renewal that would be due as soon as it is approved, and
// so would have another one after it, for ever.
func checkSpan(plan, state model) diag.Diagnostics {
	var span time.Duration
	from, err := time.Parse(time.RFC3339, state.AuthorizedAt.ValueString())
	if to, err2 := time.Parse(time.RFC3339, state.ExpiresAt.ValueString()); err == nil && err2 == nil {
		span = to.Sub(from)
	}
	before := rotation.Duration(plan.RenewBeforeExpiry)
	if span <= 0 || before < span {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("renew_before_expiry"), fmt.Sprintf("Renewals of the consent %s would never end", state.ID.ValueString()),
		fmt.Sprintf("Got %s, but the consent lasts from %s to %s, which is %s. Expected less than that: a renewal would be due as soon as it is approved, and another one after it. "+
			"Leave enough for a person to answer, such as 14d.",
			rotation.QuoteDuration(plan.RenewBeforeExpiry), state.AuthorizedAt.ValueString(), state.ExpiresAt.ValueString(), rotation.FormatDuration(span)))}
}

// renewalStarts says what the plan asks of people.
func renewalStarts(state model) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("ready_for_renewal"),
		fmt.Sprintf("Consent %s is due for renewal", state.ID.ValueString()),
		fmt.Sprintf("The consent for %s expires at %s. The apply starts a second one, which a person has to approve at its renewal_redirect_url. The present one works until then; after that the new one takes its place, under a new id. The accounts keep theirs.",
			state.BankID.ValueString(), state.ExpiresAt.ValueString()))
}

// renewalWaits says why a plan does not renew what is due.
func renewalWaits(state model) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("renew_before_expiry"),
		fmt.Sprintf("Renewal of the consent %s waits for the next plan", state.ID.ValueString()),
		"The consent is due for renewal by the renew_before_expiry that it had so far. A plan that changes that value does so in place and renews nothing; what is due by the new one is renewed by the plan after it.")
}

// shorterThanConsent accepts durations that leave a consent some life before it
// is due.
type shorterThanConsent struct{}

func (shorterThanConsent) Description(context.Context) string { return "shorter than a consent lasts" }

func (v shorterThanConsent) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (shorterThanConsent) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	d, err := validators.ParseDuration(req.ConfigValue.ValueString())
	if d < longest && !errors.Is(err, validators.ErrTooLong) {
		validators.Seconds().ValidateString(ctx, req, resp)
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Renewals would never end",
		fmt.Sprintf("Got %s. Expected less than the %s that a consent lasts: a renewal would be due as soon as it is approved, and another one after it. Leave enough for a person to answer, such as 14d.",
			rotation.QuoteDuration(req.ConfigValue), rotation.FormatDuration(longest)))
}
