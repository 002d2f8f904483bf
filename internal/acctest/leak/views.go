// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak

import (
	"bytes"
	"html"
	"regexp"
	"strconv"
	"unicode/utf8"
)

// view is data after something was undone that may stand in the middle of a
// secret.
type view struct {
	name string
	data []byte
}

// undo is one such thing.
type undo struct {
	name string
	do   func([]byte) []byte // returns the very same slice where there is nothing to undo
}

// undos are tried one after the other, each on what the one before it left, and
// the escapes twice: a document may be in a string of another one.
func undos() []undo {
	return []undo{
		{"unescaping", unescape},
		{"unescaping twice", unescape},
		{"percent-decoding", percentDecode},
		{"percent-decoding twice", percentDecode},
		{"entities", entities},
		{"joining lines", join},
	}
}

// views returns the data, and what it is after each step that changes something.
func views(data []byte) []view {
	all := []view{{"", data}}
	for _, u := range undos() {
		if next := u.do(data); len(next) != len(data) {
			data = next
			all = append(all, view{u.name, data})
		}
	}
	return all
}

// escape matches what stands for one character in JSON and in Go's quotes, any
// character of which may be written so.
var escape = regexp.MustCompile(`\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|[0-7]{3}|["'/\\])`)

func unescape(data []byte) []byte {
	if bytes.IndexByte(data, '\\') < 0 {
		return data
	}
	return escape.ReplaceAllFunc(data, func(found []byte) []byte {
		digits, base := found[2:], 16
		switch {
		case len(found) == 2:
			return found[1:]
		case found[1] >= '0' && found[1] <= '7':
			digits, base = found[1:], 8
		}
		code, err := strconv.ParseUint(string(digits), base, 32)
		if err != nil {
			return found
		}
		return utf8.AppendRune(nil, rune(code)) //nolint:gosec // A rune has 32 bits.
	})
}

var percent = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

func percentDecode(data []byte) []byte {
	if bytes.IndexByte(data, '%') < 0 {
		return data
	}
	return percent.ReplaceAllFunc(data, func(found []byte) []byte {
		code, err := strconv.ParseUint(string(found[1:]), 16, 8)
		if err != nil {
			return found
		}
		return []byte{byte(code)}
	})
}

func entities(data []byte) []byte {
	if bytes.IndexByte(data, '&') < 0 {
		return data
	}
	return []byte(html.UnescapeString(string(data)))
}

// broken matches what stands between two lines of one text: the margin that a
// CLI draws around a diagnostic, or the plus sign between two quotes.
var broken = regexp.MustCompile(`"?[ \t]*\+?[ \t]*\r?\n[ \t]*[│|]?[ \t]*"?`)

func join(data []byte) []byte {
	if bytes.IndexByte(data, '\n') < 0 {
		return data
	}
	return broken.ReplaceAll(data, nil)
}
