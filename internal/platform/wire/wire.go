// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package wire holds what the dialects share in reading a platform's answers:
// fields that must be there, instants, exact amounts, and the errors that name
// an answer's endpoint and field but never its value, which could be a secret.
package wire

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// FieldError is a field of an answer that cannot be what the documents say.
type FieldError struct {
	Field  string // dotted path within the answer, such as "data.pagination"
	Reason string // what is wrong, such as "is missing"; it repeats no value
}

// Error names the field and says what is wrong with it.
func (e *FieldError) Error() string { return fmt.Sprintf("the field %q %s", e.Field, e.Reason) }

// Missing is the error for a field that an answer must have.
func Missing(field string) error { return &FieldError{field, "is missing"} }

// MissingList is the error for a list that an answer must have. `null` in its place
// says nothing about what there is, and is not taken for an empty one.
func MissingList(field string) error {
	return &FieldError{field, "is missing, or null where a list belongs"}
}

// Required refuses an empty value of a field that an answer must have.
func Required(field, value string) error {
	if value == "" {
		return Missing(field)
	}
	return nil
}

// ID checks the id of an object. CLIs print ids as they are, and commands take them:
// none may have white space or an invisible character in it.
func ID(field, value string) error {
	if strings.ContainsFunc(value, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }) {
		return &FieldError{field, "is no id: it has white space in it, or a character that cannot be seen"}
	}
	return Required(field, value)
}

// PageURL checks the URL of a page that the user will open; "" is none. It takes http
// and https alone: another scheme runs a program or opens a file of the user's.
func PageURL(field, value string) error {
	if value == "" {
		return nil
	}
	u, err := url.Parse(value) // It refuses control characters.
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil ||
		strings.ContainsFunc(value, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }) {
		return &FieldError{field, "is no URL of a page that a person can open by http or https"}
	}
	return nil
}

// At adds to an error about a field where in the answer its object is, such as
// "data[3]". Other errors stay as they are.
func At(place string, err error) error {
	if e, ok := errors.AsType[*FieldError](err); ok && place != "" {
		return &FieldError{place + "." + e.Field, e.Reason}
	}
	return err
}

// Malformed is the error for an answer with an unusable field. It came with a success,
// so a write may have happened.
func Malformed(call httpapi.Call, status int, err error) *platform.Error {
	return &platform.Error{
		OutcomeUnknown: call.Write,
		Err: &httpapi.UnexpectedResponseError{
			Method: call.Method, Path: call.Path, Status: status, ContentType: "application/json",
			Reason: err.Error(),
		},
	}
}

// AsOf is the platform's clock by one of its answers.
func AsOf(response *httpapi.Response) platform.AsOf {
	return platform.AsOf{Said: response.Date, Machine: response.Doubted}
}

// Convert turns an object on the wire into the domain's. Converters get the
// platform's clock beside the object: what is due is decided by it alone. The
// place is where the object is in the answer, "" where it is all of it.
func Convert[W, D any](call httpapi.Call, response *httpapi.Response, place string, object W, convert func(W, platform.AsOf) (D, error)) (D, error) {
	converted, err := convert(object, AsOf(response))
	if err != nil {
		var none D
		return none, Malformed(call, response.Status, At(place, err))
	}
	return converted, nil
}

// ConvertAll converts the objects of a list.
func ConvertAll[W, D any](call httpapi.Call, response *httpapi.Response, place string, objects []W, convert func(W, platform.AsOf) (D, error)) ([]D, error) {
	converted := make([]D, 0, len(objects))
	for i, object := range objects {
		d, err := Convert(call, response, fmt.Sprintf("%s[%d]", place, i), object, convert)
		if err != nil {
			return nil, err
		}
		converted = append(converted, d)
	}
	return converted, nil
}
