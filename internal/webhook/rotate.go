// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/secret/encryption"
)

// lostSecret is kept in the private state from the refresh that finds a secret
// which the state does not hold, rotated past the provider or by a call whose
// answer was lost, to the rotation that mends it.
const lostSecret = "lost_secret"

type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

type privateWriter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// noticeLoss makes the secret due for rotation where the platform signs with one
// that the state did not hold. An import never held one, and loses none. One that
// the user gave is sent again: its version is dropped, which the plan shows.
func noticeLoss(ctx context.Context, held model, found *model, w platform.Webhook, prior privateReader, private privateWriter) diag.Diagnostics {
	if !held.version().IsNull() {
		return noticeOther(held, found, w)
	}
	known, diags := prior.GetKey(ctx, lostSecret)
	lost := string(known) == "true"
	if !held.held().IsNull() && !held.SecretVersion.Equal(found.SecretVersion) {
		lost = true
		diags.AddAttributeWarning(path.Root("signing_secret"), "Signing secret was rotated outside",
			fmt.Sprintf("The webhook %s signs with version %d of its secret; the state held version %d, which no longer counts. The platform does not show the new one again, so the next plan rotates the secret.",
				found.ID.ValueString(), found.SecretVersion.ValueInt64(), held.SecretVersion.ValueInt64()))
		diags.Append(found.hold(encryption.Stored{}, nil)...)
		diags.Append(private.SetKey(ctx, lostSecret, []byte("true"))...)
	}
	if lost {
		found.Ready = types.BoolValue(true)
	}
	return diags
}

// noticeOther notices that the platform no longer has the secret that the user
// gave.
func noticeOther(held model, found *model, w platform.Webhook) diag.Diagnostics {
	var what string
	switch {
	case w.HasGivenSecret != nil && !*w.HasGivenSecret:
		what = "has none any more"
	case !held.SecretVersion.IsNull() && !held.SecretVersion.Equal(found.SecretVersion):
		what = fmt.Sprintf("uses version %d, and the state knows version %d", found.SecretVersion.ValueInt64(), held.SecretVersion.ValueInt64())
	default:
		return nil
	}
	found.forget()
	return diag.Diagnostics{diag.NewWarningDiagnostic(title(held.noun())+" was changed outside",
		fmt.Sprintf("The webhook %s %s. The next plan sends the one that the configuration gives.", found.ID.ValueString(), what))}
}

// due reports whether the apply rotates: the secret was due at the last refresh
// and the policy is the same, or the triggers and versions, which are all known by
// now, do differ.
func due(state, plan model) bool {
	reason, _ := whyRotate(state, plan)
	return reason != ""
}
