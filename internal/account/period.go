// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// checkPeriod refuses a date_to before its date_from, as soon as both are known.
func checkPeriod(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var from, to types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("date_from"), &from)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("date_to"), &to)...)
	if from.ValueString() == "" || to.ValueString() == "" || from.ValueString() <= to.ValueString() {
		return // Not both known, or in order: ISO 8601 dates sort as text.
	}
	resp.Diagnostics.AddAttributeError(path.Root("date_to"), "Period ends before it begins",
		fmt.Sprintf("Got date_from = %q and date_to = %q. Expected date_to on or after date_from; both days are included.", from.ValueString(), to.ValueString()))
}
