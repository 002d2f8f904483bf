// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

// checkName refuses to give a key a name that nobody reads right. A name that the
// key has already stays: somebody gave it by hand, and whoever adopts the key as
// it is changes nothing. The configuration alone does not tell the two apart. The
// key that replaces it is a new one, and so is the name.
func checkName(has, wanted types.String) diag.Diagnostics {
	if wanted.IsNull() || wanted.IsUnknown() || wanted.Equal(has) {
		return nil
	}
	problem := validators.NameProblem(wanted.ValueString())
	if problem == "" {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("name"), "Not a usable name",
		problem+" A key that was given such a name by hand keeps it until it is replaced; change the name before that.")}
}
