// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

// checkDescription refuses to give a webhook a description that nobody sees. One
// that the webhook has already stays: somebody gave it by hand. A state that is nil
// has none.
func checkDescription(state *model, plan model) diag.Diagnostics {
	wanted := plan.Description
	if wanted.IsNull() || wanted.IsUnknown() || (state != nil && wanted.Equal(state.Description)) {
		return nil
	}
	problem := validators.BlankProblem(wanted.ValueString())
	if problem == "" {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("description"), "Empty description", problem)}
}
