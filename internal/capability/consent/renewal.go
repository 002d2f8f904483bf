// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// succession is a consent and its renewal, as the platform has them. A consent
// that the platform does not know is nil.
type succession struct {
	consent, renewal *platform.Consent
	// supersedes says that the renewal has taken over from a consent that is
	// not dead by itself.
	supersedes bool
}

// succeed decides what a refresh makes of a consent with a renewal. An approved
// renewal takes the consent's place. So does a pending one whose consent has
// died: the person's link stays valid, and nothing is gained by a third consent.
// A renewal that has died is dropped; the consent is due again.
func (s succession) succeed(state model) (succession, diag.Diagnostics) {
	var diags diag.Diagnostics
	alive := s.consent != nil && !s.consent.Status.Dead()
	switch {
	case s.renewal == nil || s.renewal.Status.Dead():
		diags.Append(renewalDropped(state, s))
		return succession{consent: s.consent}, diags
	case s.renewal.Status == platform.ConsentActive:
		return succession{consent: s.renewal, supersedes: alive}, diags
	case !alive:
		diags.Append(renewalTakesOver(state, *s.renewal))
		return succession{consent: s.renewal}, diags
	}
	return s, diags
}

// look reads a consent; nil where the platform does not know it.
func (r *consentResource) look(ctx context.Context, id string) (*platform.Consent, error) {
	c, err := r.connection.Consents.Get(ctx, id)
	switch {
	case platform.IsNotFound(err):
		return nil, nil //nolint:nilnil // Nothing there, and nothing wrong.
	case err != nil:
		return nil, err
	}
	return &c, nil
}

// renew starts the consent that is to take the place of m's, hands it to save
// before anything else can fail, and waits for the person where the
// configuration says so. It promotes nothing: m's id is in the plan, and the
// next Read finds the renewal approved.
func (r *consentResource) renew(ctx context.Context, m *model, timeout time.Duration, save func() diag.Diagnostics) diag.Diagnostics {
	writing, cancel := platform.WithGrace(ctx)
	defer cancel()
	renewal, err := r.connection.Consents.Create(writing, m.BankID.ValueString(), m.CallbackURL.ValueString())
	if err != nil {
		return diag.Diagnostics{diagnostics.Error(fmt.Sprintf("Could not start the renewal of the consent %s", m.ID.ValueString()), err)}
	}
	m.setRenewal(renewal)
	m.ReadyForRenewal = types.BoolValue(false)
	diags := m.unlike(renewal).Warning("renewal " + renewal.ID)
	diags.Append(save()...)
	if diags.HasError() || !m.waits() {
		return diags
	}
	waiting := wait{consents: r.connection.Consents, clock: r.clock, timeout: timeout, renews: m.ID.ValueString()}
	last, answer := waiting.forAnswer(ctx, renewal)
	diags.Append(answer...)
	m.setRenewal(last)
	if answer.HasError() {
		// It is dead: the consent is as due as it was.
		m.setRenewal(platform.Consent{})
		m.ReadyForRenewal = types.BoolValue(true)
	}
	diags.Append(save()...)
	return diags
}

// withdraw revokes a renewal of which no CLI has heard: the next apply starts another.
func (r *consentResource) withdraw(ctx context.Context, m model) diag.Diagnostics {
	writing, cancel := platform.WithGrace(ctx)
	defer cancel()
	if err := r.revoke(writing, m.RenewalID.ValueString()); err != nil {
		return diag.Diagnostics{diagnostics.Error(fmt.Sprintf("Could not revoke the renewal %s", m.RenewalID.ValueString()), err)}
	}
	return nil
}

// review decides anew whether the consent is due, after another
// renew_before_expiry. Everything else is as planned: what the platform says
// besides is the next Read's business.
func (r *consentResource) review(ctx context.Context, m *model, before model) diag.Diagnostics {
	var diags diag.Diagnostics
	current, err := r.look(ctx, m.ID.ValueString())
	if err != nil {
		return diag.Diagnostics{diagnostics.Error(fmt.Sprintf("Could not read the consent %s", m.ID.ValueString()), err)}
	}
	ready := current != nil && m.due(*current)
	if current != nil {
		diags.Append(m.doubt(r.connection, *current)...)
	}
	m.ReadyForRenewal = types.BoolValue(ready)
	if ready && !before.ReadyForRenewal.ValueBool() {
		diags.AddAttributeWarning(path.Root("renew_before_expiry"), fmt.Sprintf("Consent %s is due for renewal", m.ID.ValueString()),
			fmt.Sprintf("It is, by the renew_before_expiry that was just applied: it expires at %s. The next plan renews it.", m.ExpiresAt.ValueString()))
	}
	return diags
}

// renewalDropped says why a renewal came to nothing.
func renewalDropped(state model, s succession) diag.Diagnostic {
	why := "is unknown to the platform"
	if s.renewal != nil {
		why = map[platform.ConsentStatus]string{
			platform.ConsentExpired: "lapsed before anybody answered",
			platform.ConsentRevoked: "was revoked at the bank or on the platform",
			platform.ConsentError:   "was declined, or failed at the bank",
		}[s.renewal.Status]
	}
	return diag.NewAttributeWarningDiagnostic(path.Root("renewal_id"),
		fmt.Sprintf("Renewal %s came to nothing", state.RenewalID.ValueString()),
		fmt.Sprintf("The renewal of the consent %s for %s %s. It is dropped; a plan that finds the consent due, or dead, starts another one, which a person approves at its own URL.",
			state.ID.ValueString(), state.BankID.ValueString(), why))
}

// renewalTakesOver says that the accounts cannot be read until the person has
// answered.
func renewalTakesOver(state model, renewal platform.Consent) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("id"),
		fmt.Sprintf("Consent %s ended before its renewal was approved", state.ID.ValueString()),
		fmt.Sprintf("The renewal %s takes its place, still pending: the accounts at %s cannot be read until a person approves it at\n  %s\nthe same URL as before, now the redirect_url. They keep their ids.",
			renewal.ID, state.BankID.ValueString(), renewal.RedirectURL))
}
