// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// exchange is one request with its answer, both read to their ends.
type exchange struct {
	request      *http.Request
	requestBody  []byte
	status       int
	header       http.Header
	responseBody []byte
}

// check returns every way in which an exchange is not what the document says. Path is relative to the base path.
func (v *Validator) check(x exchange, at mount, path string) []Violation {
	op, params, known := v.find(at, x.request.Method, path)
	var violations []Violation
	report := func(side Side, prefix string, reasons []string) {
		for _, reason := range reasons {
			violations = append(violations, Violation{
				Method: x.request.Method, Path: x.request.URL.Path, Status: x.status, Side: side, Reason: prefix + reason,
			})
		}
	}
	report(Response, "", v.checkResponse(op, x))

	accepted := x.status < http.StatusBadRequest
	if !v.strict && !accepted {
		return violations
	}
	prefix := ""
	if accepted {
		prefix = "accepted what the document forbids: "
	}
	if !known {
		report(Request, prefix, []string{"the document has no such path or method"})
		return violations
	}
	report(Request, prefix, v.checkRequest(op, params, x))
	return violations
}

// checkRequest compares a request with its operation.
func (v *Validator) checkRequest(op *operation, params map[string]string, x exchange) []string {
	var reasons []string
	for _, p := range op.path {
		reasons = append(reasons, p.check("path parameter", []string{params[p.name]})...)
	}
	query, err := url.ParseQuery(x.request.URL.RawQuery)
	if err != nil {
		reasons = append(reasons, "the query cannot be parsed")
	}
	for _, p := range op.query {
		reasons = append(reasons, p.check("query parameter", query[p.name])...)
		delete(query, p.name)
	}
	// Servers ignore parameters that they do not know, so that it is the client who should not send them.
	if v.strict && len(query) > 0 {
		for name := range query {
			reasons = append(reasons, fmt.Sprintf("query parameter %s is not in the document", name))
		}
		slices.Sort(reasons)
	}
	for _, p := range op.header {
		reasons = append(reasons, p.check("header", x.request.Header.Values(p.name))...)
	}
	request := x.request.Clone(x.request.Context())
	request.Body = io.NopCloser(bytes.NewReader(x.requestBody))
	if _, errs := v.bodies.GetParameterValidator().ValidateSecurityWithPathItem(request, op.item, op.template); len(errs) > 0 {
		reasons = append(reasons, explain(errs)...)
	}
	switch isEmpty := len(x.requestBody) == 0; {
	case isEmpty && !op.needsBody:
		return reasons // Whatever its content type would be.
	case isEmpty:
	case !op.hasBody:
		return append(reasons, "has a body, and the document has none")
	case x.request.Header.Get("Content-Type") == "":
		// The library takes a body without one for none, which may be allowed.
		return append(reasons, "the body has no content type")
	}
	if v.strict {
		reasons = append(reasons, op.ignoredFields(x.requestBody)...)
	}
	return append(reasons, v.checkRequestBody(op, request)...)
}

// ignoredFields returns a reason for each field of a request body that the server ignores, which is for the client not
// to send, as with a query parameter.
func (o *operation) ignoredFields(body []byte) []string {
	var object map[string]json.RawMessage
	if o.fields == nil || json.Unmarshal(body, &object) != nil {
		return nil // Any field may be there, or checkRequestBody has more to say.
	}
	var reasons []string
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if !slices.Contains(o.fields, name) {
			reasons = append(reasons, fmt.Sprintf("body: the document does not have %s, which is ignored", name))
		}
	}
	return reasons
}

// checkRequestBody compares a request's body, which it reads, with what an operation wants, if that is any.
func (v *Validator) checkRequestBody(op *operation, request *http.Request) []string {
	_, errs := v.bodies.GetRequestBodyValidator().ValidateRequestBodyWithPathItem(request, op.item, op.template)
	return explain(errs)
}

// checkResponse compares a response with its operation.
func (v *Validator) checkResponse(op *operation, x exchange) []string {
	expected, ok := op.responses[strconv.Itoa(x.status)]
	if !ok {
		return []string{"the document has no such status here"}
	}
	var reasons []string
	for _, h := range expected.headers {
		reasons = append(reasons, h.check("header", x.header.Values(h.name))...)
	}
	// The library takes a missing body, and a body of null, for a body that matches.
	switch {
	case !expected.hasBody:
		if len(x.responseBody) > 0 {
			reasons = append(reasons, "has a body, and the document has none")
		}
		return reasons
	case len(x.responseBody) == 0:
		return append(reasons, "body: is missing")
	case !json.Valid(x.responseBody):
		return append(reasons, "body: is not JSON")
	case bytes.Equal(bytes.TrimSpace(x.responseBody), []byte("null")):
		return append(reasons, "body: is null")
	}
	answer := &http.Response{
		StatusCode: x.status, Header: x.header, Body: io.NopCloser(bytes.NewReader(x.responseBody)),
	}
	// The library finds the operation by the request's method. A fallback stands for any method, but has only one.
	request := x.request
	if op == v.unknownPath || op == v.unknownMethod {
		request = request.Clone(request.Context())
		request.Method = http.MethodGet
	}
	_, errs := v.bodies.GetResponseBodyValidator().ValidateResponseBodyWithPathItem(request, answer, op.item, op.template)
	return append(reasons, explain(errs)...)
}
