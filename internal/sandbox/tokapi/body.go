// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tokapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// fields is the JSON object of a request. Unlike a struct it tells a field that
// is null from one that is absent, which a PATCH needs.
type fields map[string]json.RawMessage

// object parses the request's body as an object that has no other fields than
// the allowed ones.
func (c *call) object(allowed ...string) (fields, error) {
	contentType := c.r.Header.Get("Content-Type")
	if mediaType, _, err := mime.ParseMediaType(contentType); err != nil || mediaType != "application/json" {
		return nil, refuse(http.StatusBadRequest, CodeInvalidRequest, "The Content-Type must be application/json.")
	}
	d := json.NewDecoder(bytes.NewReader(c.body))
	var f fields
	if err := d.Decode(&f); err != nil || f == nil {
		return nil, notJSON()
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, notJSON()
	}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if !slices.Contains(allowed, name) {
			return nil, invalid(name, "The request has an unknown field: got %q, expected only %s.", clip(name), quoted(allowed))
		}
	}
	return f, nil
}

// clip shortens what a client sent before it is repeated to it.
func clip(s string) string {
	const longest = 60
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest]) + "…"
}

func quoted(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return `"` + strings.Join(names, `", "`) + `"`
}

// null tells whether the field is there and null.
func (f fields) null(name string) bool { return string(f[name]) == "null" }

// given tells whether the field is there, and not null.
func (f fields) given(name string) bool {
	_, ok := f[name]
	return ok && !f.null(name)
}

// decode reads a field that must not be null into dest, and tells whether it is
// there. What names the expected type.
func (f fields) decode(name string, dest any, what string) (bool, error) {
	raw, ok := f[name]
	if !ok {
		return false, nil
	}
	if f.null(name) {
		return false, invalid(name, "The field %q must not be null: expected %s.", name, what)
	}
	if err := json.Unmarshal(raw, dest); err != nil {
		return false, invalid(name, "The field %q has the wrong type: expected %s.", name, what)
	}
	return true, nil
}

// text reads a text of 1 to longest characters, and tells whether it is there.
func (f fields) text(name string, longest int) (string, bool, error) {
	var s string
	ok, err := f.decode(name, &s, "a text")
	if err != nil || !ok {
		return "", false, err
	}
	if n := utf8.RuneCountInString(s); n < 1 || n > longest {
		return "", false, invalid(name, "The field %q has %d characters: expected 1 to %d.", name, n, longest)
	}
	return s, true, nil
}

// requiredText is text for a field that must be there.
func (f fields) requiredText(name string, longest int) (string, error) {
	s, ok, err := f.text(name, longest)
	if err == nil && !ok {
		err = missing(name)
	}
	return s, err
}

func missing(name string) *apiError {
	return invalid(name, "The field %q is missing.", name)
}

// whole reads a whole number from least to most, and tells whether it is there.
func (f fields) whole(name string, least, most int64) (int64, bool, error) {
	var n int64
	ok, err := f.decode(name, &n, "a whole number")
	if err != nil || !ok {
		return 0, false, err
	}
	if n < least || n > most {
		return 0, false, invalid(name, "The field %q is %d: expected %d to %d.", name, n, least, most)
	}
	return n, true, nil
}
