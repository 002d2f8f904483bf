// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// functions are those that scenarios call.
var functions = map[string]function.Function{
	"join":  stdlib.JoinFunc,
	"one":   one,
	"range": stdlib.RangeFunc,
}

// one returns the only element of a list.
var one = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
	Type: func(args []cty.Value) (cty.Type, error) {
		switch list := args[0]; {
		case list.Type().IsTupleType() && list.LengthInt() == 1:
			return list.Type().TupleElementType(0), nil
		case list.Type().IsTupleType() && list.LengthInt() == 0:
			return cty.DynamicPseudoType, nil
		}
		return cty.NilType, function.NewArgErrorf(0, "must be a tuple with at most one element")
	},
	Impl: func(args []cty.Value, typ cty.Type) (cty.Value, error) {
		if args[0].LengthInt() == 0 {
			return cty.NullVal(typ), nil
		}
		return args[0].Index(cty.Zero), nil
	},
})

// refuseFunctions ends the test where the text calls another function, which would be
// an error that a test may expect for another reason.
func refuseFunctions(tb testing.TB, body *hclsyntax.Body) {
	tb.Helper()
	unknown := ""
	_ = hclsyntax.VisitAll(body, func(node hclsyntax.Node) hcl.Diagnostics {
		if call, ok := node.(*hclsyntax.FunctionCallExpr); ok {
			if _, known := functions[call.Name]; !known {
				unknown = call.Name
			}
		}
		return nil
	})
	if unknown != "" {
		tb.Fatalf("the runner does not know the function %s; add it in functions.go, or run this scenario on a CLI", unknown)
	}
}
