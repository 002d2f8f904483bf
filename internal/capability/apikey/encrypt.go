// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// held is the key as the state has it.
func (m *model) held() encryption.Stored {
	return encryption.Stored{Plain: m.Key, Encrypted: m.EncryptedKey}
}

// hold takes the key over as the state will have it.
func (m *model) hold(stored encryption.Stored, diags diag.Diagnostics) diag.Diagnostics {
	m.Key, m.EncryptedKey = stored.Plain, stored.Encrypted
	return diags
}

// checkEncryption refuses to encrypt a public key: the platform shows it to
// everybody who may list keys, so that the state would hide nothing.
func (m *model) checkEncryption() diag.Diagnostics {
	if platform.KeyType(m.Type.ValueString()) != platform.PublicKey || m.EncryptTo.IsNull() || m.EncryptTo.IsUnknown() {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("encrypt_to"), "A public key is no secret",
		"Got encrypt_to for a key of the type \"public\", which may be published and which the platform always shows. Remove encrypt_to, or make it a \"secret\" key.")}
}

// planEncryption plans how the state will hold the key: the present one, or
// another one.
func planEncryption(ctx context.Context, state, plan model, another bool, resp *resource.ModifyPlanResponse) {
	resp.Diagnostics.Append(plan.checkEncryption()...)
	if resp.Diagnostics.HasError() {
		return
	}
	change := encryption.Change{Plan: plan.EncryptTo, New: true}
	if !another {
		change = encryption.Change{
			What: state.name(), State: state.EncryptTo, Plan: plan.EncryptTo, Held: state.held(), Triggers: state.Triggers,
		}
	}
	resp.Diagnostics.Append(change.Write(ctx, &resp.Plan, "key")...)
}
