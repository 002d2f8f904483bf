// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	validation "github.com/pb33f/libopenapi-validator/errors"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// errUnsupported is why New refuses a document that uses more of OpenAPI than the platforms do: what is not checked
// must not look as if it was.
var errUnsupported = errors.New("this package cannot check that")

// explain turns the library's errors about a body into reasons. What the library says about a schema quotes the
// body, so that it is put into words here; its other errors are about statuses and content types.
func explain(errs []*validation.ValidationError) []string {
	var reasons []string
	for _, err := range errs {
		before := len(reasons)
		for _, failure := range err.SchemaValidationErrors {
			if failure.OriginalJsonSchemaError != nil {
				// Each failure of one body carries the whole tree: the first says all.
				reasons = append(reasons, explainSchema("body", failure.OriginalJsonSchemaError)...)
				break
			}
		}
		if len(reasons) == before {
			reasons = append(reasons, err.Message+": "+err.Reason)
		}
	}
	return reasons
}

// explainSchema turns a failed validation into one reason for each place where it failed, without any value.
func explainSchema(where string, err error) []string {
	if err == nil {
		return nil
	}
	invalid, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return []string{where + ": cannot be validated"}
	}
	var reasons []string
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if len(e.Causes) > 0 {
			for _, cause := range e.Causes {
				walk(cause)
			}
			return
		}
		at := where
		if len(e.InstanceLocation) > 0 {
			at += " /" + strings.Join(e.InstanceLocation, "/")
		}
		reasons = append(reasons, at+": "+describe(e.ErrorKind))
	}
	walk(invalid)
	slices.Sort(reasons)
	return slices.Compact(reasons)
}

// describe puts a failed keyword into words, with what the schema wants but not with what was there.
func describe(failed jsonschema.ErrorKind) string {
	switch k := failed.(type) {
	case *kind.Required:
		return "lacks " + strings.Join(k.Missing, ", ")
	case *kind.AdditionalProperties:
		return "has what the document does not: " + strings.Join(slices.Sorted(slices.Values(k.Properties)), ", ")
	case *kind.FalseSchema:
		return "is not in the document"
	case *kind.Type:
		return fmt.Sprintf("is of type %s, not %s", k.Got, strings.Join(k.Want, " or "))
	case *kind.Enum:
		return fmt.Sprintf("is none of %v", k.Want)
	case *kind.Const:
		return fmt.Sprintf("is not %v", k.Want)
	case *kind.Pattern:
		return "does not match the pattern " + k.Want
	case *kind.Format:
		return "is not of the format " + k.Want
	default:
		return "fails " + strings.Join(failed.KeywordPath(), "/")
	}
}
