// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// TestMatrix fills in the whole matrix. After the fault one apply has to be enough,
// and none where the run had no error; then, on the server, exactly one object
// lives, nothing lives that nobody holds, and what a person has made by hand, by
// the same name, is as it was.
func TestMatrix(t *testing.T) {
	t.Parallel()
	var cells, repaired atomic.Int64
	t.Cleanup(func() {
		t.Logf("%d cells; in %d of them it took one apply after the fault, in the others none", cells.Load(), repaired.Load())
	})
	for _, o := range operations() {
		t.Run(o.on.Name+" "+o.name, func(t *testing.T) {
			t.Parallel()
			for _, c := range cellsOf(o, rehearse(t, o)) {
				t.Run(c.String(), func(t *testing.T) { //nolint:paralleltest // The operations keep the machine busy.
					problems, applies := c.run(t, genuine)
					for _, problem := range problems {
						t.Errorf("%s: %s: %s", o.name, c, problem)
					}
					cells.Add(1)
					repaired.Add(int64(applies))
				})
			}
		})
	}
}

// rehearse does the operation without a fault, which has to succeed, and returns
// the calls that it makes.
func rehearse(t *testing.T, o *operation) (calls []call) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, o, genuine, 0)
		defer w.close()
		if w.prepared() {
			err := w.run(func() context.Context { w.record(); return w.ctx })
			calls = w.recorded() // Of a plan by itself, those of the plan.
			if err != nil {
				w.problem("without a fault: %v", err)
			}
			w.converge(err)
			w.leaks()
		}
		for _, problem := range w.problems {
			t.Error(problem)
		}
	})
	if len(calls) < 2 {
		t.Errorf("it makes the calls %v, expected the check of the credential and at least one more", calls)
	}
	return calls
}

// cellsOf are the cells of an operation. A call that changes something is struck by
// everything. Of what only looks, what strikes before and what strikes after the
// commit is the same, and where that is on the way to a change, so are all faults
// of a kind. Where several calls change something, each is also the only one of
// another operation, and what is alike strikes it there. The first call checks the credential, in all operations alike.
func cellsOf(o *operation, calls []call) []cell {
	var all []cell
	several := len(slices.DeleteFunc(slices.Clone(calls), func(c call) bool { return !o.on.Writes(c.method, c.path) })) > 1
	for number, c := range calls {
		for _, f := range faults() {
			lasts, once := f.lasts, f.once
			switch {
			case f.skew != 0: // It is not about a call.
				once = number == 1
			case number == 0 && !o.on.Writes(c.method, c.path):
				lasts, once = f.name == "connection refused", f.looks && f.interrupts() && f.plan == nil
			case o.on.Writes(c.method, c.path):
				alone := !f.alike || !several
				lasts, once = lasts && alone, once && alone
			case o.phase == applies:
				lasts, once = f.name == "connection refused", f.looks
			default:
				lasts, once = f.lasts && f.looks, !f.again
			}
			if lasts {
				all = append(all, cell{o, strike{f, number, true}, c.method})
			}
			if once {
				all = append(all, cell{o, strike{f, number, false}, c.method})
			}
		}
	}
	return all
}
