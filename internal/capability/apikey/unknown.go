// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// noticeStatus warns of a status that the provider does not know. It plans nothing
// because of one: the key may work, now or later.
func (m *model) noticeStatus() diag.Diagnostics {
	status, known := m.Status.ValueString(), platform.KeyStatuses()
	if slices.Contains(known, status) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("status"),
		fmt.Sprintf("API key %s has the unknown status %q", m.ID.ValueString(), status),
		fmt.Sprintf("The %s has a status that the provider does not know; it knows %s. It counts neither as working nor as dead, so nothing is planned because of it. "+
			"Look on the platform what it means. To have another key, change a value of rotation_triggers.", m.name(), platform.Enumerate(known)))}
}
