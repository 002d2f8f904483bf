// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// planAll plans the whole configuration, and leaves the refreshed state in the
// run. An error about one resource does not keep the others from being planned.
func (r *run) planAll(resources []Resource, o planOptions) []*change {
	r.t.Helper()
	if !r.configure() {
		return nil
	}
	var changes []*change
	declared := map[string]bool{}
	for i := range resources {
		address := resources[i].Address()
		if declared[address] {
			r.t.Fatalf("%s is in the configuration twice", address)
		}
		declared[address] = true
		switch {
		case !o.targeted(address) || r.interrupted() || r.blocked(&resources[i]):
		case resources[i].Data:
			changes = append(changes, r.planData(&resources[i], changes, o))
		default:
			changes = append(changes, r.planResource(&resources[i], o))
		}
	}
	for _, address := range r.state.addresses() {
		if o.targeted(address) && !declared[address] && !r.interrupted() {
			changes = append(changes, r.planRemoval(address, "", o))
		}
	}
	for _, address := range r.state.addresses() {
		for _, key := range r.state[address].deposedKeys() {
			if o.targeted(address) && !r.interrupted() {
				changes = append(changes, r.planRemoval(address, key, o))
			}
		}
	}
	return slices.DeleteFunc(changes, func(ch *change) bool { return ch == nil })
}

// planResource refreshes and plans an object of the configuration; nil where it
// cannot be planned, or is not to be.
func (r *run) planResource(resource *Resource, o planOptions) *change {
	r.t.Helper()
	address := resource.Address()
	c := r.at(address)
	current := r.reload(c, "", o)
	var imported *Import
	if current == nil && resource.Import != nil && !c.hasError() {
		imported = resource.Import
		current = r.takeIn(c, r.ask(c, imported))
	}
	if current != nil {
		r.values[address] = current.value
	}
	if !r.done(c) || o.refreshOnly {
		return nil
	}
	config, ok := r.config(c, resource, planning)
	if !ok {
		r.done(c)
		return nil
	}
	ch := c.planChange(nil, current, resource, config, slices.Contains(o.replace, address))
	if !r.done(c) {
		return nil
	}
	ch.imported = imported
	r.values[address] = ch.after
	return ch
}

// planRemoval refreshes and plans the end of an object that the configuration
// does not have: of the current one, or of a deposed one.
func (r *run) planRemoval(address, key string, o planOptions) *change {
	r.t.Helper()
	c := r.at(address)
	current := r.reload(c, key, o)
	if !r.done(c) || o.refreshOnly || current == nil || current.value.IsNull() {
		return nil
	}
	ch := c.planDestroy(key, *current, r.schemas.planDestroy)
	if !r.done(c) {
		return nil
	}
	return ch
}

// reload takes an object from the state, refreshes it, and puts it back.
func (r *run) reload(c *client, key string, o planOptions) *object {
	current := r.load(c, key)
	if current == nil || c.hasError() {
		return nil
	}
	if !o.noRefresh {
		current = r.refresh(c, current)
	}
	if !c.hasError() {
		r.state.put(c.address, key, c.schema.store(*current))
	}
	return current
}

// planDestruction plans the end of all objects in the state, which has been
// refreshed before.
func (r *run) planDestruction(o planOptions) []*change {
	r.t.Helper()
	if !r.configure() {
		return nil
	}
	var changes []*change
	for _, address := range r.state.addresses() {
		for _, key := range append([]string{""}, r.state[address].deposedKeys()...) {
			if !o.targeted(address) || r.interrupted() {
				continue
			}
			c := r.at(address)
			current := r.load(c, key)
			if current == nil {
				r.done(c)
				continue
			}
			ch := c.planDestroy(key, *current, r.schemas.planDestroy)
			if r.done(c) {
				changes = append(changes, ch)
			}
		}
	}
	return changes
}

// planDestroy lets the provider see that an object is to be destroyed.
func (c *client) planDestroy(key string, current object, ask bool) *change {
	null := cty.NullVal(c.schema.typ)
	ch := &change{
		address: c.address, typeName: c.typeName, deposed: key, action: Delete,
		before: current.value, beforeIdentity: current.identity, after: null, private: current.private,
	}
	if !ask {
		return ch
	}
	planned := c.plan(planRequest{
		prior: current.value, config: null, proposed: null,
		priorPrivate: current.private, priorIdentity: current.identity,
	})
	c.checkIdentity(planned.identity)
	if !c.hasError() && !isNull(planned.value) {
		c.bug("Provider produced invalid plan", "it planned a non-null value for a destruction")
	}
	ch.private, ch.afterIdentity = planned.private, planned.identity
	return ch
}

// planChange plans an object of the configuration. At apply, the earlier plan is
// given too: what replaces stays a replacement, in the same order.
func (c *client) planChange(earlier *change, current *object, resource *Resource, config cty.Value, forced bool) *change {
	null := cty.NullVal(c.schema.typ)
	createFirst := resource.CreateBeforeDestroy
	ask := planRequest{prior: null}
	if earlier != nil {
		createFirst = earlier.action == CreateThenDelete
	}
	tainted := cty.NilVal
	switch {
	case current == nil:
	case current.tainted:
		tainted = current.value
	default:
		ask.prior, ask.priorPrivate, ask.priorIdentity = current.value, current.private, current.identity
	}

	c.validate(config)
	if c.hasError() {
		return nil
	}
	ask.config = resource.ignoring(ask.prior, config)
	ask.proposed = c.schema.attributes.propose(ask.prior, ask.config)
	planned := c.plan(ask)
	if !c.acceptPlan(planned, &ask) {
		return nil
	}
	replaces := c.schema.replaceable(ask.prior, planned.value, planned.replaces, c.report)
	action := decide(ask.prior, planned.value, createFirst, forced, replaces)
	if !action.Replaces() && action != Create {
		c.checkIdentity(planned.identity)
	}
	if c.hasError() {
		return nil
	}

	prior := ask.prior
	if action.Replaces() {
		// What the new object will be is planned as if there were no old one.
		if planned = c.planAnew(planned, config); c.hasError() {
			return nil
		}
	}
	if action == Create && !isNull(tainted) {
		action, prior = DeleteThenCreate, tainted
		if createFirst {
			action = CreateThenDelete
		}
	}
	// The old object is gone by the time that its replacement is planned again.
	if earlier != nil && earlier.action.Replaces() && action == Create {
		action, prior = earlier.action, earlier.before
	}
	return &change{
		address: c.address, typeName: c.typeName, action: action,
		before: prior, beforeIdentity: ask.priorIdentity, after: planned.value, afterIdentity: planned.identity,
		private: planned.private, replaces: replaces,
	}
}

// planAnew plans the object that takes another one's place. Its warnings were
// said before, so only its errors count.
func (c *client) planAnew(first answer, config cty.Value) answer {
	quiet := *c
	quiet.report = &report{address: c.address}
	null := cty.NullVal(c.schema.typ)
	planned := quiet.plan(planRequest{
		prior: null, config: config, proposed: c.schema.attributes.propose(null, config),
		priorPrivate: first.private, priorIdentity: first.identity,
	})
	quiet.checkPlanned(planned.value)
	if quiet.hasError() {
		c.merge(quiet.all)
	}
	return planned
}

// acceptPlan holds a plan to the rules.
func (c *client) acceptPlan(planned answer, asked *planRequest) bool {
	c.checkPlanned(planned.value)
	if c.hasError() {
		return false
	}
	if isNull(planned.value) {
		c.bug("Provider produced invalid plan", "planned for absence but config wants existence")
		return false
	}
	for _, problem := range c.schema.attributes.checkPlan(asked.prior, asked.config, planned.value) {
		c.bug("Provider produced invalid plan", "%s", problem)
	}
	return !c.hasError()
}

// checkPlanned refuses an answer without an object, and values in write-only
// attributes.
func (c *client) checkPlanned(planned cty.Value) {
	if planned == cty.NilVal {
		if !c.hasError() {
			c.bug("Provider produced invalid plan", "the answer has no object")
		}
		return
	}
	for _, name := range c.schema.attributes.writtenBack(planned, nil) {
		c.bug("Provider produced invalid plan", "the write-only attribute %s has a value", name)
	}
}
