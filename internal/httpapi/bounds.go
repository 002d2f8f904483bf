// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"context"
	"fmt"
	"io"
	"net/http"
)

// Bounds of an answer. A page of a hundred objects takes some 100 KB and 5,000 names
// and values.
const (
	// DefaultMaxBody is how many bytes of a page are read, after decompression.
	DefaultMaxBody int64 = 2 << 20
	// maxObject is the same for a single object, which goes on to the CLI as it is.
	maxObject int64 = 256 << 10
	// maxRefusal is the same for every other answer: a sentence of it is enough.
	maxRefusal int64 = 64 << 10
	// maxNodes is how many names and values an answer's JSON may have: a `{}` takes
	// two bytes there and a hundred once it is decoded.
	maxNodes = 100_000
	// maxDepth is how deep they may be nested.
	maxDepth = 64
	// maxHeaderBytes bounds an answer's headers.
	maxHeaderBytes = 64 << 10
)

// BoundError says that an answer exceeds a bound. The reason names the bound.
type BoundError struct{ Reason string }

// Error implements error.
func (e *BoundError) Error() string { return e.Reason }

// checkEndpoint is the remedy for an answer larger than any of the platform's.
const checkEndpoint = "; check the endpoint, and any proxy on the way"

// bounded reads a body up to its bounds.
type bounded struct {
	io.Reader

	read, most int64                // bytes
	large      func() error         // called before more is read than of any answer
	count      func(p []byte) error // nil for what is no JSON
}

// bounds of the body of an answer to a call.
func (c *Client) bounds(call *Call, response *Response, body io.Reader, large func() error) *bounded {
	b := &bounded{Reader: body, most: c.maxBody, large: large}
	switch {
	case !isJSON(response) || !call.expects(response.Status):
		b.most = min(b.most, maxRefusal)
	case !call.List:
		b.most = min(b.most, maxObject)
	}
	if isJSON(response) {
		b.count = new(meter).count
	}
	return b
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.read >= smallBody {
		if err := b.large(); err != nil {
			return 0, err
		}
	}
	n, err := b.Reader.Read(p[:min(int64(len(p)), b.most-b.read+1)]) // One more shows that there is more.
	if b.read += int64(n); b.read > b.most {
		return 0, &BoundError{fmt.Sprintf("the body is larger than %d bytes, the most that are read", b.most) + checkEndpoint}
	}
	if b.count != nil {
		if tooMany := b.count(p[:n]); tooMany != nil {
			return 0, tooMany
		}
	}
	return n, err
}

// excessive is the error for an answer that exceeds a bound.
func (c *Client) excessive(r *request, response *Response, excess *BoundError) *UnexpectedResponseError {
	reason := excess.Reason
	switch {
	case response.Status/100 == http.StatusMultipleChoices/100:
		reason = redirect(r.url, response.Header.Get("Location"))
	case !isJSON(response):
		reason = notJSON(response) // That it is long as well does not matter.
	}
	return c.unexpected(r.call, response, reason)
}

// meter counts the names and values of a JSON text as it comes, so that one which would
// fill the memory once decoded is not read on. It leaves mistakes to the decoder.
type meter struct {
	nodes, depth  int
	text, escaped bool // within quotation marks; after a backslash there
	word          bool // within a number, or true, false or null
}

func (m *meter) count(part []byte) error {
	for i := 0; i < len(part); i++ {
		if m.text {
			i = m.skipText(part, i)
			continue
		}
		switch c := part[i]; c {
		case '"':
			m.text, m.word = true, false
			m.nodes++
		case '{', '[':
			m.word = false
			m.nodes++
			if m.depth++; m.depth > maxDepth {
				return &BoundError{fmt.Sprintf("the JSON is nested more than %d levels deep", maxDepth) + checkEndpoint}
			}
		case '}', ']':
			m.word = false
			m.depth--
		case ',', ':', ' ', '\t', '\r', '\n':
			m.word = false
			continue
		default:
			if m.word {
				continue
			}
			m.word = true
			m.nodes++
		}
		if m.nodes > maxNodes {
			return &BoundError{fmt.Sprintf("the JSON has more than %d names and values, the most that are read", maxNodes) + checkEndpoint}
		}
	}
	return nil
}

// skipText returns where a text ends, or where the part does.
func (m *meter) skipText(part []byte, i int) int {
	for ; i < len(part); i++ {
		switch {
		case m.escaped:
			m.escaped = false
		case part[i] == '"':
			m.text = false
			return i
		case part[i] == '\\':
			m.escaped = true
		}
	}
	return i
}

// Few large answers are read and decoded at a time: a CLI makes as many calls at once as
// its user says.
const (
	// smallBody is how many bytes of each answer are read at any time.
	smallBody = 256 << 10
	// largeAtOnce is how many answers may be larger at a time.
	largeAtOnce = 2
)

// largeBodies has an entry for each large answer.
var largeBodies = make(chan struct{}, largeAtOnce) //nolint:gochecknoglobals // The process has one memory.

// room is an answer's entry in largeBodies.
type room struct{ taken bool }

// take waits until the answer may be large.
func (r *room) take(ctx context.Context) error {
	if r.taken {
		return nil
	}
	select {
	case largeBodies <- struct{}{}:
		r.taken = true
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// leave gives the room back, once nothing needs the body any more.
func (r *room) leave() {
	if r.taken {
		r.taken = false
		<-largeBodies
	}
}
