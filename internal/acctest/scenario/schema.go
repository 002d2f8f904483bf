// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario

import (
	"context"
	"fmt"
	"testing"

	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// schemas are what the provider declares.
type schemas struct {
	provider        attributes
	resources, data map[string]attributes
}

// attributes are those of one object.
type attributes []*tfprotov6.SchemaAttribute

func newSchemas(tb testing.TB, server tfprotov6.ProviderServer) *schemas {
	tb.Helper()
	got, err := server.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		tb.Fatalf("the provider's schema: %v", err)
	}
	s := &schemas{provider: got.Provider.Block.Attributes, resources: map[string]attributes{}, data: map[string]attributes{}}
	for name, schema := range got.ResourceSchemas {
		s.resources[name] = schema.Block.Attributes
	}
	for name, schema := range got.DataSourceSchemas {
		s.data[name] = schema.Block.Attributes
	}
	return s
}

// of returns the attributes of the object at an address.
func (s *schemas) of(data bool, typeName string) attributes {
	if data {
		return s.data[typeName]
	}
	return s.resources[typeName]
}

// spec says how a body of the configuration is read.
func (as attributes) spec() (hcldec.ObjectSpec, error) {
	spec := hcldec.ObjectSpec{}
	for _, a := range as {
		typ, err := typeOf(a)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.Name, err)
		}
		spec[a.Name] = &hcldec.AttrSpec{Name: a.Name, Type: typ, Required: a.Required}
	}
	return spec, nil
}

// typeOf is the type that a configuration may give, in which parts may be left out.
func typeOf(a *tfprotov6.SchemaAttribute) (cty.Type, error) {
	if a.NestedType == nil {
		return engine.CtyType(a.Type)
	}
	types := map[string]cty.Type{}
	var optional []string
	for _, inner := range a.NestedType.Attributes {
		typ, err := typeOf(inner)
		if err != nil {
			return cty.NilType, err
		}
		types[inner.Name] = typ
		if !inner.Required {
			optional = append(optional, inner.Name)
		}
	}
	object := cty.ObjectWithOptionalAttrs(types, optional)
	switch a.NestedType.Nesting {
	case tfprotov6.SchemaObjectNestingModeList:
		return cty.List(object), nil
	case tfprotov6.SchemaObjectNestingModeSet:
		return cty.Set(object), nil
	case tfprotov6.SchemaObjectNestingModeMap:
		return cty.Map(object), nil
	default:
		return object, nil
	}
}

// sensitive is the JSON that says which parts of an object are sensitive.
func (as attributes) sensitive(object map[string]any) map[string]any {
	marked := map[string]any{}
	for _, a := range as {
		value, present := object[a.Name]
		switch {
		case !present:
		case a.Sensitive:
			marked[a.Name] = true
		case a.NestedType != nil:
			marked[a.Name] = attributes(a.NestedType.Attributes).sensitiveIn(value)
		}
	}
	return marked
}

func (as attributes) sensitiveIn(value any) any {
	switch v := value.(type) {
	case map[string]any: // An object. No attribute of this provider is a map of objects.
		return as.sensitive(v)
	case []any:
		marked := make([]any, len(v))
		for i := range v {
			marked[i] = as.sensitiveIn(v[i])
		}
		return marked
	}
	return false
}

// mark marks the parts of a value that are sensitive.
func (as attributes) mark(value cty.Value) cty.Value {
	if value.IsNull() || !value.IsKnown() || !value.Type().IsObjectType() {
		return value
	}
	parts := value.AsValueMap()
	for _, a := range as {
		switch {
		case a.Sensitive:
			parts[a.Name] = parts[a.Name].Mark("sensitive")
		case a.NestedType != nil:
			parts[a.Name] = attributes(a.NestedType.Attributes).mark(parts[a.Name])
		}
	}
	return cty.ObjectVal(parts)
}
