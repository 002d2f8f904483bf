// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package mismatch says where a platform has stored something else than it was asked
// for. A CLI takes that for a bug of the provider, and what was created so for
// broken: it would be replaced by every apply. So the difference is told in words
// of our own, with both values, and the object stays:
//
//   - after a create as a warning, since an error would taint it. The state holds
//     what was asked for, and the next refresh what the platform has;
//   - after an update as an error, which taints nothing;
//   - of what only another object could have otherwise, as an error of the plan: a
//     replacement would come out the same.
package mismatch

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/privatestate"
)

// Differences are attributes that the platform has otherwise than it was asked.
type Differences []string

// Compare adds an attribute where the platform has another value.
func (d *Differences) Compare(attribute string, asked, has attr.Value) {
	if !asked.IsUnknown() && !asked.Equal(has) {
		*d = append(*d, fmt.Sprintf("  %s: asked for %s, the platform has %s", attribute, written(asked), written(has)))
	}
}

func written(v attr.Value) string {
	if v.IsNull() {
		return "none"
	}
	return v.String()
}

// Warning tells of an object that was created, such as "webhook whk_1".
func (d Differences) Warning(object string) diag.Diagnostics {
	if len(d) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(summary(object),
		d.detail("It was created, and it is kept as it is: nothing replaces it. The next plan shows the difference."))}
}

// Error tells of an object that was changed.
func (d Differences) Error(object string) diag.Diagnostics {
	if len(d) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic(summary(object),
		d.detail("The platform took the call. The object is kept, and the state has what the platform has."))}
}

func (d Differences) detail(kept string) string {
	return fmt.Sprintf("%s\n\n%s %s", strings.Join(d, "\n"), kept, remedy)
}

func summary(object string) string {
	return fmt.Sprintf("Platform has another %s than was asked for", object)
}

const remedy = "Write what the platform has into the configuration, or have its operators find out why it stores something else."

// note is where the private state has what was asked for, of an attribute that
// never changes on the platform, where the platform has something else.
func note(attribute string) string { return "asked_for_" + attribute }

// Notice notes, at a refresh, that the state has another value than the platform of
// an attribute that never changes there: so that was never stored.
func Notice(ctx context.Context, private privatestate.Writer, attribute string, state, has types.String) diag.Diagnostics {
	if state.IsNull() || state.Equal(has) {
		return nil
	}
	return privatestate.Set(ctx, private, note(attribute), state.ValueString())
}

// Refuse is an error of the plan where the configuration still asks for what the
// platform has made something else of.
func Refuse(ctx context.Context, private privatestate.Reader, object, attribute string, state, plan types.String) diag.Diagnostics {
	asked, diags := privatestate.Get[string](ctx, private, note(attribute))
	if asked == "" || plan.ValueString() != asked || plan.Equal(state) {
		return diags
	}
	var d Differences
	d.Compare(attribute, plan, state)
	diags.AddAttributeError(path.Root(attribute), summary(object),
		d.detail("It cannot be changed, and another object would come out the same, so nothing is replaced; to have one made all the same, taint this one."))
	return diags
}
