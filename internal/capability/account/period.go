// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// checkPeriod refuses a date_to before its date_from, as soon as both are known.
func checkPeriod(ctx context.Context, config tfsdk.Config) diag.Diagnostics {
	var from, to types.String
	diags := config.GetAttribute(ctx, path.Root("date_from"), &from)
	diags.Append(config.GetAttribute(ctx, path.Root("date_to"), &to)...)
	if from.ValueString() == "" || to.ValueString() == "" || from.ValueString() <= to.ValueString() {
		return diags // Not both known, or in order: ISO 8601 dates sort as text.
	}
	diags.AddAttributeError(path.Root("date_to"), "Period ends before it begins",
		fmt.Sprintf("Got date_from = %q and date_to = %q. Expected date_to on or after date_from; both days are included.", from.ValueString(), to.ValueString()))
	return diags
}
