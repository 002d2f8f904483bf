// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// place is where an object stands, as the JSON of a CLI has it.
type place struct {
	mode           tfjson.ResourceMode
	typeName, name string
	index          any
}

func placeOf(address string) place {
	p := place{mode: tfjson.ManagedResourceMode}
	rest, isData := strings.CutPrefix(address, "data.")
	if isData {
		p.mode = tfjson.DataResourceMode
	}
	p.typeName, p.name, _ = strings.Cut(rest, ".")
	if name, index, indexed := strings.Cut(strings.TrimSuffix(p.name, "]"), "["); indexed {
		p.name, p.index = name, json.Number(index)
	}
	return p
}

// decoded is a value as it comes out of JSON.
func decoded(value any) any {
	data, err := json.Marshal(value)
	if err != nil {
		panic("plain values that cannot be encoded: " + err.Error())
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var plain any
	if err := decoder.Decode(&plain); err != nil {
		panic("JSON that cannot be decoded: " + err.Error())
	}
	return plain
}

// objectOf is an object as it comes out of JSON; nil for none.
func objectOf(values engine.Values) map[string]any {
	object, _ := decoded(values).(map[string]any)
	return object
}

// state is the state as a CLI shows it.
func (f *folder) state() *tfjson.State {
	f.t.Helper()
	root := &tfjson.StateModule{}
	for _, address := range f.workspace.Addresses() {
		for i, o := range append([]*engine.Object{f.workspace.Object(address)}, f.workspace.Deposed(address)...) {
			if o == nil {
				continue
			}
			r := f.shown(address, o.Attributes)
			r.Tainted = o.Tainted
			if i > 0 {
				r.DeposedKey = "deposed"
			}
			if o.Identity != nil {
				r.IdentityValues, r.IdentitySchemaVersion = objectOf(o.Identity), new(uint64)
			}
			root.Resources = append(root.Resources, r)
		}
	}
	read := f.workspace.DataSources()
	for _, address := range slices.Sorted(maps.Keys(read)) {
		root.Resources = append(root.Resources, f.shown(address, read[address]))
	}
	state := &tfjson.State{FormatVersion: "1.0", Values: &tfjson.StateValues{RootModule: root, Outputs: map[string]*tfjson.StateOutput{}}}
	for name, o := range f.outputs {
		state.Values.Outputs[name] = &tfjson.StateOutput{Sensitive: o.sensitive, Value: fromCty(o.value), Type: o.value.Type()}
	}
	return state
}

func (f *folder) shown(address string, values engine.Values) *tfjson.StateResource {
	p := placeOf(address)
	r := &tfjson.StateResource{
		Address: address, Mode: p.mode, Type: p.typeName, Name: p.name, Index: p.index,
		ProviderName: f.providerName, AttributeValues: objectOf(values),
	}
	r.SensitiveValues, _ = json.Marshal(f.schemas.of(p.mode == tfjson.DataResourceMode, p.typeName).sensitive(r.AttributeValues)) //nolint:errchkjson // Booleans.
	return r
}

// fromCty is a known value as it comes out of JSON.
func fromCty(value cty.Value) any {
	if !value.IsWhollyKnown() {
		return nil
	}
	data, err := ctyjson.Marshal(value, value.Type())
	if err != nil {
		panic("a known value that cannot be encoded: " + err.Error())
	}
	return decoded(json.RawMessage(data))
}
