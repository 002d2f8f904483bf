// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// replacesLive says what the change of an attribute does to people where it
// replaces a consent that works, or that a person was asked to approve. A CLI shows
// what a provider says of a replacement only where the provider itself causes it: of
// `-replace`, of replace_triggered_by and of a taint it cannot say anything.
func replacesLive(changed string, state, plan model) diag.Diagnostics {
	at, id, bank := path.Root(changed), state.ID.ValueString(), state.BankID.ValueString()
	switch {
	case state.status() == platform.ConsentPending:
		return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(at, fmt.Sprintf("Consent %s is pending, and is replaced", id),
			fmt.Sprintf("The consent for %s is revoked, and the redirect_url that a person may have been sent stops working. The new consent has another redirect_url.", bank))}
	case state.status() != platform.ConsentActive:
		return nil
	}
	effect := fmt.Sprintf("The consent for %s is revoked, and a person has to approve the new one at its redirect_url; until then reads of its accounts are refused. They keep their ids. "+
		"Without an outage it goes with lifecycle { create_before_destroy = true } and wait_for_authorization = true: the old consent is then revoked once a person has approved the new one.", bank)
	if changed == "bank_id" {
		effect = fmt.Sprintf("The consent for %s is revoked, so its accounts cannot be read any more, and a person has to approve the one for %s. To keep both, declare a second openbanking_consent.", bank, shown(plan.BankID))
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(at, fmt.Sprintf("Consent %s works, and is replaced", id), effect+state.renewalEnds())}
}

func shown(bank types.String) string {
	if bank.IsUnknown() {
		return "a bank that is not known yet"
	}
	return bank.ValueString()
}

// renewalEnds says what becomes of a renewal whose consent ends; nothing where there
// is none.
func (m *model) renewalEnds() string {
	if !m.renewing() {
		return ""
	}
	return fmt.Sprintf(" The renewal %s ends with it: the renewal_redirect_url that a person may have been sent stops working.", m.RenewalID.ValueString())
}

// planDestroy says what becomes of the accounts of a consent that works. Where this
// process has started another consent for the bank, the plan is that of the apply in
// which the new consent takes the place of this one: there the old one is kept as
// long as the new one does not work.
func (r *consentResource) planDestroy(ctx context.Context, state model) diag.Diagnostics {
	id, bank := state.ID.ValueString(), state.BankID.ValueString()
	if state.status() != platform.ConsentActive || r.connection == nil {
		return nil
	}
	if successor := r.connection.Started.At(bank); successor != "" && successor != id {
		return r.successorWorks(ctx, successor, state)
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(fmt.Sprintf("Consent %s works, and is destroyed", id),
		fmt.Sprintf("Destroying the consent for %s revokes it: reads of its accounts are refused after that, unless another active consent opens them, and a person has to approve a new one.%s", bank, state.renewalEnds()))}
}

// successorWorks refuses to end a consent in favour of one that does not work.
func (r *consentResource) successorWorks(ctx context.Context, successor string, state model) diag.Diagnostics {
	next, err := r.connection.Consents.Get(ctx, successor)
	switch {
	case err != nil:
		return diag.Diagnostics{diagnostics.Error(fmt.Sprintf("Could not read the consent %s, which is to replace %s", successor, state.ID.ValueString()), err)}
	case next.Status == platform.ConsentActive:
		return nil
	}
	what := fmt.Sprintf("Its status is %q.", next.Status)
	if next.Status == platform.ConsentPending {
		what = fmt.Sprintf("It is still pending. A person approves it at\n  %s", next.RedirectURL)
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic(fmt.Sprintf("Consent %s is kept, since its replacement does not work yet", state.ID.ValueString()),
		fmt.Sprintf("The consent %s is to replace it. %s\nThe old one works meanwhile, as a deposed object of the state. The next apply revokes it in any case: have the new one approved first, then apply again.", next.ID, what))}
}
