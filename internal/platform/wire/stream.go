// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// How many items an answer may have.
const (
	// PageSize is how many items to ask for: the most that the contract allows, since
	// platforms count requests, not rows.
	PageSize = 100
	// MostOnPage is how many items a page may have.
	MostOnPage = 10 * PageSize
	// MostAtOnce is how many items a list without pages may have.
	MostAtOnce = 10_000
)

// errNull says that there is null in place of an object.
var errNull = errors.New("null")

// Fields reads an object field by field. For each, read gets the name and has to read
// the value.
func Fields(from *json.Decoder, read func(name string) error) error {
	token, err := next(from)
	switch {
	case err != nil:
		return err
	case token == nil:
		return errNull
	case token != json.Delim('{'):
		return wrongType(token, reflect.TypeFor[struct{}]())
	}
	for {
		token, err := next(from)
		if err != nil {
			return err
		}
		name, more := token.(string)
		if !more {
			return nil // It is the closing brace.
		}
		if err := read(name); err != nil {
			return within(name, err)
		}
	}
}

// Items reads a list of at most so many items, one after the other; nil for null.
func Items[W any](from *json.Decoder, name string, most int) ([]W, error) {
	token, err := next(from)
	switch {
	case err != nil || token == nil:
		return nil, err
	case token != json.Delim('['):
		return nil, wrongType(token, reflect.TypeFor[[]W]())
	}
	items := []W{}
	for from.More() {
		if len(items) == most {
			return nil, &httpapi.BoundError{Reason: fmt.Sprintf("the field %q has more than %d items, the most that are read of one answer; check the endpoint, and any proxy on the way", name, most)}
		}
		var item W
		if err := from.Decode(&item); err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	_, err = next(from)
	return items, err
}

// Skip reads a value and drops it.
func Skip(from *json.Decoder) error { return from.Decode(&unwanted{}) }

// unwanted is a value of any kind that is dropped.
type unwanted struct{}

// UnmarshalJSON keeps nothing.
func (*unwanted) UnmarshalJSON([]byte) error { return nil }

// value reads a value, by itself where it can; nil for null.
func value[W any](from *json.Decoder) (*W, error) {
	found := new(W)
	if streamed, ok := any(found).(httpapi.Streamed); ok {
		err := streamed.ReadJSON(from)
		if errors.Is(err, errNull) {
			return nil, nil //nolint:nilnil // There is nothing, and that is not wrong yet.
		}
		return found, err
	}
	err := from.Decode(&found)
	return found, err
}

// next is the next token. There has to be one.
func next(from *json.Decoder) (json.Token, error) {
	token, err := from.Token()
	return token, within("", err)
}

// wrongType is the decoder's own error for a value of another kind.
func wrongType(token json.Token, wanted reflect.Type) error {
	is := "bool"
	switch token.(type) {
	case json.Delim:
		is = map[json.Token]string{json.Delim('['): "array", json.Delim('{'): "object"}[token]
	case string:
		is = "string"
	case float64, json.Number:
		is = "number"
	}
	return &json.UnmarshalTypeError{Value: is, Type: wanted}
}

// within adds the outer field to an error about a field's type.
func within(outer string, err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		kind.Field = strings.TrimSuffix(outer+"."+kind.Field, ".")
	}
	return err
}
