// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario

import (
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// variable is the value of a variable: the one that the step gives, or the default.
func (r *reader) variable(block *hclsyntax.Block) cty.Value {
	r.t.Helper()
	name, body := block.Labels[0], block.Body
	value, typ := cty.NilVal, cty.DynamicPseudoType
	switch given, isGiven := r.variables[name]; {
	case isGiven:
		data, err := given.MarshalJSON()
		if err != nil {
			r.t.Fatalf("the variable %s: %v", name, err)
		}
		simple := ctyjson.SimpleJSONValue{}
		if err := simple.UnmarshalJSON(data); err != nil {
			r.t.Fatalf("the variable %s: %v", name, err)
		}
		value = simple.Value
	case body.Attributes["default"] != nil:
		value, _ = body.Attributes["default"].Expr.Value(nil)
	default:
		r.t.Fatalf("the variable %s has no value", name)
	}
	if constraint := body.Attributes["type"]; constraint != nil {
		wanted, said := typeexpr.TypeConstraint(constraint.Expr)
		if said.HasErrors() {
			r.t.Fatalf("the type of the variable %s: %v", name, said)
		}
		typ = wanted
	}
	value, err := convert.Convert(value, typ)
	if err != nil {
		r.t.Fatalf("the variable %s: %v", name, err)
	}
	if body.Attributes["sensitive"] != nil {
		value = value.Mark("sensitive")
	}
	return value
}
