// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// Apply carries a plan out, on a provider that is configured anew. The state is
// saved even where there is an error, which is an [Error]. A plan that was made
// before the state last changed is refused, as a saved plan file is.
func (w *Workspace) Apply(ctx context.Context, p *Plan) (Diagnostics, error) {
	w.t.Helper()
	switch {
	case p.owner != w:
		w.t.Fatalf("the plan is one of another workspace")
	case p.Diagnostics.Err() != nil:
		w.t.Fatalf("a plan with errors cannot be applied: %v", p.Diagnostics.Err())
	case p.serial != w.serial:
		var stale report
		stale.failed("Saved plan is stale", "the state was changed by another operation after the plan was created")
		return stale.all, stale.all.Err()
	}
	r := w.start(ctx, p.refreshed)
	defer r.close()
	r.remember(p.data)
	if len(p.changes) == 0 || p.Empty() || r.configure() {
		r.applyAll(p)
	}
	w.save(r.state)
	w.data = r.data
	return r.report.all, r.report.all.Err()
}

// Refresh saves what a plan found, and carries out nothing, as the refresh command
// does.
func (w *Workspace) Refresh(p *Plan) {
	w.save(p.refreshed)
	w.data = p.data
}

// applyAll carries out all changes. A deposed object ends only after the current
// one at its address was changed well.
func (r *run) applyAll(p *Plan) {
	r.t.Helper()
	failed := map[string]bool{}
	for _, ch := range p.changes {
		// What only destroys the current object has no part in that order.
		if ch.deposed != "" && failed[ch.address] || ch.action == NoOp || r.interrupted() {
			continue
		}
		if ch.action == Delete || ch.deposed != "" {
			r.applyOne(p, ch)
			continue
		}
		if r.blocked(p.resource(ch.address)) || !r.applyOne(p, ch) {
			failed[ch.address] = true
		}
	}
}

func (r *run) applyOne(p *Plan, ch *change) bool {
	r.t.Helper()
	switch {
	case ch.action == Read:
		return r.applyData(p.resource(ch.address))
	case ch.deposed != "":
		return r.destroyDeposed(ch.address, ch.deposed)
	case ch.action == Delete:
		return r.destroy(ch)
	case ch.action == DeleteThenCreate:
		return r.destroy(ch.destruction()) && !r.interrupted() && r.change(p.resource(ch.address), ch)
	case ch.action == CreateThenDelete:
		key := r.newKey()
		r.state.depose(ch.address, key)
		if !r.change(p.resource(ch.address), ch) {
			r.state.restore(ch.address, key)
			return false
		}
		return !r.interrupted() && r.destroyDeposed(ch.address, key)
	default:
		return r.change(p.resource(ch.address), ch)
	}
}

func (p *Plan) resource(address string) *Resource {
	return &p.resources[slices.IndexFunc(p.resources, func(r Resource) bool { return r.Address() == address })]
}

// newKey returns a key for a deposed object; the later, the greater.
func (w *Workspace) newKey() string {
	w.lastKey++
	return fmt.Sprintf("%08x", w.lastKey)
}

// destroy ends the current object as planned.
func (r *run) destroy(ch *change) bool {
	r.t.Helper()
	c := r.at(ch.address)
	current := r.load(c, "")
	if current == nil {
		return r.done(c)
	}
	r.state.put(ch.address, "", c.schema.storeMaybe(c.applyChange(current, ch, cty.NullVal(c.schema.typ))))
	return r.done(c)
}

// destroyDeposed ends a deposed object, which is planned again first.
func (r *run) destroyDeposed(address, key string) bool {
	r.t.Helper()
	c := r.at(address)
	current := r.load(c, key)
	if current == nil {
		return r.done(c)
	}
	ch := c.planDestroy(key, *current, r.schemas.planDestroy)
	if !c.hasError() {
		r.state.put(address, key, c.schema.storeMaybe(c.applyChange(current, ch, cty.NullVal(c.schema.typ))))
	}
	return r.done(c)
}

// change creates or updates an object. It is planned again first, with the
// configuration as it is known by now.
func (r *run) change(resource *Resource, planned *change) bool {
	r.t.Helper()
	c := r.at(planned.address)
	current := r.load(c, "")
	if c.hasError() {
		return r.done(c)
	}
	config, ok := r.config(c, resource, applying)
	if !ok {
		return r.done(c)
	}
	final := c.planChange(planned, current, resource, config, false)
	if c.hasError() {
		return r.done(c)
	}
	c.checkFinal(planned, final)
	if !config.IsWhollyKnown() {
		c.failed("Configuration contains unknown value", "the configuration still contains unknown values during apply")
	}
	if c.hasError() {
		return r.done(c)
	}
	final = final.creation()
	if final.action == NoOp {
		return r.done(c) // What was unknown turned out to be what is there.
	}
	after := c.applyChange(current, final, config)
	if after != nil && c.hasError() && final.action == Create {
		if !r.keeps {
			c.bug("A failed create left a state", "Terraform 1.16 crashes on it")
		}
		after.tainted = true
	}
	r.state.put(planned.address, "", c.schema.storeMaybe(after))
	if after != nil {
		r.values[planned.address] = after.value
	}
	return r.done(c)
}

// checkFinal refuses a second plan that is not the first one with what was
// unknown filled in.
func (c *client) checkFinal(planned, final *change) {
	const summary = "Provider produced inconsistent final plan"
	turnedOutTheSame := planned.action == Update && final.action == NoOp
	if planned.action != final.action && !turnedOutTheSame {
		c.bug(summary, "the provider changed the planned action from %s to %s", planned.action, final.action)
	}
	for _, problem := range c.schema.attributes.checkResult(planned.after, final.after) {
		c.bug(summary, "the provider produced an invalid new value: %s", problem)
	}
}

// applyChange lets the provider carry a change out, and returns what the state
// has to keep; nil for nothing.
func (c *client) applyChange(current *object, ch *change, config cty.Value) *object {
	result := c.apply(ch, config)
	if c.killed() {
		return current
	}
	c.checkIdentity(result.identity)
	value := result.value
	if value == cty.NilVal { // The answer has no object; what it was about may still be there.
		value = ch.before
		if ch.action == Delete {
			value = ch.after
		}
		if !c.hasError() {
			c.bug("Provider produced invalid object", "the answer after apply has no object")
		}
	}
	written := c.schema.attributes.writtenBack(value, nil)
	for _, name := range written {
		c.bug("Provider produced invalid object", "the write-only attribute %s has a value", name)
	}
	if len(written) > 0 {
		return current
	}
	value = c.checkApplied(ch, value)
	switch {
	case isNull(value) && c.hasError():
		return current // What the provider did not return is kept, for the next refresh to look at.
	case isNull(value):
		return nil
	}
	after := &object{value: value, identity: result.identity, private: result.private}
	if c.hasError() && current != nil {
		after.tainted = current.tainted
	}
	return after
}

// checkApplied holds a result to its plan, and returns it without anything
// unknown, which no state can keep.
func (c *client) checkApplied(ch *change, value cty.Value) cty.Value {
	if !value.IsWhollyKnown() {
		for _, name := range slices.Sorted(maps.Keys(unknownParts(value))) {
			c.bug("Provider returned invalid result object after apply", "%s is still unknown", name)
		}
		value = cty.UnknownAsNull(value)
	}
	if c.hasError() {
		return value // That explains whatever else is wrong with it.
	}
	if ch.action == Delete {
		if !value.IsNull() {
			c.bug("Provider returned invalid result object after apply", "a destroyed object is not null")
		}
		return value
	}
	for _, problem := range c.schema.attributes.checkResult(ch.after, value) {
		c.bug("Provider produced inconsistent result after apply", "%s", problem)
	}
	return value
}

// unknownParts names what is unknown in a value.
func unknownParts(value cty.Value) map[string]bool {
	names := map[string]bool{}
	_ = cty.Walk(value, func(path cty.Path, v cty.Value) (bool, error) { // The function returns no error.
		if !v.IsKnown() {
			names[pathName(path)] = true
		}
		return true, nil
	})
	return names
}

// storeMaybe is store for an object that need not be there.
func (s *resourceSchema) storeMaybe(o *object) *stored {
	if o == nil {
		return nil
	}
	return s.store(*o)
}
