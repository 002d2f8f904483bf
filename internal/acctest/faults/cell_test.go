// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// cell is a place in the matrix.
type cell struct {
	*operation
	strike

	method string // of the call
}

// String names the cell within its operation.
func (c cell) String() string {
	name := fmt.Sprintf("call %d, %s/%s", c.call, c.method, c.fault.name)
	if c.persists {
		name += ", persisting"
	}
	return name
}

// longestRun is how long a run may take, in simulated time: three calls, one after
// the other, that each take nine attempts of half a minute, and the waits between
// those, which are random and come to 37 seconds at most. It is the look at the banks
// by the plan, the one by the apply, and a create.
const longestRun = 16 * time.Minute

// run fills in the cell: it returns what is wrong with it, and how many applies it
// took after the fault to set everything right.
func (c cell) run(t *testing.T, s serve) (problems []string, applies int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, c.operation, s, c.skew)
		defer w.close()
		if w.prepared() {
			applies = w.suffer(c.strike)
			w.leaks()
		}
		problems = w.problems
	})
	return problems, applies
}

// suffer does the operation under the fault, and then sets things right. It returns
// how many applies that took.
func (w *world) suffer(s strike) int {
	started, cancel := w.clock.Now(), func() {}
	err := w.run(func() context.Context {
		ctx, end := w.arm(s)
		started, cancel = w.clock.Now(), end
		return ctx
	})
	took := w.clock.Since(started)
	cancel()
	if took > longestRun {
		w.problem("the run took %s", took)
	}
	if !w.disarm(s) {
		w.problem("the fault has not struck")
	}
	if s.late {
		// What is done late changes what the run has left: a span begins later, and a
		// call that names no object hits what has come in its place.
		w.clock.Sleep(2 * requestTimeout)
		w.drifts = true
	}
	return w.converge(err)
}

// converge plans and applies without a fault: once at most, and not at all where
// the run had no error, unless the platform has done something after it. Then the plan is empty, also when an overlap is over.
func (w *world) converge(err error) int {
	count := 0
	if w.phase == imports && w.object() == nil {
		if err == nil {
			w.problem("the import succeeded, and the state has nothing")
		}
		if err := w.takeIn(w.ctx); err != nil {
			w.problem("the import fails after the fault: %v", err)
			return count
		}
	}
	p, planErr := w.plan(w.ctx)
	if planErr != nil {
		w.problem("the plan fails after the fault: %v", planErr)
		return count
	}
	empty := p.Empty()
	if !empty {
		count++
		if err == nil && w.phase == applies && !w.drifts {
			w.problem("the apply succeeded, and the next plan is not empty: %+v", p.Changes)
		}
	}
	applyErr := w.apply(w.ctx, p) // One that is empty saves what the refresh has found.
	switch {
	case applyErr != nil && w.untold && strings.Contains(applyErr.Error(), "exists already"):
		w.adopt()
	case applyErr != nil:
		w.problem("the next apply fails: %v", applyErr)
		return count
	}
	w.check("after the next apply")
	switch {
	case w.overlaps():
		w.pass(overlap + time.Minute)
		w.isEmpty("after the overlap")
		if live := len(w.live()) - len(w.seeded) - 1; w.kind.Type == "api_key" && live != len(w.resources) {
			w.problem("after the overlap %d keys live, less those that were there at first", live)
		}
	case !empty:
		w.isEmpty("after the next apply")
	}
	return count
}

// overlaps reports whether what is replaced or destroyed may live on for a while.
func (w *world) overlaps() bool {
	return w.before["overlap"] != nil || w.after["overlap"] != nil
}

// isEmpty plans, which must find nothing to do, and saves what it has found.
func (w *world) isEmpty(when string) {
	p, err := w.plan(w.ctx)
	if err != nil {
		w.problem("%s: the plan fails: %v", when, err)
		return
	}
	if !p.Empty() {
		w.problem("%s: the plan is not empty: %+v", when, p.Changes)
	}
}
