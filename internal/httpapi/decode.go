// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"time"
)

// Validator is what a value passed to [Client.Do] implements to check itself
// after decoding: that an id is there, that a time can be read. Its error
// becomes an [UnexpectedResponseError] that gives the endpoint, so it names the
// field alone and repeats no value.
type Validator interface {
	Validate() error
}

// Streamed is what a value passed to [Client.Do] implements to read itself element by
// element, with no more of the JSON in memory than it wants. Its error is the
// decoder's or a [BoundError]; how the JSON ends is none of its business.
type Streamed interface {
	ReadJSON(from *json.Decoder) error
}

// evaluate decodes a success into out, and returns the platform's own refusal or the
// error for an answer that the platform does not give.
func (c *Client) evaluate(r *request, response *Response, out any) error {
	call := r.call
	if response.Status/100 == 3 {
		return c.unexpected(call, response, redirect(r.url, response.Header.Get("Location")))
	}
	if isJSON(response) && len(response.Body) > 0 {
		if refusal := c.decodeError(response); refusal != nil {
			return c.complete(refusal, call, response)
		}
	}
	if !call.expects(response.Status) {
		return c.unexpected(call, response, unexpectedStatus(call, response))
	}
	return c.decode(call, response, out)
}

// complete fills in what the envelope does not say.
func (c *Client) complete(refusal *APIError, call *Call, response *Response) *APIError {
	if refusal.Method == "" {
		refusal.Method = call.Method
	}
	if refusal.Path == "" {
		refusal.Path = call.Path
	}
	if refusal.Status == 0 {
		refusal.Status = response.Status
	}
	if refusal.RequestID == "" {
		refusal.RequestID = response.RequestID
	}
	if refusal.RetryAfter == 0 {
		refusal.RetryAfter, _ = c.retryAfter(response)
	}
	return cleaned(c, refusal)
}

// decode reads the body of a success strictly: exactly one JSON document, not
// null, every known field of its documented type. Unknown fields and null for
// a field are the reader's to tolerate.
func (c *Client) decode(call *Call, response *Response, out any) error {
	if len(bytes.TrimSpace(response.Body)) == 0 {
		if out == nil {
			return nil
		}
		return c.unexpected(call, response, "the body is empty")
	}
	if !isJSON(response) {
		return c.unexpected(call, response, notJSON(response))
	}
	if out == nil {
		out = new(json.RawMessage) // Nobody wants it, but it must not be garbage.
	} else if string(bytes.TrimSpace(response.Body)) == "null" {
		return c.unexpected(call, response, "the body is null")
	}
	decoder := json.NewDecoder(bytes.NewReader(response.Body))
	if err := read(decoder, out); err != nil {
		unexpected := c.unexpected(call, response, describeDecoding(err))
		unexpected.truncated = errors.Is(err, io.ErrUnexpectedEOF)
		return unexpected
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return c.unexpected(call, response, "the JSON is followed by something else")
	}
	if value, ok := out.(Validator); ok {
		if err := value.Validate(); err != nil {
			return c.unexpected(call, response, err.Error())
		}
	}
	return nil
}

// read decodes a value, element by element where it can.
func read(decoder *json.Decoder, out any) error {
	if value, ok := out.(Streamed); ok {
		return value.ReadJSON(decoder)
	}
	return decoder.Decode(out)
}

// unexpected describes an answer that the platform does not give.
func (c *Client) unexpected(call *Call, response *Response, reason string) *UnexpectedResponseError {
	return cleaned(c, &UnexpectedResponseError{
		Method: call.Method, Path: call.Path, Status: response.Status, ContentType: mediaType(response), Reason: reason,
	})
}

// redirect names the host that an answer points to and nothing else of the
// target, which may carry a ticket of a single sign-on.
func redirect(from *url.URL, location string) string {
	target, err := from.Parse(location)
	if location == "" || err != nil || target.Hostname() == "" {
		return "a redirect to nowhere; check the endpoint"
	}
	return fmt.Sprintf("a redirect to %s, which is not followed because the credential and the body would go there; check the endpoint", target.Host)
}

// unexpectedStatus says what a status means that is neither success nor comes
// with the platform's error envelope.
func unexpectedStatus(call *Call, response *Response) string {
	switch {
	case response.Status/100 == 2:
		return fmt.Sprintf("the status is a success, but not the documented one (%v)", call.expectation())
	case response.Status == http.StatusProxyAuthRequired:
		return "a proxy asks for a login; check the proxy's settings"
	case !isJSON(response):
		return notJSON(response)
	default:
		return "the JSON is not the platform's error format; something else may answer at this endpoint"
	}
}

// expectation lists the statuses that mean success.
func (c *Call) expectation() []int {
	if len(c.Expect) == 0 {
		return []int{http.StatusOK}
	}
	return c.Expect
}

// notJSON says what came instead of JSON. The body itself is not repeated.
func notJSON(response *Response) string {
	switch mediaType(response) {
	case "text/html", "application/xhtml+xml":
		return "a web page came instead of JSON; check the endpoint, and any proxy on the way"
	case "":
		return "the answer does not say that it is JSON; check the endpoint, and any proxy on the way"
	default:
		return "something else than JSON came; check the endpoint, and any proxy on the way"
	}
}

// mediaType returns the answer's media type in lower case, without parameters.
func mediaType(response *Response) string {
	header := response.Header.Get("Content-Type")
	if kind, _, err := mime.ParseMediaType(header); err == nil {
		return kind
	}
	kind, _, _ := strings.Cut(header, ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

// isJSON reports whether the answer says that its body is JSON.
func isJSON(response *Response) bool {
	kind := mediaType(response)
	return kind == "application/json" || (strings.HasPrefix(kind, "application/") && strings.HasSuffix(kind, "+json"))
}

// describeDecoding says what is wrong with a body, naming the field where the
// decoder does, without repeating any of its values.
func describeDecoding(err error) string {
	var (
		kind   *json.UnmarshalTypeError
		syntax *json.SyntaxError
		moment *time.ParseError
		bound  *BoundError
	)
	switch {
	case errors.As(err, &bound):
		return bound.Reason
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the JSON ends too early"
	case errors.As(err, &kind):
		place := "the body"
		if kind.Field != "" {
			place = "the field " + kind.Field
		}
		// The value is "number 42" for a number; only what it is, is told.
		is, _, _ := strings.Cut(kind.Value, " ")
		return fmt.Sprintf("%s is of the wrong type: got %s, expected %s", place, is, jsonKind(kind.Type))
	case errors.As(err, &syntax):
		return fmt.Sprintf("the JSON is malformed at byte %d", syntax.Offset)
	case errors.As(err, &moment):
		return "a time in the body is not in RFC 3339"
	default:
		return "a value in the body has the wrong form"
	}
}

// jsonKind names the JSON that a Go type is decoded from.
func jsonKind(t reflect.Type) string {
	if t == nil {
		return "another one"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return jsonKind(t.Elem())
	case reflect.Bool:
		return "bool"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "an integer in range"
	case reflect.Float32, reflect.Float64:
		return "number"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.Map, reflect.Struct:
		return "object"
	default:
		return "string"
	}
}
