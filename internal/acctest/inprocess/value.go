// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package inprocess

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Values are attributes by name, as plain Go values: string, bool, int64,
// []any (lists and sets), map[string]any (objects and maps), nil for null and
// [Unknown] for what only an apply decides. What is absent is null.
type Values map[string]any

// Unknown stands for a value that is not known yet.
type Unknown struct{}

// Encode returns an object of the given type, for what takes no Values.
func Encode(t *testing.T, typ tftypes.Type, values Values) tftypes.Value {
	t.Helper()
	return encode(t, typ, values)
}

// encode turns a plain value into one of the protocol's of the given type.
func encode(t *testing.T, typ tftypes.Type, plain any) tftypes.Value {
	t.Helper()
	switch v := plain.(type) {
	case nil:
		return tftypes.NewValue(typ, nil)
	case Unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case Values:
		return encode(t, typ, map[string]any(v))
	case map[string]any:
		return encodeMap(t, typ, v)
	case []any:
		return encodeList(t, typ, v)
	case []string:
		list := make([]any, 0, len(v))
		for _, text := range v {
			list = append(list, text)
		}
		return encodeList(t, typ, list)
	case int:
		return tftypes.NewValue(typ, int64(v))
	default:
		return tftypes.NewValue(typ, v)
	}
}

func encodeMap(t *testing.T, typ tftypes.Type, plain map[string]any) tftypes.Value {
	t.Helper()
	values := map[string]tftypes.Value{}
	switch typ := typ.(type) {
	case tftypes.Object:
		for name, attribute := range typ.AttributeTypes {
			values[name] = encode(t, attribute, plain[name])
		}
		for name := range plain {
			if _, ok := typ.AttributeTypes[name]; !ok {
				t.Fatalf("there is no attribute %q", name)
			}
		}
	case tftypes.Map:
		for key, element := range plain {
			values[key] = encode(t, typ.ElementType, element)
		}
	default:
		t.Fatalf("got a map for a %s", typ)
	}
	return tftypes.NewValue(typ, values)
}

func encodeList(t *testing.T, typ tftypes.Type, plain []any) tftypes.Value {
	t.Helper()
	var element tftypes.Type
	switch typ := typ.(type) {
	case tftypes.List:
		element = typ.ElementType
	case tftypes.Set:
		element = typ.ElementType
	default:
		t.Fatalf("got a list for a %s", typ)
	}
	values := make([]tftypes.Value, 0, len(plain))
	for _, item := range plain {
		values = append(values, encode(t, element, item))
	}
	return tftypes.NewValue(typ, values)
}

// decode is the opposite of encode.
func decode(value tftypes.Value) (any, error) {
	switch {
	case !value.IsKnown():
		return Unknown{}, nil
	case value.IsNull():
		return nil, nil //nolint:nilnil // Null is nil, and no error.
	case value.Type().Is(tftypes.String):
		return decodeAs[string](value)
	case value.Type().Is(tftypes.Bool):
		return decodeAs[bool](value)
	case value.Type().Is(tftypes.Number):
		number, err := decodeAs[big.Float](value)
		if err != nil {
			return nil, err
		}
		whole, _ := number.Int64()
		return whole, nil
	}
	var list []tftypes.Value
	if value.As(&list) == nil {
		items := make([]any, 0, len(list))
		for _, element := range list {
			item, err := decode(element)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		return items, nil
	}
	attributes, err := decodeAs[map[string]tftypes.Value](value)
	if err != nil {
		return nil, fmt.Errorf("a %s cannot be decoded: %w", value.Type(), err)
	}
	plain := make(map[string]any, len(attributes))
	for name, attribute := range attributes {
		if plain[name], err = decode(attribute); err != nil {
			return nil, err
		}
	}
	return plain, nil
}

func decodeAs[T any](value tftypes.Value) (T, error) {
	var v T
	err := value.As(&v)
	return v, err
}
