// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// values tells what is known of the object at an address.
type values func(address string) cty.Value

// scope is what expressions may refer to.
func (f *folder) scope(known values, references []string, index int) *hcl.EvalContext {
	managed, data := map[string]map[string]cty.Value{}, map[string]map[string]cty.Value{}
	for _, o := range f.config.objects {
		if !slices.Contains(references, o.address()) {
			continue
		}
		into := managed
		if o.data {
			into = data
		}
		if into[o.typeName] == nil {
			into[o.typeName] = map[string]cty.Value{}
		}
		into[o.typeName][o.name] = f.valueOf(o, known)
	}
	variables := asObjects(managed)
	if len(data) > 0 {
		variables["data"] = cty.ObjectVal(asObjects(data))
	}
	variables["var"] = cty.ObjectVal(f.config.given)
	if index >= 0 {
		variables["count"] = cty.ObjectVal(map[string]cty.Value{"index": cty.NumberIntVal(int64(index))})
	}
	return &hcl.EvalContext{Variables: variables, Functions: functions}
}

// valueOf is the value of an object; a tuple where it has a count.
func (f *folder) valueOf(o *object, known values) cty.Value {
	schema := f.schemas.of(o.data, o.typeName)
	if o.count < 0 {
		return schema.mark(known(o.address()))
	}
	var all []cty.Value
	for _, address := range o.addresses() {
		all = append(all, schema.mark(known(address)))
	}
	return cty.TupleVal(all)
}

func asObjects(types map[string]map[string]cty.Value) map[string]cty.Value {
	all := map[string]cty.Value{}
	for typeName, objects := range types {
		all[typeName] = cty.ObjectVal(objects)
	}
	return all
}

// resources are the configuration as the engine takes it.
func (f *folder) resources() []engine.Resource {
	f.t.Helper()
	var all []engine.Resource
	for _, o := range f.config.objects {
		for i, name := range o.instances() {
			index := i
			if o.count < 0 {
				index = -1
			}
			r := engine.Resource{Type: o.typeName, Name: name, Data: o.data, CreateBeforeDestroy: o.createFirst, DependsOn: f.needs(o)}
			r.Evaluate = func(known func(string) cty.Value) (engine.Values, engine.Diagnostics) {
				return f.decode(o.body, f.schemas.of(o.data, o.typeName), f.scope(known, o.dependsOn, index), r.Address())
			}
			r.Import = f.imported(r.Address())
			all = append(all, r)
		}
	}
	return all
}

// needs are the addresses of all instances that an object depends on.
func (f *folder) needs(o *object) []string {
	var all []string
	for _, other := range f.config.objects {
		if slices.Contains(o.dependsOn, other.address()) {
			all = append(all, other.addresses()...)
		}
	}
	return all
}

// imported is what an import block says of an address; nil where none does.
func (f *folder) imported(address string) *engine.Import {
	f.t.Helper()
	if f.importing != nil && f.importing.address == address {
		return &f.importing.what
	}
	body := f.config.imports[address]
	if body == nil {
		return nil
	}
	what := &engine.Import{}
	constant := func(name string) cty.Value {
		value, said := body.Attributes[name].Expr.Value(&hcl.EvalContext{})
		if said.HasErrors() {
			f.t.Fatalf("the import of %s: %v", address, said)
		}
		return value
	}
	switch {
	case body.Attributes["id"] != nil:
		what.ID = constant("id").AsString()
	default:
		what.Identity = engine.Values{}
		for name, value := range constant("identity").AsValueMap() {
			what.Identity[name] = value
		}
	}
	return what
}

// decode reads a body by a schema. What is wrong with it, a CLI says in HCL's words.
func (f *folder) decode(body *hclsyntax.Body, schema attributes, scope *hcl.EvalContext, address string) (engine.Values, engine.Diagnostics) {
	f.t.Helper()
	spec, err := schema.spec()
	if err != nil {
		f.t.Fatalf("the schema of %s: %v", address, err)
	}
	value, said := hcldec.Decode(body, spec, scope)
	if said.HasErrors() {
		return nil, translate(said, address)
	}
	value, _ = value.UnmarkDeep()
	decoded := engine.Values{}
	for name, attribute := range value.AsValueMap() {
		decoded[name] = attribute
	}
	return decoded, nil
}

func translate(said hcl.Diagnostics, address string) engine.Diagnostics {
	var all engine.Diagnostics
	for _, d := range said {
		all = append(all, engine.Diagnostic{
			Warning: d.Severity == hcl.DiagWarning, Address: address, Summary: d.Summary, Detail: d.Detail,
		})
	}
	return all
}
