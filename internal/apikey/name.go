// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// printable refuses line breaks and other control characters, and spaces at
// the ends, which nobody sees in a dashboard.
var printable = regexp.MustCompile(`^[^\s\p{C}]([^\p{C}]*[^\s\p{C}])?$`)

// checkName refuses to give a key a name that nobody reads right. A name that the
// key has already stays: somebody gave it by hand, and whoever adopts the key as
// it is changes nothing. The configuration alone does not tell the two apart. The
// key that replaces it is a new one, and so is the name.
func checkName(has, wanted types.String) diag.Diagnostics {
	if wanted.IsNull() || wanted.IsUnknown() || wanted.Equal(has) || printable.MatchString(wanted.ValueString()) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("name"), "Not a usable name",
		fmt.Sprintf("Got %q. A name must be printable, without line breaks and without spaces at its ends. A key that was given such a name by hand keeps it until it is replaced; change the name before that.", wanted.ValueString()))}
}
