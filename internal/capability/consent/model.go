// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/rotation"
)

// model is the resource in configuration, plan and state.
type model struct {
	ID                   types.String   `tfsdk:"id"`
	BankID               types.String   `tfsdk:"bank_id"`
	CallbackURL          types.String   `tfsdk:"callback_url"`
	WaitForAuthorization types.Bool     `tfsdk:"wait_for_authorization"`
	RenewBeforeExpiry    types.String   `tfsdk:"renew_before_expiry"`
	Timeouts             timeouts.Value `tfsdk:"timeouts"`
	Status               types.String   `tfsdk:"status"`
	RedirectURL          types.String   `tfsdk:"redirect_url"`
	CreatedAt            types.String   `tfsdk:"created_at"`
	AuthorizedAt         types.String   `tfsdk:"authorized_at"`
	ExpiresAt            types.String   `tfsdk:"expires_at"`
	ReadyForRenewal      types.Bool     `tfsdk:"ready_for_renewal"`
	RenewalID            types.String   `tfsdk:"renewal_id"`
	RenewalRedirectURL   types.String   `tfsdk:"renewal_redirect_url"`
}

// set takes over what the platform says, but for what was asked of it and never
// changes: that is as it was, where it is known.
func (m *model) set(c platform.Consent) {
	m.ID = types.StringValue(c.ID)
	if m.BankID.IsNull() {
		m.BankID = convert.Text(c.BankID)
	}
	if m.CallbackURL.IsNull() {
		m.CallbackURL = convert.Text(c.CallbackURL)
	}
	m.ReadyForRenewal = types.BoolValue(m.due(c))
	m.Status = types.StringValue(string(c.Status))
	m.RedirectURL = convert.Text(c.RedirectURL)
	m.CreatedAt = convert.Time(c.CreatedAt)
	m.AuthorizedAt = convert.Time(c.AuthorizedAt)
	m.ExpiresAt = convert.Time(c.ExpiresAt)
}

// setRenewal takes over what the platform says about the consent that is to
// take this one's place. The zero consent stands for none.
func (m *model) setRenewal(c platform.Consent) {
	m.RenewalID = convert.Text(c.ID)
	m.RenewalRedirectURL = convert.Text(c.RedirectURL)
}

// due reports whether the consent is to be renewed by now, by the platform's
// clock. Where nobody can tell what time it is, it does not become due, and stays so
// if it was with the same expiry.
func (m *model) due(c platform.Consent) bool {
	if !m.renewable(c) {
		return false
	}
	now := c.AsOf.Time()
	if now.IsZero() {
		return m.ReadyForRenewal.ValueBool() && m.ExpiresAt.Equal(convert.Time(c.ExpiresAt))
	}
	return !now.Before(c.ExpiresAt.Add(-rotation.Duration(m.RenewBeforeExpiry)))
}

// renewable reports whether the consent is due at some time. Once a renewal is under
// way it is not any more.
func (m *model) renewable(c platform.Consent) bool {
	return c.Status == platform.ConsentActive && rotation.Duration(m.RenewBeforeExpiry) > 0 && !m.renewing() && !c.ExpiresAt.IsZero()
}

// doubt warns where it is the platform's clock that has decided nothing.
func (m *model) doubt(connection *platform.Connection, c platform.Consent) diag.Diagnostics {
	if !m.renewable(c) {
		return nil
	}
	return diagnostics.Clock(connection, c.AsOf)
}

// status is the state's word on the consent.
func (m *model) status() platform.ConsentStatus {
	return platform.ConsentStatus(m.Status.ValueString())
}

// renewing reports whether a second consent was started that is to take this
// one's place.
func (m *model) renewing() bool { return m.RenewalID.ValueString() != "" }

// waits reports whether applies wait until a person has answered.
func (m *model) waits() bool { return m.WaitForAuthorization.ValueBool() }

// laterWait is how long an apply waits that comes after the one which created the
// consent: as long as that one did where nothing else is said.
func (m *model) laterWait(ctx context.Context) (time.Duration, diag.Diagnostics) {
	first, diags := m.Timeouts.Create(ctx, defaultWait)
	later, more := m.Timeouts.Update(ctx, first)
	return later, append(diags, more...)
}

// mayWait is waits for a plan, in which the answer may not be known yet.
func (m *model) mayWait() bool { return m.WaitForAuthorization.IsUnknown() || m.waits() }
