// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Clock warns, once in a run, of a platform's clock that cannot decide what is due. It
// names the platform and no object, since it is about all of them.
func Clock(c *platform.Connection, asOf platform.AsOf) diag.Diagnostics {
	if c == nil || !c.Doubts.Tell(asOf) {
		return nil
	}
	summary, remedy := fmt.Sprintf("%s does not say what time it is", c.Title),
		"A proxy on the way may have removed the header or changed it: see that it passes on the platform's Date."
	if !asOf.Said.IsZero() {
		summary, remedy = fmt.Sprintf("The clock of %s is not believed", c.Title),
			"Compare both with the true time. Where this machine is wrong, set its clock and run again; where the platform is, or a proxy before it, tell those who run it."
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(summary, fmt.Sprintf(
		"What is due for rotation or renewal is decided by the platform's clock, and %s. So nothing is found due in this run; what was found due before stays so. %s",
		asOf.Doubt(), remedy))}
}
