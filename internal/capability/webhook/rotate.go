// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/encryption"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/privatestate"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// lostSecret is kept in the private state: how the secret was lost that the state
// is to hold, from the refresh that finds it out to the rotation that mends it.
const lostSecret = "lost_secret"

// What is kept under it, as JSON.
const (
	nothingLost    = `false`
	unanswered     = `"unanswered"` // A rotation may have taken place or not: the next refresh sees.
	rotatedOutside = `true`
	answerLost     = `"answer lost"`
	givenOutside   = `"given, changed outside"`
	givenUnheard   = `"given, answer lost"`
)

// losses are the reasons for which a rotation mends them.
var losses = map[string]string{
	rotatedOutside: "it was rotated outside",
	answerLost:     "the answer to its last rotation was lost",
	givenOutside:   "it was changed outside",
	givenUnheard:   "the answer to its last change was lost",
}

// lossIn returns what the private state says of the secret.
func lossIn(ctx context.Context, private privatestate.Reader) (string, diag.Diagnostics) {
	kept, diags := privatestate.Get[json.RawMessage](ctx, private, lostSecret)
	return string(kept), diags
}

func noteLoss(ctx context.Context, private privatestate.Writer, is string) diag.Diagnostics {
	return privatestate.Set(ctx, private, lostSecret, json.RawMessage(is))
}

// noticeLoss makes the secret due for rotation where the platform signs with one
// that the state did not hold. An import never held one, and loses none. One that
// the user gave is sent again: its version is dropped, which the plan shows.
func noticeLoss(ctx context.Context, held model, found *model, w platform.Webhook, prior privatestate.Reader, private privatestate.Writer) diag.Diagnostics {
	was, diags := lossIn(ctx, prior)
	is := was
	if was == unanswered {
		is = nothingLost
	}
	other := !held.SecretVersion.IsNull() && !held.SecretVersion.Equal(found.SecretVersion)
	switch given := !held.version().IsNull(); {
	case given && (other || w.HasGivenSecret != nil && !*w.HasGivenSecret):
		is = lossOf(was, givenUnheard, givenOutside)
		diags.Append(warnOther(held, *found, other, losses[is]))
		found.forget(ctx)
	case !given && other && !held.held().IsNull():
		is = lossOf(was, answerLost, rotatedOutside)
		diags.Append(warnLost(held, *found, losses[is]))
		diags.Append(found.hold(encryption.Stored{}, nil)...)
	}
	if is != was {
		diags.Append(noteLoss(ctx, private, is)...)
	}
	if is == answerLost || is == rotatedOutside {
		found.Ready = types.BoolValue(true)
	}
	return diags
}

// lossOf tells a rotation of the provider's own, whose answer was lost, from one that
// others made.
func lossOf(was, own, others string) string {
	if was == unanswered {
		return own
	}
	return others
}

// warnLost says that the state does not hold the secret that the platform made.
func warnLost(held, found model, why string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("signing_secret"), fmt.Sprintf("The signing secret of the webhook %s is lost: %s", found.ID.ValueString(), why),
		fmt.Sprintf("The webhook signs with version %d of its secret; the state held version %d, which no longer counts. The platform does not show the new one again, so the plan rotates the secret.",
			found.SecretVersion.ValueInt64(), held.SecretVersion.ValueInt64()))
}

// warnOther says that the platform no longer has the secret that the user gave.
func warnOther(held, found model, other bool, why string) diag.Diagnostic {
	has := "has none any more"
	if other {
		has = fmt.Sprintf("uses version %d, and the state knows version %d", found.SecretVersion.ValueInt64(), held.SecretVersion.ValueInt64())
	}
	return diag.NewWarningDiagnostic(fmt.Sprintf("The %s of the webhook %s is another one: %s", held.noun(), found.ID.ValueString(), why),
		fmt.Sprintf("The webhook %s. The plan sends the one that the configuration gives.", has))
}

// due reports whether the apply rotates: the secret was due or lost at the last
// refresh and the policy is the same, or the triggers and versions, which are all
// known by now, do differ.
func due(state, plan model, loss string) bool {
	because, _ := whyRotate(state, plan, loss)
	return because != ""
}
