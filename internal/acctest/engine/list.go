// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// Query is a `list` block of a query.
type Query struct {
	Type string // of the resource, such as "openbanking_api_key"
	// Config is the block's `config`. Attributes that are not in it are null.
	Config Values
	// Limit is the block's `limit`; 0 leaves it to the default of the CLI, which
	// is 100.
	Limit int64
	// IncludeResource asks for the resources themselves.
	IncludeResource bool
	// Each, where it is set, is called with each result as it arrives. Where it
	// returns false nothing more is taken.
	Each func(Found) bool
}

// Found is an object that a query found.
type Found struct {
	Type        string
	DisplayName string
	Identity    Values
	Resource    Values // nil unless it was asked for

	value cty.Value
}

// defaultLimit is how many results a CLI takes of a block without a limit.
const defaultLimit = 100

// Query asks a list resource as the query command does. Of a query with an error
// a CLI shows nothing; here what arrived before is returned beside it. A CLI does
// not notice what a provider does beyond the limit; here it is an error.
func (w *Workspace) Query(ctx context.Context, q Query) ([]Found, Diagnostics, error) {
	w.t.Helper()
	r := w.start(ctx, w.state)
	defer r.close()
	found := r.query(q)
	return found, r.report.all, r.report.all.Err()
}

func (r *run) query(q Query) []Found {
	r.t.Helper()
	c := r.at(q.Type)
	defer r.done(c)
	server, ok := r.server.(tfprotov6.ListResourceServer)
	if !ok {
		r.t.Fatalf("the provider serves no list resources")
	}
	config := r.listConfig(q)
	valid, err := server.ValidateListResourceConfig(r.calls, &tfprotov6.ValidateListResourceConfigRequest{TypeName: q.Type, Config: config})
	if !c.answered("ValidateListResourceConfig", err) {
		return nil
	}
	c.said(valid.Diagnostics)
	if c.hasError() || !r.configure() {
		return nil
	}
	return c.list(server, q, config)
}

// listConfig encodes the configuration of a list resource.
func (r *run) listConfig(q Query) *tfprotov6.DynamicValue {
	r.t.Helper()
	schemas, err := r.server.GetProviderSchema(r.calls, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		r.t.Fatalf("the provider's schema: %v", err)
	}
	schema, ok := schemas.ListResourceSchemas[q.Type]
	if !ok {
		r.t.Fatalf("the provider has no list resource %q", q.Type)
	}
	typ, err := CtyType(schema.ValueType())
	if err != nil {
		r.t.Fatalf("the list resource %s: %v", q.Type, err)
	}
	block := q.Config
	if block == nil { // A block without a configuration has one without values.
		block = Values{}
	}
	config, err := encode(typ, block, applying)
	if err != nil {
		r.t.Fatalf("the configuration of the list of %s: %v", q.Type, err)
	}
	return packAs(config, typ)
}

// list takes the results until there are enough, or until one is an error.
func (c *client) list(server tfprotov6.ListResourceServer, q Query, config *tfprotov6.DynamicValue) []Found {
	limit := q.Limit
	if limit == 0 {
		limit = defaultLimit
	}
	stream, err := server.ListResource(c.ctx, &tfprotov6.ListResourceRequest{
		TypeName: q.Type, Config: config, IncludeResource: q.IncludeResource, Limit: limit,
	})
	if !c.answered("ListResource", err) {
		return nil
	}
	var found []Found
	for result := range stream.Results {
		if int64(len(found)) == limit {
			c.bug("More results than asked for", "the limit is %d", limit)
			break
		}
		c.said(result.Diagnostics)
		if c.hasError() {
			break
		}
		if result.Identity == nil && len(result.Diagnostics) > 0 {
			continue // A warning, and no object.
		}
		one := c.found(q, result)
		if c.hasError() {
			break
		}
		found = append(found, one)
		if q.Each != nil && !q.Each(one) {
			break
		}
	}
	return found
}

// found reads one result, which has to have an identity.
func (c *client) found(q Query, result tfprotov6.ListResourceResult) Found {
	one := Found{Type: q.Type, DisplayName: result.DisplayName}
	identity := c.unpackIdentity(result.Identity)
	if isNull(identity) {
		c.bug("Missing identity data", "in the list of %s", q.Type)
		return one
	}
	c.checkIdentity(identity)
	one.Identity = decodeObject(identity)
	switch {
	case !q.IncludeResource:
		if result.Resource != nil {
			c.bug("Unwanted resource", "in the list of %s", q.Type)
		}
		return one
	case result.Resource == nil:
		c.bug("Missing resource", "in the list of %s", q.Type)
		return one
	}
	one.value = c.unpack(result.Resource)
	c.checkStored(one.value, "Provider produced invalid object")
	if !c.hasError() {
		one.Resource = decodeObject(one.value)
	}
	return one
}

// Generate makes the configuration of a resource that a query found, as the query
// command writes it with -generate-config-out: what is only computed is left out,
// and what is sensitive becomes null.
func (w *Workspace) Generate(ctx context.Context, found Found, name string) (Resource, error) {
	w.t.Helper()
	r := w.start(ctx, w.state)
	defer r.close()
	generated := r.generate(found, name)
	return generated, r.report.all.Err()
}

func (r *run) generate(found Found, name string) Resource {
	r.t.Helper()
	generated := Resource{Type: found.Type, Name: name}
	c := r.at(generated.Address())
	defer r.done(c)
	if isNull(found.value) {
		r.t.Fatalf("the query did not include the resources of %s", found.Type)
	}
	resp, err := r.server.GenerateResourceConfig(r.calls, &tfprotov6.GenerateResourceConfigRequest{
		TypeName: found.Type, State: c.pack(found.value),
	})
	if c.answered("GenerateResourceConfig", err) {
		c.said(resp.Diagnostics)
		generated.Attributes = c.written(c.unpack(resp.Config))
	}
	return generated
}

// written is what of a configuration a CLI writes.
func (c *client) written(config cty.Value) Values {
	attributes := decodeObject(config)
	for _, a := range c.schema.attributes {
		switch value := attributes[a.name]; {
		case value == nil || a.secret():
			delete(attributes, a.name)
		case a.computed && !a.optional:
			c.bug("A value for a read-only attribute", "%s", a.name)
		}
	}
	return attributes
}
