// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/mismatch"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/privatestate"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/spelling"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Bank and callback URL are fixed when a consent is made. What the platform made
// of them is compared with what was asked for; an answer without them, which no
// document promises, says nothing.

// told returns what the platform says of both, in the spelling that is known.
func (m *model) told(c platform.Consent) (bankID, callbackURL types.String) {
	bankID, callbackURL = m.BankID, m.CallbackURL
	if c.BankID != "" {
		bankID = types.StringValue(c.BankID)
	}
	if c.CallbackURL != "" {
		callbackURL = spelling.Keep(m.CallbackURL, c.CallbackURL, spelling.SameURL)
	}
	return bankID, callbackURL
}

// unlike says what of m a new consent has otherwise.
func (m *model) unlike(c platform.Consent) mismatch.Differences {
	bankID, callbackURL := m.told(c)
	var d mismatch.Differences
	d.Compare("bank_id", m.BankID, bankID)
	d.Compare("callback_url", m.CallbackURL, callbackURL)
	return d
}

// observe takes over, at a refresh, what the platform has made of both.
func (m *model) observe(ctx context.Context, c platform.Consent, private privatestate.ReadWriter) diag.Diagnostics {
	bankID, callbackURL := m.told(c)
	diags := mismatch.Notice(ctx, private, "bank_id", m.BankID, bankID)
	diags.Append(mismatch.Notice(ctx, private, "callback_url", m.CallbackURL, callbackURL)...)
	m.BankID, m.CallbackURL = bankID, callbackURL
	return diags
}

// refuse is an error where another consent would have the same other values. Of a
// dead one, another is made in any case.
func (m *model) refuse(ctx context.Context, private privatestate.Reader, plan model) diag.Diagnostics {
	if m.status().Dead() {
		return nil
	}
	object := "consent " + m.ID.ValueString()
	diags := mismatch.Refuse(ctx, private, object, "bank_id", m.BankID, plan.BankID)
	diags.Append(mismatch.Refuse(ctx, private, object, "callback_url", m.CallbackURL, plan.CallbackURL)...)
	return diags
}
