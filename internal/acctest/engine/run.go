// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"context"
	"errors"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// run is one phase: a server of its own, and the state that it works on.
type run struct {
	*Workspace

	server tfprotov6.ProviderServer
	calls  context.Context //nolint:containedctx // That of the calls: an interrupt stops the provider, not the call.
	asked  context.Context //nolint:containedctx // The caller's: no operation starts once it is over.
	state  state
	report report
	close  func()

	values map[string]cty.Value // of the objects so far, by address
	data   map[string]cty.Value // those of data sources that were read
	failed map[string]bool      // the addresses that went wrong
}

// ErrKilled is the cause of a context's end that kills the CLI. Nobody asks the provider
// to stop then: its calls end, since there is nobody any more whom it could answer, and
// the state stays as it was before them.
var ErrKilled = errors.New("the CLI was killed")

// start begins a phase. A context that is cancelled asks the provider to stop,
// as an interrupt of a CLI does; the calls that are under way return when the
// provider lets them.
func (w *Workspace) start(ctx context.Context, from state) *run {
	calls, cut := context.WithCancel(context.WithoutCancel(ctx))
	r := &run{
		Workspace: w, server: w.server(), calls: calls, asked: ctx, state: from.clone(),
		values: map[string]cty.Value{}, data: map[string]cty.Value{}, failed: map[string]bool{},
	}
	stop := context.AfterFunc(ctx, func() {
		if errors.Is(context.Cause(ctx), ErrKilled) {
			cut()
			return
		}
		// A provider that cannot stop is no different from one that does not.
		_, _ = r.server.StopProvider(r.calls, &tfprotov6.StopProviderRequest{}) //nolint:contextcheck // What was cancelled cannot ask.
	})
	r.close = func() {
		stop()
		cut()
	}
	return r
}

// configure hands the provider block over.
func (r *run) configure() bool {
	r.t.Helper()
	config := r.validateProvider()
	if r.report.hasError() {
		return false
	}
	resp, err := r.server.ConfigureProvider(r.calls, &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: r.version, Config: config,
		ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{},
	})
	if err != nil {
		r.report.bug("The provider did not answer", "ConfigureProvider: %v", err)
		return false
	}
	r.report.said(resp.Diagnostics)
	return !r.report.hasError()
}

// oldestCLI is the version of the oldest CLI that the provider supports.
const oldestCLI = "1.11.0"

func (r *run) validateProvider() *tfprotov6.DynamicValue {
	r.t.Helper()
	block := r.provider
	if block == nil {
		block = Values{}
	}
	value, err := encode(r.schemas.provider, block, planning)
	if err != nil {
		r.t.Fatalf("the provider block: %v", err)
	}
	config := packAs(value, r.schemas.provider)
	resp, err := r.server.ValidateProviderConfig(r.calls, &tfprotov6.ValidateProviderConfigRequest{Config: config})
	if err != nil {
		r.report.bug("The provider did not answer", "ValidateProviderConfig: %v", err)
		return config
	}
	r.report.said(resp.Diagnostics)
	return config
}

// at returns a client for the objects at an address. What is said goes into a
// report of its own, so that an error here does not stop what is elsewhere.
func (r *run) at(address string) *client {
	r.t.Helper()
	typeName := typeOf(address)
	return &client{
		report: &report{address: address}, ctx: r.calls, server: r.server,
		typeName: typeName, schema: r.schema(typeName), identity: r.identity,
	}
}

// done adds what was said about an address, and reports whether all went well.
func (r *run) done(c *client) bool {
	r.report.merge(c.all)
	if c.hasError() {
		r.failed[c.address] = true
	}
	return !c.hasError()
}

// interrupted reports whether the run was asked to stop, which is an error of
// whatever does not start because of it.
func (r *run) interrupted() bool {
	if r.asked.Err() == nil {
		return false
	}
	r.report.failed("execution halted", "the run was interrupted")
	return true
}

// blocked reports whether something that a resource depends on went wrong, so that
// nothing can be done about the resource either.
func (r *run) blocked(resource *Resource) bool {
	if !slices.ContainsFunc(resource.DependsOn, func(address string) bool { return r.failed[address] }) {
		return false
	}
	r.failed[resource.Address()] = true
	return true
}

// config encodes a configuration as far as it is known, and reports whether it could.
func (r *run) config(c *client, resource *Resource, now phase) (cty.Value, bool) {
	r.t.Helper()
	attributes := resource.Attributes
	if resource.Evaluate != nil {
		var said Diagnostics
		attributes, said = resource.Evaluate(r.value)
		c.merge(said)
		if said.Err() != nil {
			return cty.NilVal, false
		}
	}
	if attributes == nil { // A resource without any attribute has a configuration.
		attributes = Values{}
	}
	config, err := encode(c.schema.typ, map[string]any(attributes), now)
	if err != nil {
		r.t.Fatalf("the configuration of %s: %v", c.address, err)
	}
	return config, true
}

// value returns the part of an object that the run knows so far.
func (r *run) value(address string) cty.Value {
	if value, known := r.values[address]; known {
		return value
	}
	return cty.DynamicVal
}

// load reads an object from the state; nil for none.
func (r *run) load(c *client, key string) *object {
	kept := r.state.get(c.address, key)
	if kept == nil {
		return nil
	}
	if kept.version > c.schema.version {
		c.failed("Resource instance managed by newer provider version", "the state has schema version %d, the provider %d", kept.version, c.schema.version)
		return nil
	}
	upgraded := c.upgrade(kept)
	c.checkStored(upgraded.value, "Invalid resource state upgrade")
	if c.hasError() {
		return nil
	}
	return &object{value: upgraded.value, identity: upgraded.identity, private: kept.private, tainted: kept.tainted}
}

// refresh reads an object from the platform. One that is gone has a null value.
func (r *run) refresh(c *client, o *object) *object {
	if o == nil {
		return nil
	}
	read := c.read(*o)
	c.checkIdentity(read.identity)
	if c.hasError() {
		return o
	}
	c.checkStored(read.value, "Provider produced invalid object")
	if c.hasError() {
		return o
	}
	return &object{value: read.value, identity: read.identity, private: read.private, tainted: o.tainted}
}

// checkStored holds a value that is to be stored to the rules: known, and
// without anything in write-only attributes.
func (c *client) checkStored(value cty.Value, summary string) {
	if value == cty.NilVal {
		if !c.hasError() {
			c.bug(summary, "the answer has no object")
		}
		return
	}
	if !value.IsWhollyKnown() {
		c.bug(summary, "a part of it is unknown")
	}
	for _, name := range c.schema.attributes.writtenBack(value, nil) {
		c.bug(summary, "the write-only attribute %s has a value", name)
	}
}
