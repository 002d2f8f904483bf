// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// form is a way in which a secret may be written down.
type form struct {
	name string
	// encode writes a part of a secret so that the whole would contain it.
	encode func(part []byte) []byte
	// group is how many bytes of a secret are encoded together, so that what is
	// written depends on where in a longer text the secret begins. All beginnings
	// are tried.
	group int
	// width is how many characters of what is written are enough for a find.
	// They come from about as many bytes as a plain find has.
	width int
}

// forms are all that are looked for. What a character at a time is escaped for,
// in JSON or in a URL, is undone before the search (see views).
func forms() []form {
	plain := form{name: "plain", group: 1, width: window, encode: bytes.Clone}
	std := form{name: "base64", group: 3, width: 16, encode: base64With(base64.StdEncoding)}
	url := form{name: "base64url", group: 3, width: 16, encode: base64With(base64.URLEncoding)}
	return []form{
		plain, std, url,
		// As private data is in a state: base64 within base64.
		std.within(std, 21),
		std.within(url, 21),
		{name: "reversed", group: 1, width: window, encode: reversed},
		{name: "hex", group: 1, width: 2 * window, encode: func(p []byte) []byte { return []byte(hex.EncodeToString(p)) }},
		{name: "HEX", group: 1, width: 2 * window, encode: func(p []byte) []byte { return []byte(strings.ToUpper(hex.EncodeToString(p))) }},
		{name: "hex, spaced", group: 1, width: 3*window - 1, encode: func(p []byte) []byte { return fmt.Appendf(nil, "% x", p) }},
		{name: "hex in base64", group: 3, width: 32, encode: func(p []byte) []byte { return base64With(base64.StdEncoding)([]byte(hex.EncodeToString(p))) }},
		// Go prints bytes with %v so, and writes an array of them as JSON so.
		{name: "numbers", group: 1, width: 3 * window, encode: numbers(" ")},
		{name: "numbers, comma", group: 1, width: 3 * window, encode: numbers(",")},
	}
}

// within writes the secret in one form and the result in another.
func (f form) within(inner form, width int) form {
	return form{
		name: inner.name + " in " + f.name, group: inner.group * f.group, width: width,
		encode: func(part []byte) []byte { return f.encode(inner.encode(part)) },
	}
}

// base64With encodes whole groups only: what the last bytes become depends on
// what follows.
func base64With(encoding *base64.Encoding) func([]byte) []byte {
	return func(part []byte) []byte {
		return []byte(encoding.EncodeToString(part[:len(part)/3*3]))
	}
}

func reversed(part []byte) []byte {
	out := make([]byte, len(part))
	for i, b := range part {
		out[len(part)-1-i] = b
	}
	return out
}

func numbers(separator string) func([]byte) []byte {
	return func(part []byte) []byte {
		texts := make([]string, len(part))
		for i, b := range part {
			texts[i] = strconv.Itoa(int(b))
		}
		return []byte(strings.Join(texts, separator))
	}
}
