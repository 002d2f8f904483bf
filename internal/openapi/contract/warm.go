// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// warm has the library compile the schema of every body, by validating one that is empty. Otherwise it compiles a schema
// when it is needed first, whatever it prepared when it was made, and two requests that need the same one first at the
// same time are a data race in it.
func (v *Validator) warm(routes []route) error {
	operations := []*operation{v.unknownPath, v.unknownMethod}
	for _, r := range routes {
		operations = slices.AppendSeq(operations, maps.Values(r.operations))
	}
	for _, op := range operations {
		for code, r := range op.responses {
			status, err := strconv.Atoi(code)
			if err != nil {
				return fmt.Errorf("the status %q of %s %s: %w", code, op.method, op.template, errUnsupported)
			}
			if r.hasBody {
				v.checkResponse(op, exchange{request: op.sample(), status: status, header: sampleHeader(), responseBody: []byte("{}")})
			}
		}
	}
	if v.event != nil {
		operations = append(operations, v.event) // Its answers are the receiver's own affair.
	}
	for _, op := range operations {
		if op.hasBody {
			v.checkRequestBody(op, op.sample())
		}
	}
	return nil
}

// sample returns a request to the operation with an empty JSON object as its body.
func (o *operation) sample() *http.Request {
	// It is never sent, so that it needs neither a URL nor a context of its own.
	r := &http.Request{Method: o.method, URL: &url.URL{Path: o.template}, Header: sampleHeader()}
	r.Body = io.NopCloser(bytes.NewReader([]byte("{}")))
	return r
}

func sampleHeader() http.Header { return http.Header{"Content-Type": {"application/json"}} }
