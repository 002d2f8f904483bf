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
	return w.takeIn(ctx, address, Import{ID: id})
}

// ImportIdentity imports by the object's identity, as an import block can.
func (w *Workspace) ImportIdentity(ctx context.Context, address string, identity Values) (Diagnostics, error) {
	w.t.Helper()
	return w.takeIn(ctx, address, Import{Identity: identity})
}

// ask has the provider import an object.
func (r *run) ask(c *client, what *Import) []answer {
	r.t.Helper()
	if what.Identity == nil {
		return c.importState(what.ID, cty.NilVal)
	}
	if c.schema.identity == cty.NilType {
		r.t.Fatalf("%s has no identity", c.typeName)
	}
	value, err := encode(c.schema.identity, map[string]any(what.Identity), applying)
	if err != nil {
		r.t.Fatalf("the identity of %s: %v", c.address, err)
	}
	imported := c.importState("", value)
	for _, a := range imported {
		if isNull(a.identity) {
			c.bug("Import returned no identity", "it was asked for by identity")
		}
	}
	return imported
}

func (w *Workspace) takeIn(ctx context.Context, address string, what Import) (Diagnostics, error) {
	w.t.Helper()
	r := w.start(ctx, w.state)
	defer r.close()
	c := r.at(address)
	switch {
	case r.state.get(address, "") != nil:
		c.failed("Resource already managed by Terraform", "%s is in the state", address)
	case r.configure():
		r.takeIn(c, r.ask(c, &what))
	}
	r.done(c)
	if err := r.report.all.Err(); err != nil {
		return r.report.all, err
	}
	w.save(r.state)
	return r.report.all, nil
}

// takeIn reads what was imported, keeps it, and returns it; nil where it cannot.
func (r *run) takeIn(c *client, imported []answer) *object {
	switch {
	case c.hasError():
		return nil
	case len(imported) != 1:
		c.bug("Import returned no resources, or several", "expected one, got %d", len(imported))
		return nil
	}
	one := imported[0]
	if isNull(one.value) {
		c.bug("Import returned null resource", "the answer has no object")
		return nil
	}
	for _, name := range c.schema.attributes.writtenBack(one.value, nil) {
		c.bug("Import returned a non-null value for a write-only attribute", "%s", name)
	}
	read := r.refresh(c, &object{value: one.value, identity: one.identity, private: one.private})
	switch {
	case c.hasError():
		return nil
	case read.value.IsNull():
		c.failed("Cannot import non-existent remote object", "the provider found nothing to import")
		return nil
	}
	r.state.put(c.address, "", c.schema.store(*read))
	return read
}
