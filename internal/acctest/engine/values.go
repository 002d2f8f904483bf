// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"errors"
	"fmt"
	"math/big"
	"reflect"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Values are attributes by name, as plain Go values: strings, booleans, numbers,
// slices (lists and sets), maps with string keys (maps and objects), nil for
// null, [Unknown], [Late] and cty's own values. What is absent is null. Values that this package
// returns hold string, bool, int64 (float64 where it is no whole number), []any,
// map[string]any, nil and Unknown.
type Values map[string]any

// Unknown stands for a value that is not known yet. In a configuration it stays
// so: the apply is refused, as by a CLI.
type Unknown struct{}

// Late is a value of a configuration that a plan does not know yet and an apply
// does, such as one that refers to another resource's computed attribute.
type Late struct{ Value any }

// phase tells what is known of a configuration.
type phase bool

const (
	planning phase = false
	applying phase = true
)

// encode turns a plain value into one of the given type.
func encode(typ cty.Type, plain any, now phase) (cty.Value, error) {
	switch v := plain.(type) {
	case nil:
		return cty.NullVal(typ), nil
	case Unknown:
		return cty.UnknownVal(typ), nil
	case Late:
		if now == planning {
			return cty.UnknownVal(typ), nil
		}
		return encode(typ, v.Value, now)
	case cty.Value:
		return convert.Convert(v, typ)
	}
	switch v := reflect.ValueOf(plain); {
	case typ == cty.String && v.Kind() == reflect.String:
		return cty.StringVal(v.String()), nil
	case typ == cty.Bool && v.Kind() == reflect.Bool:
		return cty.BoolVal(v.Bool()), nil
	case typ == cty.Number && v.CanInt():
		return cty.NumberIntVal(v.Int()), nil
	case typ == cty.Number && v.CanFloat():
		return cty.NumberFloatVal(v.Float()), nil
	case typ.IsObjectType() && isMap(v):
		return encodeObject(typ, v, now)
	case typ.IsMapType() && isMap(v):
		return encodeMap(typ, v, now)
	case (typ.IsListType() || typ.IsSetType()) && v.Kind() == reflect.Slice:
		return encodeElements(typ, v, now)
	}
	return cty.NilVal, fmt.Errorf("got a %T, expected a value for %s", plain, typ.FriendlyName())
}

func isMap(v reflect.Value) bool {
	return v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String
}

func encodeObject(typ cty.Type, v reflect.Value, now phase) (cty.Value, error) {
	if v.IsNil() {
		return cty.NullVal(typ), nil
	}
	attributes := make(map[string]cty.Value, len(typ.AttributeTypes()))
	for name, attribute := range typ.AttributeTypes() {
		attributes[name] = cty.NullVal(attribute)
	}
	for item := v.MapRange(); item.Next(); {
		name := item.Key().String()
		if !typ.HasAttribute(name) {
			return cty.NilVal, fmt.Errorf("there is no attribute %q", name)
		}
		value, err := encode(typ.AttributeType(name), item.Value().Interface(), now)
		if err != nil {
			return cty.NilVal, fmt.Errorf("%s: %w", name, err)
		}
		attributes[name] = value
	}
	return cty.ObjectVal(attributes), nil
}

func encodeMap(typ cty.Type, v reflect.Value, now phase) (cty.Value, error) {
	elements := make(map[string]cty.Value, v.Len())
	for item := v.MapRange(); item.Next(); {
		value, err := encode(typ.ElementType(), item.Value().Interface(), now)
		if err != nil {
			return cty.NilVal, fmt.Errorf("%q: %w", item.Key().String(), err)
		}
		elements[item.Key().String()] = value
	}
	if len(elements) == 0 {
		return cty.MapValEmpty(typ.ElementType()), nil
	}
	return cty.MapVal(elements), nil
}

func encodeElements(typ cty.Type, v reflect.Value, now phase) (cty.Value, error) {
	elements := make([]cty.Value, 0, v.Len())
	for i := range v.Len() {
		value, err := encode(typ.ElementType(), v.Index(i).Interface(), now)
		if err != nil {
			return cty.NilVal, fmt.Errorf("element %d: %w", i, err)
		}
		elements = append(elements, value)
	}
	switch {
	case typ.IsSetType() && len(elements) == 0:
		return cty.SetValEmpty(typ.ElementType()), nil
	case typ.IsSetType():
		return cty.SetVal(elements), nil
	case len(elements) == 0:
		return cty.ListValEmpty(typ.ElementType()), nil
	}
	return cty.ListVal(elements), nil
}

// decode is the opposite of encode.
func decode(value cty.Value) any {
	switch typ := value.Type(); {
	case !value.IsKnown():
		return Unknown{}
	case value.IsNull():
		return nil
	case typ == cty.String:
		return value.AsString()
	case typ == cty.Bool:
		return value.True()
	case typ == cty.Number:
		return decodeNumber(value.AsBigFloat())
	case typ.IsObjectType(), typ.IsMapType():
		return map[string]any(decodeObject(value))
	}
	list := make([]any, 0, value.LengthInt())
	for _, element := range value.AsValueSlice() {
		list = append(list, decode(element))
	}
	return list
}

func decodeNumber(number *big.Float) any {
	if whole, accuracy := number.Int64(); accuracy == big.Exact {
		return whole
	}
	fraction, _ := number.Float64()
	return fraction
}

// decodeObject returns an object's attributes; nil for null and for none.
func decodeObject(value cty.Value) Values {
	if isNull(value) || !value.IsKnown() {
		return nil
	}
	attributes := make(Values, value.LengthInt())
	for name, attribute := range value.AsValueMap() {
		attributes[name] = decode(attribute)
	}
	return attributes
}

// isNull reports whether there is no value: null, or no value of any type.
func isNull(value cty.Value) bool { return value == cty.NilVal || value.IsNull() }

// isEqual reports whether both are known to be equal.
func isEqual(a, b cty.Value) bool {
	equal := a.Equals(b)
	return equal.IsKnown() && equal.True()
}

// isSame reports whether both are equal, the unknown parts included; what is
// said of an unknown value beyond its type does not count.
func isSame(a, b cty.Value) bool { return plainUnknowns(a).RawEquals(plainUnknowns(b)) }

func plainUnknowns(value cty.Value) cty.Value {
	plain, err := cty.Transform(value, func(_ cty.Path, v cty.Value) (cty.Value, error) {
		if !v.IsKnown() {
			return cty.UnknownVal(v.Type()), nil
		}
		return v, nil
	})
	if err != nil {
		return value // The function above returns none.
	}
	return plain
}

// element returns what a path without indices into maps and sets leads to; an
// error where the value has no such place.
func element(value cty.Value, path cty.Path) (cty.Value, error) {
	if isNull(value) {
		return cty.NilVal, errors.New("the object is null")
	}
	return path.Apply(value)
}
