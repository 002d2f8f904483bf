// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi"
)

// Secret is a place where a document says that a secret travels: its schema carries x-secret, or it is a credential of
// a security scheme.
type Secret struct {
	// In is "body", "query" or "header".
	In string
	// Name is that of the body's property at any depth, of the parameter or of the header.
	Name string
	// Pattern is what the schema says about its form. Another value under the same name is not the secret, such as
	// Okra's public key under "key". Nil is any text.
	Pattern *regexp.Regexp
}

// Secrets returns the places of secrets in a platform's document, sorted, each once.
func Secrets(name string) ([]Secret, error) {
	text, err := openapi.Document(name)
	if err != nil {
		return nil, err
	}
	var doc map[string]any
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("read the OpenAPI document %s: %w", name, err)
	}
	s := &secrets{doc: doc}
	s.walk(doc)
	components, _ := doc["components"].(map[string]any)
	schemes, _ := components["securitySchemes"].(map[string]any)
	for _, scheme := range schemes {
		s.scheme(scheme)
	}
	slices.SortFunc(s.found, func(a, b Secret) int {
		return cmp.Or(cmp.Compare(a.In, b.In), cmp.Compare(a.Name, b.Name), cmp.Compare(a.form(), b.form()))
	})
	s.found = slices.CompactFunc(s.found, func(a, b Secret) bool { return a.In == b.In && a.Name == b.Name && a.form() == b.form() })
	return s.found, s.err
}

func (s Secret) form() string {
	if s.Pattern == nil {
		return ""
	}
	return s.Pattern.String()
}

// Is reports whether a value under the place's name is the secret.
func (s Secret) Is(value string) bool {
	return value != "" && (s.Pattern == nil || s.Pattern.MatchString(value))
}

// secrets collects the places of one document.
type secrets struct {
	doc   map[string]any
	found []Secret
	err   error
}

// walk looks at every object of the document: for a schema's properties and for parameters.
func (s *secrets) walk(part any) {
	switch part := part.(type) {
	case map[string]any:
		if properties, ok := part["properties"].(map[string]any); ok {
			for name, schema := range properties {
				s.add("body", name, schema)
			}
		}
		in, _ := part["in"].(string)
		if name, ok := part["name"].(string); ok && (in == "query" || in == "header") {
			s.add(in, name, part["schema"])
		}
		for _, member := range part {
			s.walk(member)
		}
	case []any:
		for _, item := range part {
			s.walk(item)
		}
	}
}

// add takes down a place if its schema, itself or by reference, is marked.
func (s *secrets) add(in, name string, schema any) {
	resolved, err := s.resolve(schema)
	if err != nil {
		s.err = errors.Join(s.err, fmt.Errorf("%s %s: %w", in, name, err))
		return
	}
	if marked, _ := resolved["x-secret"].(bool); !marked {
		return
	}
	place := Secret{In: in, Name: name}
	if pattern, ok := resolved["pattern"].(string); ok {
		if place.Pattern, err = regexp.Compile(pattern); err != nil {
			s.err = errors.Join(s.err, fmt.Errorf("%s %s: %w", in, name, err))
		}
	}
	s.found = append(s.found, place)
}

// resolve follows a schema's references.
func (s *secrets) resolve(schema any) (map[string]any, error) {
	for {
		object, _ := schema.(map[string]any)
		ref, ok := object["$ref"].(string)
		if !ok {
			return object, nil
		}
		var target any = s.doc
		for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
			parent, _ := target.(map[string]any)
			if target, ok = parent[part]; !ok {
				return nil, fmt.Errorf("%s is not in the document", ref)
			}
		}
		schema = target
	}
}

// scheme takes down the header that carries a security scheme's credential.
func (s *secrets) scheme(scheme any) {
	object, _ := scheme.(map[string]any)
	switch kind, _ := object["type"].(string); kind {
	case "http":
		s.found = append(s.found, Secret{In: "header", Name: "Authorization"})
	case "apiKey":
		in, _ := object["in"].(string)
		name, _ := object["name"].(string)
		s.found = append(s.found, Secret{In: in, Name: name})
	default:
		s.err = errors.Join(s.err, fmt.Errorf("a security scheme of the type %q: %w", kind, errUnsupported))
	}
}
