// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package mismatch_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/mismatch"
)

// private is a resource's private state.
type private map[string][]byte

func (p private) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) { return p[key], nil }

func (p private) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	p[key] = value
	return nil
}

// TestCompare proves that both values are named, and that nothing is said of what is
// equal or not known yet.
func TestCompare(t *testing.T) {
	t.Parallel()
	var d mismatch.Differences
	d.Compare("same", types.StringValue("a"), types.StringValue("a"))
	d.Compare("unknown", types.StringUnknown(), types.StringValue("a"))
	if d.Warning("key 1") != nil || d.Error("key 1") != nil {
		t.Errorf("got %v", d)
	}
	d.Compare("name", types.StringValue("a"), types.StringNull())
	d.Compare("enabled", types.BoolValue(true), types.BoolValue(false))
	for severity, said := range map[diag.Severity]diag.Diagnostics{diag.SeverityWarning: d.Warning("key 1"), diag.SeverityError: d.Error("key 1")} {
		if len(said) != 1 || said[0].Severity() != severity || !strings.Contains(said[0].Summary(), "key 1") ||
			!strings.Contains(said[0].Detail(), `name: asked for "a", the platform has none`) || !strings.Contains(said[0].Detail(), "enabled: asked for true, the platform has false") {
			t.Errorf("got %v", said)
		}
	}
}

// TestRefuse proves that only the configuration is refused of which the platform has
// made something else.
func TestRefuse(t *testing.T) {
	t.Parallel()
	a, b := types.StringValue("a"), types.StringValue("b")
	for name, test := range map[string]struct {
		before, has, plan types.String
		refused           bool
	}{
		"asked for again":        {a, b, a, true},
		"what the platform has":  {a, b, b, false},
		"something else":         {a, b, types.StringValue("c"), false},
		"no difference":          {a, a, a, false},
		"changed by the user":    {b, b, a, false},
		"nothing known before":   {types.StringNull(), b, a, false},
		"not known yet":          {a, b, types.StringUnknown(), false},
		"the same all the while": {b, b, b, false},
	} {
		p := private{}
		if diags := mismatch.Notice(t.Context(), p, "type", test.before, test.has); diags.HasError() {
			t.Fatal(diags)
		}
		diags := mismatch.Refuse(t.Context(), p, "key 1", "type", test.has, test.plan)
		if diags.HasError() != test.refused || (test.refused && !strings.Contains(diags[0].Detail(), `type: asked for "a", the platform has "b"`)) {
			t.Errorf("%s: got %v", name, diags)
		}
	}
}
