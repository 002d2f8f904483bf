// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestCheckName(t *testing.T) {
	t.Parallel()
	text, none := types.StringValue, types.StringNull()
	for _, test := range []struct {
		name        string
		has, wanted types.String
		refused     bool
	}{
		{"a good one", none, text("ci nightly, EU"), false},
		{"one letter", none, text("x"), false},
		{"a space before", none, text(" ci"), true},
		{"a space after", none, text("ci "), true},
		{"nothing but a space", none, text(" "), true},
		{"a no-break space", none, text("\u00a0"), true},
		{"an ideographic space after", none, text("ci\u3000"), true},
		{"a Persian non-joiner", none, text("می\u200cخواهم"), false},
		{"a family", none, text("👨\u200d👩\u200d👧"), false},
		{"a line break", none, text("ci\nnightly"), true},
		{"a control character", none, text("ci\x00"), true},
		{"changed to a bad one", text("ci"), text("ci "), true},
		{"changed to another bad one", text("ci  "), text("ci "), true},
		{"changed to a good one", text("ci "), text("ci"), false},
		{"kept", text("ci\n "), text("ci\n "), false},
		{"not known yet", text("ci"), types.StringUnknown(), false},
	} {
		if diags := checkName(test.has, test.wanted); diags.HasError() != test.refused {
			t.Errorf("%s: got %v, want it refused: %t", test.name, diags, test.refused)
		}
	}
}
