// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package schemas_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	ephemeral "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/schemas"
)

// TestEphemeral proves that a twin has the same type, the same arguments and the same
// checks.
func TestEphemeral(t *testing.T) {
	t.Parallel()
	source := schema.Schema{MarkdownDescription: "Read.", Attributes: map[string]schema.Attribute{
		"id":    schema.StringAttribute{Required: true, MarkdownDescription: "An id.", Validators: []validator.String{stringvalidator.LengthAtLeast(1)}},
		"max":   schema.Int64Attribute{Optional: true, Computed: true, MarkdownDescription: "A number."},
		"whole": schema.BoolAttribute{Computed: true, Sensitive: true, MarkdownDescription: "A truth."},
		"rows": schema.ListNestedAttribute{Computed: true, MarkdownDescription: "Rows.", NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"sums": schema.MapNestedAttribute{Computed: true, MarkdownDescription: "Sums.", NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"net": schema.StringAttribute{Computed: true, MarkdownDescription: "Net."},
			}}},
		}}},
	}}
	got := schemas.Ephemeral(source, "Opened.")
	if !got.Type().Equal(source.Type()) {
		t.Errorf("the type is %s, want %s", got.Type(), source.Type())
	}
	if got.MarkdownDescription != "Opened." {
		t.Errorf("the description is %q", got.MarkdownDescription)
	}
	for name, want := range source.Attributes {
		a := got.Attributes[name]
		if a.IsRequired() != want.IsRequired() || a.IsOptional() != want.IsOptional() || a.IsComputed() != want.IsComputed() ||
			a.IsSensitive() != want.IsSensitive() || a.GetMarkdownDescription() != want.GetMarkdownDescription() {
			t.Errorf("%s became %+v", name, a)
		}
	}
	if id, ok := got.Attributes["id"].(ephemeral.StringAttribute); !ok || len(id.Validators) != 1 {
		t.Errorf("the id became %+v", got.Attributes["id"])
	}
	if diags := got.ValidateImplementation(t.Context()); diags.HasError() {
		t.Error(diags)
	}
}

// TestEphemeralOfAnotherKind proves that an attribute without a twin is noticed when
// the provider starts, by name.
func TestEphemeralOfAnotherKind(t *testing.T) {
	t.Parallel()
	defer func() {
		if text, ok := recover().(string); !ok || !strings.Contains(text, "ratio") {
			t.Errorf("panicked with %q", text)
		}
	}()
	schemas.Ephemeral(schema.Schema{Attributes: map[string]schema.Attribute{"ratio": schema.Float64Attribute{Computed: true}}}, "Never.")
	t.Error("did not panic")
}
