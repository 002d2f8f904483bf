// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/value"
)

// model is the resource in configuration, plan and state.
type model struct {
	ID                   types.String   `tfsdk:"id"`
	BankID               types.String   `tfsdk:"bank_id"`
	CallbackURL          types.String   `tfsdk:"callback_url"`
	WaitForAuthorization types.Bool     `tfsdk:"wait_for_authorization"`
	Timeouts             timeouts.Value `tfsdk:"timeouts"`
	Status               types.String   `tfsdk:"status"`
	RedirectURL          types.String   `tfsdk:"redirect_url"`
	CreatedAt            types.String   `tfsdk:"created_at"`
	AuthorizedAt         types.String   `tfsdk:"authorized_at"`
	ExpiresAt            types.String   `tfsdk:"expires_at"`
}

// set takes over what the platform says. An answer without the bank or the
// callback URL, which no document promises, leaves what is known.
func (m *model) set(c platform.Consent) {
	m.ID = types.StringValue(c.ID)
	if c.BankID != "" {
		m.BankID = types.StringValue(c.BankID)
	}
	if c.CallbackURL != "" {
		m.CallbackURL = types.StringValue(c.CallbackURL)
	}
	m.Status = types.StringValue(string(c.Status))
	m.RedirectURL = value.Text(c.RedirectURL)
	m.CreatedAt = value.Time(c.CreatedAt)
	m.AuthorizedAt = value.Time(c.AuthorizedAt)
	m.ExpiresAt = value.Time(c.ExpiresAt)
}

// status is the state's word on the consent.
func (m *model) status() platform.ConsentStatus {
	return platform.ConsentStatus(m.Status.ValueString())
}

// waits reports whether applies wait until a person has answered.
func (m *model) waits() bool { return m.WaitForAuthorization.ValueBool() }
