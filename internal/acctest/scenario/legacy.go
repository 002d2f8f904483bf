// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario

import (
	"encoding/json"
	"fmt"
	"strconv"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
)

// legacy is the state as test functions take it: with flat attributes.
func legacy(state *tfjson.State) *terraform.State {
	module := &terraform.ModuleState{Path: []string{"root"}, Outputs: map[string]*terraform.OutputState{}, Resources: map[string]*terraform.ResourceState{}}
	for _, r := range state.Values.RootModule.Resources {
		flat := map[string]string{}
		flatten(flat, "", r.AttributeValues)
		id, ok := flat["id"]
		if !ok {
			id = "id-attribute-not-set"
		}
		module.Resources[legacyKey(r)] = &terraform.ResourceState{
			Provider: r.ProviderName, Type: r.Type,
			Primary: &terraform.InstanceState{ID: id, Attributes: flat, Tainted: r.Tainted},
		}
	}
	for name, o := range state.Values.Outputs {
		module.Outputs[name] = &terraform.OutputState{Sensitive: o.Sensitive, Value: o.Value}
	}
	return &terraform.State{Modules: []*terraform.ModuleState{module}}
}

func legacyKey(r *tfjson.StateResource) string {
	if r.Index == nil {
		return r.Address
	}
	return fmt.Sprintf("%s.%v", addressOf(r.Mode == tfjson.DataResourceMode, r.Type, r.Name), r.Index)
}

// flatten writes a value as a CLI of long ago kept it: "list.#" is how many elements
// there are, "map.%" how many entries, and null is left out.
func flatten(flat map[string]string, key string, value any) {
	in := func(name string) string {
		if key == "" {
			return name
		}
		return key + "." + name
	}
	switch v := value.(type) {
	case bool:
		flat[key] = strconv.FormatBool(v)
	case json.Number:
		flat[key] = v.String()
	case string:
		flat[key] = v
	case map[string]any:
		for name, inner := range v {
			flatten(flat, in(name), inner)
		}
		flat[in("%")] = strconv.Itoa(len(v))
	case []any:
		for i, inner := range v {
			flatten(flat, in(strconv.Itoa(i)), inner)
		}
		flat[in("#")] = strconv.Itoa(len(v))
	}
}
