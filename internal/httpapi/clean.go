// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/redact"
)

const (
	// maxText is how many characters of a foreign text an error repeats.
	maxText = 500
	// maxCleaned is how many bytes a text may have for an error to repeat any of it: a
	// text cut before it is cleaned could end in the beginning of a credential.
	maxCleaned = 64 << 10
)

// cleaned cleans every text of an error. Each error with a foreign text is made by it,
// as each log line is by fields.
func cleaned[E any](c *Client, failure *E) *E {
	for _, field := range reflect.ValueOf(failure).Elem().Fields() {
		if field.Kind() == reflect.String && field.CanSet() {
			field.SetString(c.clean(field.String()))
		}
	}
	return failure
}

// plainError says in plain words, and without credentials, what another error
// is about, and unwraps to it.
type plainError struct {
	text string
	err  error
}

// plain returns an error with the text, cleaned, in place of the one of err.
func (c *Client) plain(text string, err error) *plainError { return &plainError{c.clean(text), err} }

func (e *plainError) Error() string { return e.text }

func (e *plainError) Unwrap() error { return e.err }

// clean makes a foreign text fit for an error or a log: without credentials, on one
// line of bounded length, and without what steers a terminal or turns the direction of
// writing.
func (c *Client) clean(text string) string {
	if len(text) > maxCleaned {
		return fmt.Sprintf("[%d bytes of text]", len(text))
	}
	text = redact.Mask(text, c.secrets...)
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsGraphic(r)
	}), " ")
	if runes := []rune(text); len(runes) > maxText {
		return string(runes[:maxText]) + "…"
	}
	return text
}
