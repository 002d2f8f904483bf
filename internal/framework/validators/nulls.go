// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// NoNulls accepts a set without an element that is null, which the CLI lets pass
// and which reads like an empty text.
func NoNulls() validator.Set { return noNulls{} }

type noNulls struct{}

func (noNulls) Description(context.Context) string { return "no element that is null" }

func (v noNulls) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (noNulls) ValidateSet(_ context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	for _, element := range req.ConfigValue.Elements() {
		if element.IsNull() {
			resp.Diagnostics.AddAttributeError(req.Path, "Element is null",
				"Got an element that is null. Expected texts only: leave it out, as compact() does where what it refers to may have no value.")
			return // A set has it once.
		}
	}
}
