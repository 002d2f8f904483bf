// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apihttp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"unicode/utf8"
)

// InvalidError is why a request cannot be taken. Each platform has an envelope of its
// own for it. The message never repeats a value that may be a secret.
type InvalidError struct {
	Field   string // What is wrong; empty where it is the request as a whole.
	Message string
}

// Error implements error.
func (e *InvalidError) Error() string { return e.Message }

// Invalidf makes an InvalidError with a formatted message.
func Invalidf(field, format string, args ...any) *InvalidError {
	return &InvalidError{Field: field, Message: fmt.Sprintf(format, args...)}
}

// Missing is the InvalidError for a field that must be there.
func Missing(name string) *InvalidError { return Invalidf(name, "The field %q is missing.", name) }

// JSONType returns an error unless the request's body is declared as JSON.
func JSONType(r *http.Request) error {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/json" {
		return Invalidf("", "The Content-Type must be application/json.")
	}
	return nil
}

// Fields is a JSON object of a request. Unlike a struct it tells a field that is
// null from one that is absent.
type Fields map[string]json.RawMessage

// ParseFields reads a body that is one JSON object.
func ParseFields(body []byte) (Fields, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	var f Fields
	if err := d.Decode(&f); err != nil || f == nil {
		return nil, notJSON()
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, notJSON()
	}
	return f, nil
}

func notJSON() *InvalidError { return Invalidf("", "The request's body must be one JSON object.") }

// Only returns an error that names a field which is none of the allowed ones.
func (f Fields) Only(allowed ...string) error {
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if !slices.Contains(allowed, name) {
			return Invalidf(name, "The request has an unknown field: got %q, expected only %s.", Clip(name), Quoted(allowed))
		}
	}
	return nil
}

// Has tells whether the field is there, be it null.
func (f Fields) Has(name string) bool {
	_, ok := f[name]
	return ok
}

// Null tells whether the field is there and null.
func (f Fields) Null(name string) bool { return string(f[name]) == "null" }

// Given tells whether the field is there, and not null.
func (f Fields) Given(name string) bool { return f.Has(name) && !f.Null(name) }

// Decode reads a field that must not be null into dest, and tells whether it is
// there. What names the expected type.
func (f Fields) Decode(name string, dest any, what string) (bool, error) {
	if !f.Has(name) {
		return false, nil
	}
	if f.Null(name) {
		return false, Invalidf(name, "The field %q must not be null: expected %s.", name, what)
	}
	if err := json.Unmarshal(f[name], dest); err != nil {
		return false, Invalidf(name, "The field %q has the wrong type: expected %s.", name, what)
	}
	return true, nil
}

// Text reads a text of 1 to longest characters, and tells whether it is there.
func (f Fields) Text(name string, longest int) (string, bool, error) {
	var s string
	ok, err := f.Decode(name, &s, "a text")
	if err != nil || !ok {
		return "", false, err
	}
	if n := utf8.RuneCountInString(s); n < 1 || n > longest {
		return "", false, Invalidf(name, "The field %q has %d characters: expected 1 to %d.", name, n, longest)
	}
	return s, true, nil
}

// RequiredText is Text for a field that must be there.
func (f Fields) RequiredText(name string, longest int) (string, error) {
	s, ok, err := f.Text(name, longest)
	if err == nil && !ok {
		err = Missing(name)
	}
	return s, err
}

// Whole reads a whole number from least to most, and tells whether it is there.
func (f Fields) Whole(name string, least, most int64) (int64, bool, error) {
	var n int64
	ok, err := f.Decode(name, &n, "a whole number")
	if err != nil || !ok {
		return 0, false, err
	}
	if n < least || n > most {
		return 0, false, Invalidf(name, "The field %q is %d: expected %d to %d.", name, n, least, most)
	}
	return n, true, nil
}
