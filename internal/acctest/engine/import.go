// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"context"

	"github.com/zclconf/go-cty/cty"
)

// Import takes an object of the platform into the state, by its id, as the
// import command does. The error is an [Error].
func (w *Workspace) Import(ctx context.Context, address, id string) (Diagnostics, error) {
	w.t.Helper()
	return w.takeIn(ctx, address, func(c *client) []answer { return c.importState(id, cty.NilVal) })
}

// ImportIdentity imports by the object's identity, as an import block can.
func (w *Workspace) ImportIdentity(ctx context.Context, address string, identity Values) (Diagnostics, error) {
	w.t.Helper()
	schema := w.schema(typeOf(address))
	if schema.identity == cty.NilType {
		w.t.Fatalf("%s has no identity", typeOf(address))
	}
	value, err := encode(schema.identity, identity, applying)
	if err != nil {
		w.t.Fatalf("the identity of %s: %v", address, err)
	}
	return w.takeIn(ctx, address, func(c *client) []answer {
		imported := c.importState("", value)
		for _, a := range imported {
			if isNull(a.identity) {
				c.bug("Import returned no identity", "it was asked for by identity")
			}
		}
		return imported
	})
}

func (w *Workspace) takeIn(ctx context.Context, address string, ask func(*client) []answer) (Diagnostics, error) {
	w.t.Helper()
	r := w.start(ctx, w.state)
	defer r.close()
	c := r.at(address)
	switch {
	case r.state.get(address, "") != nil:
		c.failed("Resource already managed by Terraform", "%s is in the state", address)
	case r.configure():
		r.takeIn(c, ask(c))
	}
	r.done(c)
	if err := r.report.all.Err(); err != nil {
		return r.report.all, err
	}
	w.save(r.state)
	return r.report.all, nil
}

// takeIn reads what was imported, and keeps it.
func (r *run) takeIn(c *client, imported []answer) {
	switch {
	case c.hasError():
		return
	case len(imported) != 1:
		c.bug("Import returned no resources, or several", "expected one, got %d", len(imported))
		return
	}
	one := imported[0]
	if isNull(one.value) {
		c.bug("Import returned null resource", "the answer has no object")
		return
	}
	for _, name := range c.schema.attributes.writtenBack(one.value, nil) {
		c.bug("Import returned a non-null value for a write-only attribute", "%s", name)
	}
	read := r.refresh(c, &object{value: one.value, identity: one.identity, private: one.private})
	switch {
	case c.hasError():
	case read.value.IsNull():
		c.failed("Cannot import non-existent remote object", "the provider found nothing to import")
	default:
		r.state.put(c.address, "", c.schema.store(*read))
	}
}
