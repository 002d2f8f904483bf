// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"slices"
)

// attributeOf names the one attribute of a resource that may hold a secret in
// states and plans. What the configuration encrypts or gives itself is never
// among them.
func attributeOf(resourceType string) string {
	switch resourceType {
	case "openbanking_api_key":
		return "key"
	case "openbanking_app_secret":
		return "secret"
	case "openbanking_webhook":
		return "signing_secret"
	}
	return ""
}

// placeholder stands for a secret that was found where it may be.
const placeholder = "(where it may be)"

// stripped is a document without the secrets that are where they may be.
type stripped struct {
	text []byte
	// allowed are those that were.
	allowed map[string]bool
}

// strip takes the secrets out of a state, or of a state's or plan's JSON form,
// that are where they may be. What is no JSON document comes back as it is.
func (s *Searcher) strip(document []byte) stripped {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return stripped{text: document}
	}
	w := stripper{known: map[string]bool{}, allowed: map[string]bool{}}
	for _, secret := range s.secrets {
		w.known[secret.Text] = true
	}
	w.walk(value, "")
	text, err := json.Marshal(value)
	if err != nil {
		return stripped{text: document}
	}
	// What follows the document is part of what was given.
	rest := document[decoder.InputOffset():]
	return stripped{text: append(text, rest...), allowed: w.allowed}
}

// stripper walks a document.
type stripper struct {
	known, allowed map[string]bool
}

// walk looks at a part of a document that is in a resource of a type, or in none.
func (w *stripper) walk(part any, resourceType string) {
	switch part := part.(type) {
	case map[string]any:
		if mode, _ := part["mode"].(string); mode != "" {
			resourceType = ""
			if mode == "managed" {
				resourceType, _ = part["type"].(string)
			}
		}
		for name, member := range part {
			switch name {
			// As states, their JSON form and plans' JSON form call it.
			case "attributes", "values", "before", "after":
				w.resource(member, resourceType)
			}
			w.walk(member, resourceType)
		}
	case []any:
		for _, item := range part {
			w.walk(item, resourceType)
		}
	}
}

// resource takes the secret out of a resource's attributes.
func (w *stripper) resource(attributes any, resourceType string) {
	object, _ := attributes.(map[string]any)
	name := attributeOf(resourceType)
	text, _ := object[name].(string)
	if name == "" || !w.known[text] || object["encrypt_to"] != nil || object["signing_secret_wo_version"] != nil {
		return
	}
	object[name] = placeholder
	w.allowed[text] = true
}

// stripMessages takes the secrets out of a plan's binary part that are values of
// the attributes which may hold them: the attribute's name and the value, each
// after its length, as MessagePack writes them. Only secrets count that the plan's
// state has where it may.
func stripMessages(data []byte, allowed map[string]bool) []byte {
	for text := range allowed {
		for _, resourceType := range []string{"openbanking_api_key", "openbanking_app_secret", "openbanking_webhook"} {
			name := packed(attributeOf(resourceType))
			data = bytes.ReplaceAll(data, slices.Concat(name, packed(text)), slices.Concat(name, []byte(placeholder)))
		}
	}
	return data
}

// packed is a text in MessagePack.
func packed(text string) []byte {
	n := len(text)
	var header []byte
	switch {
	case n < 32:
		header = []byte{0xa0 | byte(n)}
	case n < 256:
		header = []byte{0xd9, byte(n)}
	default:
		header = binary.BigEndian.AppendUint16([]byte{0xda}, uint16(n)) //nolint:gosec // No secret has 64 KiB.
	}
	return append(header, text...)
}
