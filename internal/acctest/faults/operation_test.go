// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"maps"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// overlap is the longest overlap that an operation declares.
const overlap = 2 * time.Hour

// phase is what a fault strikes.
type phase int

const (
	applies phase = iota // the apply of a plan that was made without a fault
	plans                // the plan, with the refresh before it
	imports              // the import
)

// operation is something that a run does with a resource: the world before it, and
// what is declared then.
type operation struct {
	name     string
	on       *acctest.Platform
	kind     *acctest.Kind
	typeName string
	// before is what was applied before, nil for nothing; after is what is declared
	// then, nil for a destroy.
	before, after engine.Values
	firstNew      bool // create_before_destroy
	// prepare is what happens between the two; it may be nil.
	prepare func(w *world)
	options []engine.PlanOption
	phase   phase
	// secretless says that the state has no secret, as after an import, or with one
	// that the user gives.
	secretless bool
	// loses says that a lost answer leaves a pending consent, which has no
	// idempotency key.
	loses bool
	// untold says that the platform cannot tell what a lost create has made: the
	// apply says so, and the user imports it.
	untold bool
}

// is says which resource the operation is about.
func (o *operation) is(on *acctest.Platform, resource string) *operation {
	o.on, o.kind, o.typeName = on, on.Kind(resource), "openbanking_"+resource
	return o
}

// with returns values with some more, or others.
func with(values, more engine.Values) engine.Values {
	all := maps.Clone(values)
	maps.Copy(all, more)
	return all
}

// prepared brings the world to where the operation begins.
func (w *world) prepared() bool {
	w.seeded = map[string]bool{}
	for id := range w.live() {
		w.seeded[id] = true
	}
	w.makeTwin()
	if w.before != nil {
		w.declare(w.before)
		if !w.settled("before") {
			return false
		}
	}
	w.declare(w.after)
	if w.prepare != nil {
		w.prepare(w)
	}
	return len(w.problems) == 0
}

// makeTwin makes an object by hand that is like the one that is declared, where
// there can be two. What is imported has one too.
func (w *world) makeTwin() {
	if !w.kind.Single {
		w.twin = w.makeByHand()
		w.twinSeen = w.live()[w.twin]
	}
	if w.phase == imports {
		w.foreign = w.makeByHand()
	}
}

// makeByHand makes what is declared past the provider, and returns its id; "" where
// there is always one.
func (w *world) makeByHand() string {
	w.t.Helper()
	if w.kind.Owner != "" {
		return ""
	}
	declared := w.before
	if declared == nil {
		declared = w.after
	}
	// What the platform takes too.
	least := engine.Values{}
	for name := range w.kind.Least(0) {
		least[name] = declared[name]
	}
	id := w.Of(w.kind.Type).Create(least).ID
	if w.kind.Type == "consent" {
		w.Of(w.kind.Type).Approve(id)
	}
	return id
}

// run does the operation. When what a fault may strike begins, it asks for the
// context of that.
func (w *world) run(begin func() context.Context) error {
	switch w.phase {
	case plans:
		ctx := begin()
		p, err := w.plan(ctx, w.options...)
		w.recorded()
		if err != nil {
			return err
		}
		return w.apply(ctx, p) // It saves what the refresh has found, at the least.
	case imports:
		return w.takeIn(begin())
	case applies:
	}
	p, err := w.plan(w.ctx, w.options...)
	if err != nil {
		w.problem("the plan fails: %v", err)
		return err
	}
	if p.Empty() {
		w.problem("there is nothing to apply")
	}
	return w.apply(begin(), p)
}

// takeIn imports what was made past the provider.
func (w *world) takeIn(ctx context.Context) error {
	id := w.foreign
	if w.kind.Owner != "" {
		id = w.Credentials[w.kind.Owner]
	}
	said, err := w.workspace.Import(ctx, w.address(), id)
	w.heard(said, err)
	return err
}

// adopt imports what the platform has, where it does not tell who made it.
func (w *world) adopt() {
	for id := range w.live() {
		w.foreign = id
	}
	if err := w.takeIn(w.ctx); err != nil {
		w.problem("what may have been made cannot be imported: %v", err)
		return
	}
	w.settled("after the import")
}
