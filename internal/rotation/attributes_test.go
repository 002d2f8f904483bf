// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package rotation

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestCheckFits(t *testing.T) {
	t.Parallel()
	text := types.StringValue
	tests := map[string]struct {
		rotateAfter, overlap, expiresAfter types.String
		fits                               bool
	}{
		"exactly":           {text("80d"), text("10d"), text("90d"), true},
		"an hour too long":  {text("80d"), text("241h"), text("90d"), false},
		"no age":            {types.StringNull(), text("91d"), text("90d"), false},
		"no overlap":        {text("91d"), types.StringNull(), text("90d"), false},
		"no expiry":         {text("91d"), text("91d"), types.StringNull(), true},
		"not known yet":     {types.StringUnknown(), text("91d"), text("90d"), true},
		"an unknown expiry": {text("91d"), text("91d"), types.StringUnknown(), true},
	}
	for name, test := range tests {
		if diags := CheckFits(test.rotateAfter, test.overlap, test.expiresAfter); diags.HasError() == test.fits {
			t.Errorf("%s: %v, want it to fit: %t", name, diags, test.fits)
		}
	}
}
