// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Whole is the type of an attribute or parameter that takes a whole number. The
// framework's own (1.19) says of 1.5 that "Value %!s(*big.Float=1.5) is not an
// integer", and that this is a bug of the provider.
type Whole struct{ basetypes.Int64Type }

// Equal reports whether the other type has the same values, which are the framework's
// own and say that they are of its type.
func (w Whole) Equal(other attr.Type) bool {
	_, ok := other.(Whole)
	return ok || w.Int64Type.Equal(other)
}

// ValueFromTerraform returns the framework's own value, or one that is refused.
func (w Whole) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	var number *big.Float
	if !in.IsKnown() || in.IsNull() || in.As(&number) != nil {
		return w.Int64Type.ValueFromTerraform(ctx, in)
	}
	if _, accuracy := number.Int64(); accuracy == big.Exact {
		return w.Int64Type.ValueFromTerraform(ctx, in)
	}
	format, problem := byte('f'), "is not a whole number"
	if number.IsInt() {
		format, problem = 'g', "is larger than any number that can be meant"
	}
	return notWhole{basetypes.NewInt64Unknown(), fmt.Sprintf("Got %s, which %s. Expected a whole number such as 10", number.Text(format, -1), problem)}, nil
}

// notWhole stands for a number that is none, until the framework asks what is wrong.
type notWhole struct {
	basetypes.Int64Value

	problem string
}

const notWholeSummary = "Not a whole number"

// ValidateAttribute refuses the value of an attribute.
func (v notWhole) ValidateAttribute(_ context.Context, req xattr.ValidateAttributeRequest, resp *xattr.ValidateAttributeResponse) {
	resp.Diagnostics.AddAttributeError(req.Path, notWholeSummary, v.problem+".")
}

// ValidateParameter refuses the argument of a function, to which the CLI adds the full
// stop.
func (v notWhole) ValidateParameter(_ context.Context, req function.ValidateParameterRequest, resp *function.ValidateParameterResponse) {
	resp.Error = function.NewArgumentFuncError(req.Position, notWholeSummary+". "+v.problem)
}
