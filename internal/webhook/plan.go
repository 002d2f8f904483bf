// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package webhook

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/nearest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// ModifyPlan refuses event types that the platform does not have. They are the
// platform's, so they are known no earlier than at plan.
func (r *webhookResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.connection == nil {
		return
	}
	var events types.Set
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("events"), &events)...)
	if resp.Diagnostics.HasError() || events.IsUnknown() {
		return
	}
	known := r.connection.Webhooks.Events()
	for _, element := range events.Elements() {
		event, ok := element.(types.String)
		if !ok || event.IsUnknown() || slices.Contains(known, event.ValueString()) {
			continue
		}
		remedy := fmt.Sprintf("%s has the events %s.", r.connection.Title, platform.Enumerate(known))
		if like := nearest.Names(event.ValueString(), known); len(like) > 0 {
			remedy = fmt.Sprintf("Did you mean %q? %s", like[0], remedy)
		}
		resp.Diagnostics.AddAttributeError(path.Root("events"), "Unknown event",
			fmt.Sprintf("Got %q, which is not an event of the platform. %s", event.ValueString(), remedy))
	}
}
