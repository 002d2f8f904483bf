// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxNesting is how many JSON documents may be packed into strings of one
// another before [JSON] gives up looking and removes the innermost.
const maxNesting = 3

// JSON returns a JSON document for a log, without credentials. A value is removed when
// its field has a sensitive name, at any depth, or when it has the form of a
// credential; a string that holds a JSON document is treated as one. Booleans, null
// and the empty string stay, since they say whether a credential was there. Members
// come out sorted by name.
//
// A text that is not exactly one JSON document becomes a JSON string that gives its
// length only; an empty one becomes the empty string.
func JSON(document []byte) []byte {
	if len(bytes.TrimSpace(document)) == 0 {
		return []byte(`""`)
	}
	value, err := decode(document)
	if err != nil {
		return fmt.Appendf(nil, `"[%d bytes, not JSON]"`, len(document))
	}
	out, err := encode(redact(value, 0))
	if err != nil {
		return fmt.Appendf(nil, `"[%d bytes, not shown]"`, len(document))
	}
	return out
}

// errTrailing reports that a document is followed by something else.
var errTrailing = errors.New("more than one JSON document")

// decode reads exactly one JSON document, with numbers kept as written.
func decode(document []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errTrailing
	}
	return value, nil
}

// encode writes a value on one line without escaping < > &, for people.
func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	return bytes.TrimRight(out.Bytes(), "\n"), nil
}

// redact returns the value without credentials. nesting counts the strings
// that were opened to get here.
func redact(value any, nesting int) any {
	switch value := value.(type) {
	case map[string]any:
		clean := make(map[string]any, len(value))
		for name, member := range value {
			clean[Mask(name)] = redactMember(name, member, nesting)
		}
		return clean
	case []any:
		clean := make([]any, len(value))
		for i, item := range value {
			clean[i] = redact(item, nesting)
		}
		return clean
	case string:
		return redactString(value, nesting)
	default:
		return value
	}
}

// redactMember returns the value of an object's member without credentials.
func redactMember(name string, value any, nesting int) any {
	sensitive := sensitiveName(name)
	if text, ok := value.(string); ok && plainName(name) == "code" {
		// It is an error code or an authorization code.
		sensitive = !errorCode.MatchString(text)
	}
	if !sensitive {
		return redact(value, nesting)
	}
	switch value := value.(type) {
	case nil, bool:
		return value
	case string:
		if value == "" {
			return value
		}
	}
	return Redacted
}

// redactString returns a string without credentials, looking into the JSON
// document that it may be.
func redactString(text string, nesting int) string {
	if trimmed := strings.TrimSpace(text); strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		if value, err := decode([]byte(trimmed)); err == nil {
			if nesting == maxNesting {
				return Redacted
			}
			if out, err := encode(redact(value, nesting+1)); err == nil {
				return string(out)
			}
		}
	}
	return Mask(text)
}
