// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// Unquoted is an error about an attribute whose value is a secret, or may have one in
// it. It names the attribute in its text only: beside the path of one, a CLI shows the
// line of the configuration, with what is written there.
func Unquoted(at path.Path, summary, detail string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(summary, fmt.Sprintf("%s: %s", at, detail))
}
