// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"bytes"
	"encoding/json"
	"reflect"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// number is a JSON number exactly as the server wrote it; "" for `null`. Unlike
// json.Number it takes no text in place of a number.
type number string

// UnmarshalJSON keeps the text.
func (n *number) UnmarshalJSON(data []byte) error {
	switch c := data[0]; {
	case string(data) == "null":
		*n = ""
	case c == '-' || ('0' <= c && c <= '9'):
		*n = number(data)
	default:
		return &json.UnmarshalTypeError{Value: kindOfJSON(c), Type: reflect.TypeFor[float64]()} // The type's name alone is used.
	}
	return nil
}

// kindOfJSON names the kind of a JSON value that is no number, by its beginning.
func kindOfJSON(first byte) string {
	switch first {
	case '"':
		return "string"
	case '{':
		return "object"
	case '[':
		return "array"
	}
	return "bool"
}

// reference points to another object: by its id alone, or by an object with its
// id and name. Okra's documents have both.
type reference struct{ ID, Name string }

// UnmarshalJSON reads either form.
func (r *reference) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte{'"'}) {
		return json.Unmarshal(data, &r.ID)
	}
	var object struct {
		ID   string `json:"_id"`
		Name string `json:"name"`
	}
	if err := json.Unmarshal(data, &object); err != nil {
		return err
	}
	r.ID, r.Name = object.ID, object.Name
	return nil
}

// day returns the calendar day of a date or an RFC 3339 instant as it is
// written, YYYY-MM-DD: a day of booking does not depend on who reads it.
func day(field, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Format(time.DateOnly), nil
		}
	}
	return "", &wire.FieldError{Field: field, Reason: "is neither a date nor an RFC 3339 instant"}
}
