// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/diagnostics"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Known warns of a value that is not one of those that the provider knows. What
// there is decides the platform, which may have come to have more. The noun says
// what the values are, such as "status".
func Known(noun string, values []string) validator.String { return known{noun, values} }

type known struct {
	noun   string
	values []string
}

func (k known) Description(context.Context) string {
	return fmt.Sprintf("a %s, of which %s are known", k.noun, platform.Enumerate(k.values))
}

func (k known) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (k known) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	value := req.ConfigValue.ValueString()
	switch {
	case req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || slices.Contains(k.values, value):
	case value == "":
		resp.Diagnostics.AddAttributeError(req.Path, "Empty "+k.noun, fmt.Sprintf("Got an empty text. Expected a %s such as %s, or nothing at all.", k.noun, k.values[0]))
	default:
		resp.Diagnostics.AddAttributeWarning(req.Path, fmt.Sprintf("Unknown %s %q", k.noun, value), Unknown(k.values, value))
	}
}

// Unknown says of a value that it is not known, and what it may be meant for.
func Unknown(known []string, value string) string {
	meant := ""
	if like := diagnostics.Suggest(value, known); len(like) > 0 {
		meant = fmt.Sprintf(" Did you mean %q?", like[0])
	}
	return fmt.Sprintf("Got %q. The provider knows %s.%s The value is used as it is: the platform decides what there is.", value, platform.Enumerate(known), meant)
}
