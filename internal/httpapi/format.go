// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"fmt"
	"io"
)

// The types below hold credentials: in a body, in headers, as themselves. They
// print what identifies them and nothing else, with every verb, so that a
// careless %+v in an error or a log reveals nothing.

// Format implements fmt.Formatter.
func (r Response) Format(state fmt.State, _ rune) {
	show(state, fmt.Sprintf("answer %d (%d bytes, request %q)", r.Status, len(r.Body), r.RequestID))
}

// Format implements fmt.Formatter.
func (c Call) Format(state fmt.State, _ rune) {
	show(state, fmt.Sprintf("call %s %s", c.Method, c.Path))
}

// Format implements fmt.Formatter.
func (c Config) Format(state fmt.State, _ rune) {
	show(state, "configuration of an HTTP client")
}

// Format implements fmt.Formatter.
func (c Client) Format(state fmt.State, _ rune) {
	show(state, "HTTP client")
}

// show writes a text. A formatter has no way to report that it could not.
func show(out io.Writer, text string) {
	_, _ = io.WriteString(out, text)
}
