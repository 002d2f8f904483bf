// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package spelling tells a value that a platform has written otherwise than the
// configuration from another value. A platform may store what it is given in a
// normal form of its own and answer with that; what means the same is the same,
// and keeps the configured spelling.
//
// URLs mean the same where they are after the normalisation of RFC 3986, 6.2.2 and
// 6.2.3. Texts for people, such as names, mean the same where they differ in the
// normal form of Unicode, in how lines end, or in white space at their ends, and
// in nothing else: capital letters tell two names apart. All other values are the
// same only where they are equal.
package spelling

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"golang.org/x/text/unicode/norm"
)

// SameText reports whether two texts for people mean the same.
func SameText(a, b string) bool { return normalText(a) == normalText(b) }

func normalText(text string) string {
	return strings.TrimSpace(norm.NFC.String(strings.ReplaceAll(text, "\r\n", "\n")))
}

// SameURL reports whether two URLs mean the same.
func SameURL(a, b string) bool { return normalURL(a) == normalURL(b) }

// Keep returns what a platform says, in the spelling that is known of it where
// that means the same. An empty text is none, which is null.
func Keep(known types.String, said string, same func(a, b string) bool) types.String {
	switch {
	case said == "":
		return types.StringNull()
	case !known.IsNull() && !known.IsUnknown() && same(known.ValueString(), said):
		return known
	}
	return types.StringValue(said)
}

// KeepURL plans no change where the configuration only spells a URL otherwise than
// the state does, as after an import. It comes before what replaces an object.
func KeepURL() planmodifier.String { return keepURL{} }

type keepURL struct{}

func (keepURL) Description(context.Context) string {
	return "Another spelling of the same URL changes nothing."
}

func (k keepURL) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (keepURL) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if !req.PlanValue.IsNull() && !req.PlanValue.IsUnknown() {
		resp.PlanValue = types.StringValue(Keep(req.StateValue, req.PlanValue.ValueString(), SameURL).ValueString())
	}
}
