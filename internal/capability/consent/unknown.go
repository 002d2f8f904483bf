// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package consent

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// noticeStatus warns of a status that the provider does not know. Nothing is
// planned because of one, and it ends no wait: the consent may work, now or later.
func noticeStatus(c platform.Consent) diag.Diagnostics {
	known := platform.ConsentStatuses()
	if slices.Contains(known, string(c.Status)) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("status"),
		fmt.Sprintf("Consent %s has the unknown status %q", c.ID, c.Status),
		fmt.Sprintf("The consent for %s has a status that the provider does not know; it knows %s. It counts neither as active nor as dead, so nothing is planned because of it. "+
			"Look on the platform what it means.", c.BankID, platform.Enumerate(known)))}
}
