// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// refuseOwn refuses to end the key that the provider itself authenticates with:
// the apply that did so would lock itself out half-way. It is asked by the plan,
// and again by what carries it out, since `-replace` and a taint reach that
// directly.
func (r *keyResource) refuseOwn(state model, verb string) diag.Diagnostics {
	if r.connection == nil || r.connection.OwnFingerprint == "" || state.Fingerprint.ValueString() != r.connection.OwnFingerprint {
		return nil
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic(fmt.Sprintf("The %s is the provider's own key", state.name()),
		fmt.Sprintf("The plan would %s the key, which the provider itself authenticates with; it would lock itself out. "+
			"Give the provider another key first, then apply again. To leave the key alone, remove it from the state (terraform state rm, or a removed block).",
			verb))}
}
