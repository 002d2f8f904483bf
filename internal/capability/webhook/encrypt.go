// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption"
)

// held is the signing secret as the state has it.
func (m *model) held() encryption.Stored {
	return encryption.Stored{Plain: m.SigningSecret, Encrypted: m.EncryptedSigningSecret}
}

// hold takes the signing secret over as the state will have it.
func (m *model) hold(stored encryption.Stored, diags diag.Diagnostics) diag.Diagnostics {
	m.SigningSecret, m.EncryptedSigningSecret = stored.Plain, stored.Encrypted
	return diags
}

// planEncryption plans how the state will hold the signing secret: the present
// one, or another one.
func planEncryption(ctx context.Context, state *model, plan model, another bool, resp *resource.ModifyPlanResponse) {
	change := encryption.Change{Plan: plan.EncryptTo, New: true}
	if !another {
		change = encryption.Change{
			What: state.name(), State: state.EncryptTo, Plan: plan.EncryptTo, Held: state.held(), Triggers: state.Triggers,
		}
	}
	resp.Diagnostics.Append(change.Write(ctx, &resp.Plan, "signing_secret")...)
}
