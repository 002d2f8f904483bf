// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// DataSources returns the state of the data sources, by address.
func (w *Workspace) DataSources() map[string]Values {
	all := make(map[string]Values, len(w.data))
	for address, value := range w.data {
		all[address] = decodeObject(value)
	}
	return all
}

// Value returns what the state has at an address, of a resource or a data source;
// cty's DynamicVal where it has nothing.
func (w *Workspace) Value(address string) cty.Value {
	if o := w.state.get(address, ""); o != nil {
		return o.decoded.value
	}
	if value, read := w.data[address]; read {
		return value
	}
	return cty.DynamicVal
}

// Value returns the planned value of a resource or a data source, and cty's DynamicVal
// where the plan has none.
func (p *Plan) Value(address string) cty.Value {
	if value, known := p.values[address]; known {
		return value
	}
	return cty.DynamicVal
}

// about returns a client for a resource or a data source.
func (r *run) about(resource *Resource) *client {
	r.t.Helper()
	if !resource.Data {
		return r.at(resource.Address())
	}
	schema := r.schemas.data[resource.Type]
	if schema == nil {
		r.t.Fatalf("the provider has no data source %q", resource.Type)
	}
	return &client{
		report: &report{address: resource.Address()}, ctx: r.calls, server: r.server,
		typeName: resource.Type, schema: schema,
	}
}

// remember takes the objects of the state, and the data sources that the plan has read,
// as the first known values.
func (r *run) remember(data map[string]cty.Value) {
	for address, i := range r.state {
		if i.current != nil {
			r.values[address] = i.current.decoded.value
		}
	}
	maps.Copy(r.values, data)
	maps.Copy(r.data, data)
}

// planData reads a data source, or leaves that to the apply: where a part of its
// configuration is not known yet, or where what it depends on is to change.
func (r *run) planData(resource *Resource, changes []*change, o planOptions) *change {
	r.t.Helper()
	c := r.about(resource)
	config, ok := r.config(c, resource, planning)
	if ok {
		c.validateAny(config, true)
	}
	if !r.done(c) {
		return nil
	}
	waits := slices.ContainsFunc(changes, func(ch *change) bool {
		return ch != nil && ch.action != NoOp && slices.Contains(resource.DependsOn, ch.address)
	})
	switch {
	case config.IsWhollyKnown() && !waits:
		r.read(c, config)
		return nil
	case o.refreshOnly:
		return nil
	}
	planned := config.AsValueMap()
	for _, a := range c.schema.attributes {
		if a.computed && planned[a.name].IsNull() {
			planned[a.name] = cty.UnknownVal(a.typ)
		}
	}
	ch := &change{address: c.address, typeName: c.typeName, action: Read, before: cty.NullVal(c.schema.typ), after: cty.ObjectVal(planned)}
	r.values[c.address] = ch.after
	return ch
}

// applyData reads a data source whose configuration is known by now.
func (r *run) applyData(resource *Resource) bool {
	r.t.Helper()
	c := r.about(resource)
	config, ok := r.config(c, resource, applying)
	switch {
	case !ok:
		return r.done(c)
	case !config.IsWhollyKnown():
		c.failed("Configuration contains unknown value", "the configuration still contains unknown values during apply")
		return r.done(c)
	}
	return r.read(c, config)
}

func (r *run) read(c *client, config cty.Value) bool {
	resp, err := c.server.ReadDataSource(c.ctx, &tfprotov6.ReadDataSourceRequest{
		TypeName: c.typeName, Config: c.pack(config), ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{},
	})
	if !c.answered("ReadDataSource", err) {
		return r.done(c)
	}
	c.said(resp.Diagnostics)
	c.refuseDeferral(resp.Deferred)
	if c.hasError() {
		return r.done(c)
	}
	value := c.unpack(resp.State)
	c.checkStored(value, "Provider produced invalid object")
	if !c.hasError() && value.IsNull() {
		c.bug("Provider produced null object", "the data source has no object")
	}
	if r.done(c) {
		r.values[c.address], r.data[c.address] = value, value
	}
	return !c.hasError()
}

// validateAny checks the configuration of a resource or a data source.
func (c *client) validateAny(config cty.Value, data bool) {
	if !data {
		c.validate(config)
		return
	}
	resp, err := c.server.ValidateDataResourceConfig(c.ctx, &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: c.typeName, Config: c.pack(config),
	})
	if c.answered("ValidateDataResourceConfig", err) {
		c.said(resp.Diagnostics)
	}
}
