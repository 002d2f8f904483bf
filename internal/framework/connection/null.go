// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package connection

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// NullLacked plans null for every attribute that the configured platform lacks,
// so that a plan does not promise values that never come.
func NullLacked(ctx context.Context, connection *platform.Connection, capability platform.Capability, plan *tfsdk.Plan) diag.Diagnostics {
	if connection == nil {
		return nil
	}
	var diags diag.Diagnostics
	for _, name := range connection.Lacks(capability) {
		at := path.Root(name)
		attribute, unknown := plan.Schema.AttributeAtPath(ctx, at)
		if unknown.HasError() {
			continue // Of a data source, not of this resource.
		}
		null, err := attribute.GetType().ValueFromTerraform(ctx, tftypes.NewValue(attribute.GetType().TerraformType(ctx), nil))
		if err != nil {
			diags.AddAttributeError(at, "Could not plan the attribute", err.Error())
			continue
		}
		diags.Append(plan.SetAttribute(ctx, at, null)...)
	}
	return diags
}
