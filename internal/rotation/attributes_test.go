// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package rotation

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

func TestParseDuration(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"90d": 90 * 24 * time.Hour, "2w": 14 * 24 * time.Hour, "1d12h": 36 * time.Hour, "36h": 36 * time.Hour,
		"1h30m": 90 * time.Minute, "30s": 30 * time.Second, "0s": 0, "-1h": -time.Hour,
	} {
		if got, err := ParseDuration(text); err != nil || got != want {
			t.Errorf("%q: got %s, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "90", "1 day", "1M", "1y", "P1D", "999999999w", "d", "1h-30m", "NaNh"} {
		if got, err := ParseDuration(text); err == nil {
			t.Errorf("%q: got %s, want an error", text, got)
		}
	}
}

func TestValidators(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ positive, notNegative bool }{
		"90d": {true, true}, "1s": {true, true}, "0s": {false, true}, "-1h": {false, false},
		"500ms": {false, false}, "soon": {false, false}, "": {false, false},
	}
	for text, want := range tests {
		for name, v := range map[string]struct {
			validator validator.String
			ok        bool
		}{"positive": {positive{}, want.positive}, "notNegative": {notNegative{}, want.notNegative}} {
			var resp validator.StringResponse
			v.validator.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("x"), ConfigValue: types.StringValue(text)}, &resp)
			if resp.Diagnostics.HasError() == v.ok {
				t.Errorf("%s of %q: %v, want accepted %t", name, text, resp.Diagnostics, v.ok)
			}
		}
	}
	for _, value := range []types.String{types.StringNull(), types.StringUnknown()} {
		var resp validator.StringResponse
		positive{}.ValidateString(t.Context(), validator.StringRequest{ConfigValue: value}, &resp)
		notNegative{}.ValidateString(t.Context(), validator.StringRequest{ConfigValue: value}, &resp)
		if len(resp.Diagnostics) != 0 {
			t.Errorf("%s: %v", value, resp.Diagnostics)
		}
	}
}

// TestTooLong proves that what is beyond the longest duration is told so, and not
// called no duration, or too short.
func TestTooLong(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"36501d", "876000h1s", "5215w", "9999999999d", "999999999w", "99999999999999999999s", "106752d"} {
		for name, v := range map[string]validator.String{"positive": positive{}, "notNegative": notNegative{}} {
			var resp validator.StringResponse
			v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("x"), ConfigValue: types.StringValue(text)}, &resp)
			if len(resp.Diagnostics) != 1 || !strings.Contains(resp.Diagnostics[0].Detail(), `"`+text+`", which is too long: it is longer than "36500d"`) {
				t.Errorf("%s of %q: %v", name, text, resp.Diagnostics)
			}
		}
	}
	if d, err := ParseDuration("36500d"); err != nil || d != validators.LongestDuration || d+d < d {
		t.Errorf("the longest is %s, %v", d, err)
	}
}

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
