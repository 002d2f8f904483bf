// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package schemas_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/schemas"
)

// TestOutputs proves that what a data source puts out is computed, described
// and of the right type.
func TestOutputs(t *testing.T) {
	t.Parallel()
	list := func(element attr.Type) string { return types.ListType{ElemType: element}.String() }
	objects := schemas.Objects("The banks.", map[string]schema.Attribute{"id": schemas.Text("Its id.")})
	for name, test := range map[string]struct {
		attribute   schema.Attribute
		description string
		typ         string
	}{
		"text":    {schemas.Text("A name."), "A name.", types.StringType.String()},
		"texts":   {schemas.Texts("Names."), "Names.", list(types.StringType)},
		"objects": {objects, "The banks.", list(types.ObjectType{AttrTypes: map[string]attr.Type{"id": types.StringType}})},
	} {
		a := test.attribute
		if !a.IsComputed() || a.IsOptional() || a.IsRequired() || a.IsSensitive() {
			t.Errorf("%s is not only computed", name)
		}
		if a.GetMarkdownDescription() != test.description {
			t.Errorf("%s is described as %q", name, a.GetMarkdownDescription())
		}
		if got := a.GetType().String(); got != test.typ {
			t.Errorf("%s is of the type %s, want %s", name, got, test.typ)
		}
	}
	if _, ok := objects.NestedObject.Attributes["id"]; !ok {
		t.Error("the objects have lost their attributes")
	}
}
