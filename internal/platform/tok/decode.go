// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"errors"
	"fmt"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// fieldError is a field of an answer that cannot be what the documents say.
type fieldError struct{ field, reason string }

func (e *fieldError) Error() string { return e.reason }

func fieldOf(err error) string {
	if e, ok := errors.AsType[*fieldError](err); ok {
		return e.field
	}
	return "?"
}

// malformed is the error for an answer with an unusable field. It names the
// endpoint and the field, never the value: it could be a secret.
func malformed(method, path string, status int, field, reason string) *platform.Error {
	return &platform.Error{Err: &httpapi.UnexpectedResponseError{
		Method: method, Path: path, Status: status, ContentType: "application/json",
		Reason: fmt.Sprintf("the field %q %s", field, reason),
	}}
}

// required refuses an empty value of a field that an answer must have.
func required(field, value string) error {
	if value == "" {
		return &fieldError{field, "is missing"}
	}
	return nil
}

// times parses instants, RFC 3339, and remembers the first that is not one.
// "" and `null` are the zero time.
type times struct{ err error }

func (p *times) parse(field, value string) time.Time {
	if value == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339Nano, value)
	if err != nil && p.err == nil {
		p.err = &fieldError{field, "is not an RFC 3339 instant"}
	}
	return t.UTC()
}
