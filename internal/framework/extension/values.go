// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package extension

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Values are the nested attributes of one object. They are not changed in place, so
// that models which are copied may share them.
type Values struct {
	extension Extension
	objects   map[string]types.Object
}

// Get reads a [tfsdk.Plan], [tfsdk.State], [tfsdk.Config] or [tfsdk.Resource]: what all
// platforms share into the model, the rest into values.
func (e Extension) Get(ctx context.Context, from, model any, own *Values) diag.Diagnostics {
	whole := view(from)
	shared, err := e.without(ctx, whole)
	if err != nil {
		return diag.Diagnostics{unexpected(err)}
	}
	diags := shared.Get(ctx, model)
	*own = Values{e, map[string]types.Object{}} // It may be a field of the model, which is another one now.
	for name := range e.attributes {
		var object types.Object
		diags.Append(whole.GetAttribute(ctx, path.Root(name), &object)...)
		own.objects[name] = object
	}
	return diags
}

// Set writes a model and the values into a [*tfsdk.State] or a [*tfsdk.Resource]. What
// is not known by then is null: no platform has said it.
func (e Extension) Set(ctx context.Context, to, model any, own Values) diag.Diagnostics {
	whole := view(to)
	shared, err := e.without(ctx, tfsdk.State{Schema: whole.Schema, Raw: tftypes.NewValue(whole.Schema.Type().TerraformType(ctx), nil)})
	if err != nil {
		return diag.Diagnostics{unexpected(err)}
	}
	diags := shared.Set(ctx, model)
	if diags.HasError() {
		return diags
	}
	var values map[string]tftypes.Value
	if err := shared.Raw.As(&values); err != nil {
		return append(diags, unexpected(err))
	}
	for name, attribute := range e.attributes {
		values[name] = tftypes.NewValue(attribute.GetType().TerraformType(ctx), nil)
		if object := own.objects[name]; !object.IsUnknown() && !object.IsNull() {
			if values[name], err = object.ToTerraformValue(ctx); err != nil {
				return append(diags, unexpected(err))
			}
		}
	}
	raw := tftypes.NewValue(whole.Schema.Type().TerraformType(ctx), values)
	switch to := to.(type) {
	case *tfsdk.State:
		to.Raw = raw
	case *tfsdk.Resource:
		to.Raw = raw
	}
	return diags
}

// view is what the framework hands over in different types of the same shape.
func view(from any) tfsdk.State {
	switch from := from.(type) {
	case tfsdk.Plan:
		return tfsdk.State(from)
	case tfsdk.Config:
		return tfsdk.State(from)
	case tfsdk.State:
		return from
	case *tfsdk.State:
		return *from
	case *tfsdk.Resource:
		return tfsdk.State(*from)
	}
	panic(fmt.Sprintf("extension: got a %T", from))
}

// without is an object, and its schema, without the nested attributes.
func (e Extension) without(ctx context.Context, whole tfsdk.State) (tfsdk.State, error) {
	full, ok := whole.Schema.(schema.Schema)
	if !ok {
		return tfsdk.State{}, fmt.Errorf("got a schema of type %T", whole.Schema)
	}
	full.Attributes = maps.Clone(full.Attributes)
	maps.DeleteFunc(full.Attributes, func(name string, _ schema.Attribute) bool { return e.attributes[name] != nil })
	shared := tfsdk.State{Schema: full, Raw: tftypes.NewValue(full.Type().TerraformType(ctx), nil)}
	if whole.Raw.IsNull() {
		return shared, nil
	}
	var values map[string]tftypes.Value
	if err := whole.Raw.As(&values); err != nil {
		return tfsdk.State{}, err
	}
	values = maps.Clone(values)
	maps.DeleteFunc(values, func(name string, _ tftypes.Value) bool { return e.attributes[name] != nil })
	shared.Raw = tftypes.NewValue(shared.Raw.Type(), values)
	return shared, nil
}

func unexpected(err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unexpected object", err.Error()+". This is a bug in the provider; please report it to its developers.")
}

// With is what a platform says of its computed fields: of each a string, a []string or
// a bool, as its kind is. What the user has set and the platform does not say stays as
// it is, and what neither says is null. Where no field is computed, what the user
// leaves out is not managed.
func (v Values) With(ctx context.Context, name string, said map[string]any) (Values, diag.Diagnostics) {
	object := v.objects[name]
	if attribute := v.extension.attributes[name]; attribute == nil || object.IsNull() && !attribute.IsComputed() {
		return v, nil
	}
	var diags diag.Diagnostics
	attributes := map[string]attr.Value{}
	for field, typ := range object.AttributeTypes(ctx) {
		known := object.Attributes()[field]
		if value, told := said[field]; told {
			diags.Append(tfsdk.ValueFrom(ctx, value, typ, &known)...)
		} else if known == nil || known.IsUnknown() {
			known, _ = typ.ValueFromTerraform(ctx, tftypes.NewValue(typ.TerraformType(ctx), nil)) // A null is of every type.
		}
		attributes[field] = known
	}
	if diags.HasError() {
		return v, diags
	}
	changed, wrong := types.ObjectValue(object.AttributeTypes(ctx), attributes)
	objects := maps.Clone(v.objects)
	objects[name] = changed
	return Values{v.extension, objects}, append(diags, wrong...)
}
