// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package listresource

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

// All is the status that leaves nothing out.
const All = "all"

// Status is the filter by what becomes of an object in its life. Where it is not
// set only live objects are listed: they are what there is to manage.
func Status(objects, live string, statuses []string) schema.Attribute {
	last := len(statuses) - 1
	return schema.StringAttribute{
		Optional:   true,
		Validators: []validator.String{validators.Known("status", append(slices.Clone(statuses), All))},
		MarkdownDescription: fmt.Sprintf("Only %s with this status, such as %s. `%s` lists every one of them. Without it, only live ones are listed: %s. The plan for an imported dead one replaces it.",
			objects, "`"+strings.Join(statuses[:last], "`, `")+"` or `"+statuses[last]+"`", All, live),
	}
}

// Prefix is the filter by how a text begins. What names the text to people.
func Prefix(objects, what string) schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		Validators:          []validator.String{validators.NotBlank()},
		MarkdownDescription: fmt.Sprintf("Only %s whose %s begins with this text. Capital letters count.", objects, what),
	}
}

// HasPrefix reports whether the filter lets a text through.
func HasPrefix(text string, prefix types.String) bool {
	return strings.HasPrefix(text, prefix.ValueString())
}

// CreatedBefore is the filter by age.
func CreatedBefore(objects string) schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		Validators:          []validator.String{instant{}},
		MarkdownDescription: fmt.Sprintf("Only %s that were created before this time, RFC 3339, such as `2026-01-31T00:00:00Z`.", objects),
	}
}

// IsBefore reports whether the filter lets an object through that was created at
// a time. One whose age the platform does not tell is let through only where
// there is no filter.
func IsBefore(createdAt time.Time, before types.String) bool {
	if before.IsNull() {
		return true
	}
	limit, err := time.Parse(time.RFC3339, before.ValueString())
	return err == nil && !createdAt.IsZero() && createdAt.Before(limit)
}

// instant accepts a time with a date and an offset.
type instant struct{}

func (instant) Description(context.Context) string {
	return "a time in RFC 3339 such as 2026-01-31T00:00:00Z"
}

func (v instant) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (instant) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := time.Parse(time.RFC3339, req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Not a time",
			fmt.Sprintf("Got %q. Expected a date, a time of day and an offset as in 2026-01-31T00:00:00Z or 2026-01-31T09:30:00+02:00 (RFC 3339).", req.ConfigValue.ValueString()))
	}
}
