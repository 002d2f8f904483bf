// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// attribute is what the rules for plans ask about an attribute.
type attribute struct {
	name      string
	typ       cty.Type
	optional  bool
	computed  bool
	sensitive bool
	writeOnly bool
	nested    *nested
}

// nested are the attributes inside an attribute: of the object itself, or of
// each element of the list, map or set of objects.
type nested struct {
	mode       tfprotov6.SchemaObjectNestingMode
	attributes attributes
}

// attributes are those of one object.
type attributes []attribute

// resourceSchema is the schema of a type of resources, or of data sources.
type resourceSchema struct {
	version    int64
	typ        cty.Type
	attributes attributes

	identity        cty.Type // NilType where it has none.
	identityVersion int64
}

// schemas are all that a provider offers.
type schemas struct {
	provider    cty.Type
	resources   map[string]*resourceSchema
	data        map[string]*resourceSchema
	planDestroy bool // whether the provider wants to see destroy plans
}

func newSchemas(got *tfprotov6.GetProviderSchemaResponse, identities *tfprotov6.GetResourceIdentitySchemasResponse) (*schemas, error) {
	provider, err := CtyType(got.Provider.ValueType())
	if err != nil {
		return nil, fmt.Errorf("the provider block: %w", err)
	}
	s := &schemas{
		provider:    provider,
		resources:   map[string]*resourceSchema{},
		data:        map[string]*resourceSchema{},
		planDestroy: got.ServerCapabilities != nil && got.ServerCapabilities.PlanDestroy,
	}
	for name, schema := range got.ResourceSchemas {
		if s.resources[name], err = newResourceSchema(schema, identities.IdentitySchemas[name]); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	for name, schema := range got.DataSourceSchemas {
		if s.data[name], err = newResourceSchema(schema, nil); err != nil {
			return nil, fmt.Errorf("data %s: %w", name, err)
		}
	}
	return s, nil
}

func newResourceSchema(schema *tfprotov6.Schema, identity *tfprotov6.ResourceIdentitySchema) (*resourceSchema, error) {
	if len(schema.Block.BlockTypes) > 0 {
		return nil, fmt.Errorf("the block %q is none of this package's business: it drives schemas of attributes only", schema.Block.BlockTypes[0].TypeName)
	}
	attributes, err := newAttributes(schema.Block.Attributes)
	if err != nil {
		return nil, err
	}
	r := &resourceSchema{version: schema.Version, attributes: attributes}
	if r.typ, err = CtyType(schema.ValueType()); err != nil {
		return nil, err
	}
	if identity == nil {
		return r, nil
	}
	r.identityVersion = identity.Version
	r.identity, err = CtyType(identity.ValueType())
	return r, err
}

func newAttributes(declared []*tfprotov6.SchemaAttribute) (attributes, error) {
	all := make(attributes, 0, len(declared))
	for _, d := range declared {
		typ, err := CtyType(d.ValueType())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.Name, err)
		}
		a := attribute{
			name: d.Name, typ: typ,
			optional: d.Optional, computed: d.Computed, sensitive: d.Sensitive, writeOnly: d.WriteOnly,
		}
		if d.NestedType != nil {
			inner, err := newAttributes(d.NestedType.Attributes)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", d.Name, err)
			}
			a.nested = &nested{mode: d.NestedType.Nesting, attributes: inner}
		}
		all = append(all, a)
	}
	return all, nil
}

// CtyType translates a type by its JSON form, which both libraries share.
func CtyType(typ tftypes.Type) (cty.Type, error) {
	data, err := typ.MarshalJSON() //nolint:staticcheck // The only way from one library's types to the other's.
	if err != nil {
		return cty.NilType, err
	}
	translated, err := ctyjson.UnmarshalType(data)
	if err != nil {
		return cty.NilType, err
	}
	if translated.HasDynamicTypes() {
		return cty.NilType, fmt.Errorf("a dynamic type is none of this package's business: %s", translated.FriendlyName())
	}
	return translated, nil
}

// secret reports whether the attribute, or one inside it, is sensitive.
func (a attribute) secret() bool {
	if a.sensitive || a.nested == nil {
		return a.sensitive
	}
	for _, inner := range a.nested.attributes {
		if inner.secret() {
			return true
		}
	}
	return false
}

// objects returns the objects that an attribute with attributes inside has: one,
// or one for each element, with the step that leads to it. A null or unknown
// value has none.
func (n *nested) objects(value cty.Value) []located {
	switch {
	case isNull(value) || !value.IsKnown():
		return nil
	case n.mode == tfprotov6.SchemaObjectNestingModeSingle:
		return []located{{value: value}}
	}
	all := make([]located, 0, value.LengthInt())
	for it := value.ElementIterator(); it.Next(); {
		key, v := it.Element()
		all = append(all, located{path: cty.Path{cty.IndexStep{Key: key}}, value: v})
	}
	return all
}

type located struct {
	path  cty.Path
	value cty.Value
}
