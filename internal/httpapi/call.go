// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi/pacing"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/redact"
)

// Call is one operation on the server.
type Call struct {
	// Method is the HTTP verb.
	Method string
	// Path is relative to the base URL, its segments escaped by the dialect.
	Path string
	// Query is appended to the path, sorted by name; nil is none.
	Query url.Values
	// Body is marshalled to JSON, once for all attempts; nil is none.
	Body any `json:"-"`
	// Write marks a call that changes something on the server. The dialect
	// knows; the verb does not (Okra reads by POST).
	Write bool
	// IdempotencyKey goes along as the header Idempotency-Key. With it a write
	// may be repeated after an attempt whose outcome is unknown, because the
	// server then answers as it did the first time.
	IdempotencyKey string `json:"-"`
	// Replays says that the answer to a repeated call under the idempotency key has
	// all that the first one had, a secret that is shown once included.
	Replays bool
	// Idempotent marks a write that may be repeated as it is: revoking,
	// deleting, setting absolute values.
	Idempotent bool
	// List says that the answer is a page of a list, or a list, so that it may be
	// larger than one with a single object.
	List bool
	// Expect lists the statuses that mean success; empty is 200 alone.
	Expect []int
	// Secrets are literal credentials in the body that have no form by which
	// they could be told, such as one that a user chose. If the server repeats
	// one, it is in no log and no error all the same.
	Secrets []string `json:"-"`
}

// repeatable reports whether doing the call twice is as good as once.
func (c *Call) repeatable() bool {
	return !c.Write || c.Idempotent || c.IdempotencyKey != ""
}

// expects reports whether the status means success.
func (c *Call) expects(status int) bool {
	if len(c.Expect) == 0 {
		return status == http.StatusOK
	}
	return slices.Contains(c.Expect, status)
}

// Response is a server's answer.
type Response struct {
	// Status is the HTTP status code.
	Status int
	// Header holds the headers as received.
	Header http.Header `json:"-"`
	// Body holds the body as received, decompressed, until it was decoded.
	Body []byte `json:"-"`
	// Size is how many bytes the body had.
	Size int
	// Date is the server's clock at the time of the answer, in UTC; zero when
	// the server gave none that can be read.
	Date time.Time
	// Doubted is this machine's clock at that time, where Date is more than a day from
	// it, so that one of the two is wrong. It is zero where Date may be believed, as it
	// always is on loopback: an emulator has a clock of its own.
	Doubted time.Time
	// RequestID is the server's name for the request (X-Request-Id), empty
	// when it gave none.
	RequestID string
	// Attempts is how many requests this answer took, at least 1.
	Attempts int
	// Waited is how long these requests waited for the rate limit, together.
	Waited time.Duration
}

// request is a call made ready to be sent any number of times.
type request struct {
	call    *Call
	url     *url.URL
	payload []byte // nil is no body.
	waited  time.Duration
	place   pacing.Place // among the requests that wait for the rate limit
}

// Why a path is refused. An id that is empty or a dot would turn a call on one
// object into a call on something else.
var (
	errPath = errors.New("a segment of the path is empty or consists of dots")
	// What was read from a file has a line break at its end.
	errPathSpace = errors.New("an id has white space at its beginning or end, or a character that cannot be seen")
	// A URL is written down by every proxy on the way.
	errPathSecret = errors.New("a secret stands where an id belongs")
)

// uncallable is the error for a call that is not sent.
func (c *Client) uncallable(call *Call, err error) error {
	return cleaned(c, &CallError{Method: call.Method, Path: call.Path, Err: c.plain(err.Error(), err)})
}

// prepare checks the call and renders what all its attempts share.
func (c *Client) prepare(call *Call) (*request, error) {
	target, err := c.resolve(call)
	if err != nil {
		return nil, c.uncallable(call, err)
	}
	ready := &request{call: call, url: target}
	if call.Body != nil {
		if ready.payload, err = json.Marshal(call.Body); err != nil {
			return nil, c.uncallable(call, fmt.Errorf("its body cannot be written as JSON: %w", err))
		}
	}
	return ready, nil
}

// resolve joins the base URL with the call's path and query. The path stays
// escaped as it is: a server must see an id's slash as %2F.
func (c *Client) resolve(call *Call) (*url.URL, error) {
	path := strings.TrimPrefix(call.Path, "/")
	for segment := range strings.SplitSeq(path, "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil || strings.ContainsAny(segment, "?#") {
			return nil, errors.New("its path is not escaped")
		}
		if plain == "" || plain == "." || plain == ".." {
			return nil, errPath
		}
		if redact.Mask(plain, c.secrets...) != plain {
			return nil, errPathSecret
		}
		if strings.TrimSpace(plain) != plain || strings.ContainsFunc(plain, func(r rune) bool { return !unicode.IsGraphic(r) }) {
			return nil, errPathSpace
		}
	}
	escaped := strings.TrimSuffix(c.base.EscapedPath(), "/") + "/" + path
	plain, err := url.PathUnescape(escaped)
	if err != nil {
		return nil, fmt.Errorf("its path is not escaped: %w", err)
	}
	target := *c.base
	target.Path, target.RawPath = plain, escaped
	target.RawQuery = call.Query.Encode()
	return &target, nil
}

// build makes the HTTP request of one attempt. Each attempt has its own, with
// the body from its beginning, so none depends on what another one consumed.
func (c *Client) build(ctx context.Context, r *request) (*http.Request, error) {
	var body io.Reader
	if r.payload != nil {
		body = bytes.NewReader(r.payload)
	}
	req, err := http.NewRequestWithContext(ctx, r.call.Method, r.url.String(), body)
	if err != nil {
		return nil, c.uncallable(r.call, err)
	}
	req.Header.Set("Accept", "application/json")
	if r.payload != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.userAgent != "" {
		req.Header.Set("User-Agent", c.userAgent)
	}
	if r.call.IdempotencyKey != "" {
		// In lower case, by which servers know it as well and Go's transport
		// does not: seeing the usual spelling it would repeat the request by
		// itself when a kept connection breaks, and what the first of the
		// two did would be lost on OutcomeUnknown.
		req.Header["idempotency-key"] = []string{r.call.IdempotencyKey}
	}
	c.authorize(req)
	if name := invalidHeader(req.Header); name != "" {
		return nil, c.uncallable(r.call, fmt.Errorf("the value of the header %s has a line break or another control character; check the credential for stray ones", name))
	}
	return req, nil
}

// invalidHeader returns the name of a header whose value cannot be sent, or
// nothing. The transport would refuse it too, but as if the network had failed.
func invalidHeader(header http.Header) string {
	for name, values := range header {
		for _, value := range values {
			if strings.ContainsFunc(value, func(r rune) bool { return (r < ' ' && r != '\t') || r == 0x7f }) {
				return name
			}
		}
	}
	return ""
}
