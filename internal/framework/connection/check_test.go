// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package connection_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/connection"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// boat is a resource of which platforms have different attributes.
var boat = schema.Schema{Attributes: map[string]schema.Attribute{
	"name":  schema.StringAttribute{Optional: true},
	"sails": schema.Int64Attribute{Optional: true, Computed: true},
	"motor": schema.StringAttribute{Optional: true},
}}

// raw is a boat; what is not given is null.
func raw(t *testing.T, given map[string]any) tftypes.Value {
	t.Helper()
	values := map[string]tftypes.Value{}
	for name, typ := range map[string]tftypes.Type{"name": tftypes.String, "sails": tftypes.Number, "motor": tftypes.String} {
		values[name] = tftypes.NewValue(typ, given[name])
	}
	return tftypes.NewValue(boat.Type().TerraformType(t.Context()), values)
}

// harbour is a connection to a platform whose boats have no sails and no wings, and
// need a motor.
func harbour() *platform.Connection {
	return &platform.Connection{Platform: fjord(), Dialects: []platform.Dialect{
		dialect{title: "Fjord", offers: []platform.Offer{{Capability: "boat", Lacks: []string{"sails", "wings"}, Requires: []string{"motor"}}}},
		dialect{title: "Delta", offers: []platform.Offer{{Capability: "boat", Lacks: []string{"motor"}}}},
	}}
}

// TestCheck proves that an attribute is refused where the platform lacks it, with
// those that have it, and missed where the platform needs it.
func TestCheck(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config map[string]any
		want   []string // of the errors, in their order
	}{
		"what it has":         {map[string]any{"name": "Ana", "motor": "diesel"}, nil},
		"not known yet":       {map[string]any{"motor": tftypes.UnknownValue}, nil},
		"lacking":             {map[string]any{"motor": "diesel", "sails": 2}, []string{"Fjord has no sails"}},
		"lacking, unknown":    {map[string]any{"motor": "diesel", "sails": tftypes.UnknownValue}, []string{"Fjord has no sails"}},
		"missing":             {nil, []string{"Fjord needs motor"}},
		"lacking and missing": {map[string]any{"sails": 2}, []string{"Fjord has no sails", "Fjord needs motor"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := connection.Check(harbour(), "boat", tfsdk.Config{Schema: boat, Raw: raw(t, test.config)})
			var got []string
			for _, d := range diags {
				got = append(got, d.Summary())
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	diags := connection.Check(harbour(), "boat", tfsdk.Config{Schema: boat, Raw: raw(t, map[string]any{"motor": "diesel", "sails": 2})})
	if len(diags) == 1 && !strings.Contains(diags[0].Detail(), "Remove it, or use a provider alias of a platform that has it: Delta.") {
		t.Errorf("the detail is %s", diags[0].Detail())
	}
	if diags := connection.Check(nil, "boat", tfsdk.Config{Schema: boat, Raw: raw(t, map[string]any{"sails": 2})}); diags != nil {
		t.Errorf("without a connection: %v", diags)
	}
}

// TestNullLacked proves that a plan promises nothing that the platform lacks, and
// leaves the rest.
func TestNullLacked(t *testing.T) {
	t.Parallel()
	before := map[string]any{"name": "Ana", "sails": tftypes.UnknownValue, "motor": tftypes.UnknownValue}
	plan := tfsdk.Plan{Schema: boat, Raw: raw(t, before)}
	if diags := connection.NullLacked(t.Context(), nil, "boat", &plan); diags != nil || !plan.Raw.Equal(raw(t, before)) {
		t.Errorf("without a connection: %v %s", diags, plan.Raw)
	}
	diags := connection.NullLacked(t.Context(), harbour(), "boat", &plan)
	if want := raw(t, map[string]any{"name": "Ana", "motor": tftypes.UnknownValue}); diags.HasError() || !plan.Raw.Equal(want) {
		t.Errorf("got %v and %s, want %s", diags, plan.Raw, want)
	}
}
