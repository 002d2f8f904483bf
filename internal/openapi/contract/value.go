// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/helpers"
	"github.com/pb33f/libopenapi/datamodel/high/base"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// value is a parameter or a header: a text that stands for a string or a number. The library can check these too, but
// compiles their schemas for every request; here they are compiled once.
type value struct {
	name     string
	required bool
	integer  bool
	schema   *jsonschema.Schema
}

// openAPIVersion is the version that decides how the library reads schemas.
const openAPIVersion = 3.1

// compiler prepares parameters and headers. Most of a document's answers have the same headers, so that it keeps what it
// has compiled.
type compiler struct {
	options *config.ValidationOptions
	known   map[string]value
}

func newCompiler(options *config.ValidationOptions) *compiler {
	return &compiler{options: options, known: map[string]value{}}
}

// value prepares a parameter or header.
func (c *compiler) value(name string, required bool, proxy *base.SchemaProxy) (value, error) {
	if proxy == nil || proxy.Schema() == nil {
		return value{}, fmt.Errorf("%s has no schema: %w", name, errUnsupported)
	}
	key := fmt.Sprint(name, " ", required, " ", proxy.Schema().GoLow().Hash())
	if v, ok := c.known[key]; ok {
		return v, nil
	}
	v, err := compileValue(name, required, proxy.Schema(), c.options)
	if err != nil {
		return value{}, err
	}
	c.known[key] = v
	return v, nil
}

// compileValue prepares a schema. Only the types that one text can stand for are supported.
func compileValue(name string, required bool, schema *base.Schema, options *config.ValidationOptions) (value, error) {
	if !slices.Equal(schema.Type, []string{"string"}) && !slices.Equal(schema.Type, []string{"integer"}) {
		return value{}, fmt.Errorf("%s is of type %v: %w", name, schema.Type, errUnsupported)
	}
	text, err := schema.RenderInline()
	if err != nil {
		return value{}, fmt.Errorf("render the schema of %s: %w", name, err)
	}
	var tree any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		return value{}, fmt.Errorf("read the schema of %s: %w", name, err)
	}
	asJSON, err := json.Marshal(tree)
	if err != nil {
		return value{}, fmt.Errorf("convert the schema of %s: %w", name, err)
	}
	compiled, err := helpers.NewCompiledSchemaWithVersion(name, asJSON, options, openAPIVersion)
	if err != nil {
		return value{}, fmt.Errorf("compile the schema of %s: %w", name, err)
	}
	return value{name: name, required: required, integer: schema.Type[0] == "integer", schema: compiled}, nil
}

// check compares what was sent with the schema. Kind names where the value is, for the reasons.
func (v value) check(kind string, sent []string) []string {
	switch {
	case len(sent) == 0 && v.required:
		return []string{fmt.Sprintf("%s %s is missing", kind, v.name)}
	case len(sent) == 0:
		return nil
	case len(sent) > 1:
		return []string{fmt.Sprintf("%s %s is there %d times", kind, v.name, len(sent))}
	}
	var parsed any = sent[0]
	if v.integer {
		number, err := strconv.ParseInt(sent[0], 10, 64)
		if err != nil {
			return []string{fmt.Sprintf("%s %s is not a whole number", kind, v.name)}
		}
		parsed = number
	}
	return explainSchema(kind+" "+v.name, v.schema.Validate(parsed))
}
