// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package orphan_test

import (
	"fmt"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// TestDestroy proves that a destroy ends what a lost create has made, with a
// refresh and without one, and is content where nothing was made.
func TestDestroy(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		for _, failure := range []string{"reset_after", "reset_before"} {
			for name, options := range map[string][]engine.PlanOption{
				"with a refresh": {engine.Destroy()}, "without": {engine.Destroy(), engine.NoRefresh()},
			} {
				t.Run(k.name+"/"+failure+"/"+name, func(t *testing.T) {
					t.Parallel()
					w := newWorld(t, k)
					w.loseCreate(failure)
					w.apply(w.plan(options...))
					if live := w.live(); len(live) != 0 || w.object() != nil {
						t.Errorf("the platform has %v, the state %+v", live, w.object())
					}
				})
			}
		}
	}
}

// TestDestroyWithoutLookUp proves that a destroy that cannot look up what was made
// fails, and keeps the state for the next one.
func TestDestroyWithoutLookUp(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, k)
			placeholder := w.loseCreate("reset_after")
			p := w.plan(engine.Destroy(), engine.NoRefresh())
			w.fault("status", w.List)
			_, err := w.workspace.Apply(t.Context(), p)
			w.Sandbox().ClearFaults()
			w.refused(err, "Could not find out whether the")
			if kept := w.object(); kept == nil || id(kept) != id(placeholder) {
				t.Fatalf("the state has %+v", kept)
			}
			w.apply(w.plan(engine.Destroy()))
			if live := w.live(); len(live) != 0 || w.object() != nil {
				t.Errorf("the platform has %v, the state %+v", live, w.object())
			}
		})
	}
}

// TestDeleteOfTaintedHasNoPrivateState pins the trap: of a tainted object that is
// replaced, a CLI hands the private state to neither plan nor Delete. Without a
// refresh the replacement then says what to do instead of guessing; where the new
// object comes first, the old one is planned by itself and found.
func TestDeleteOfTaintedHasNoPrivateState(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		for _, firstNew := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/first new %t", k.name, firstNew), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, k)
				w.resource.CreateBeforeDestroy = firstNew
				placeholder := w.loseCreate("reset_after")
				p := w.plan(engine.NoRefresh())
				if !firstNew {
					_, err := w.workspace.Apply(t.Context(), p)
					w.refused(err, "run again without -refresh=false")
					if kept := w.object(); kept == nil || id(kept) != id(placeholder) || len(w.live()) != 1 {
						t.Fatalf("the state has %+v, the platform %v", kept, w.live())
					}
					p = w.plan()
				}
				w.apply(p)
				w.settled()
			})
		}
	}
}

// TestUntainted proves that a placeholder whose mark somebody has taken off is
// never updated: without a refresh the plan says what to do, and with one what was
// made is managed like an import.
func TestUntainted(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, k)
			w.loseCreate("reset_after")
			w.workspace.Untaint(w.address())
			_, err := w.workspace.Plan(t.Context(), []engine.Resource{w.resource}, engine.NoRefresh())
			w.refused(err, "run again without -refresh=false")
			w.apply(w.plan())
			if object := w.object(); w.live()[id(object)] == "" || len(w.live()) != 1 || object.Attributes["overlap"] != "2h" {
				t.Errorf("the state has %+v, the platform %v", object, w.live())
			}
			if p := w.plan(); !p.Empty() {
				t.Errorf("the next plan is not empty: %+v", p.Changes)
			}
		})
	}
}

// TestImportOfPlaceholder proves that a placeholder is refused as an id.
func TestImportOfPlaceholder(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		w := newWorld(t, k)
		_, err := w.workspace.Import(t.Context(), w.address(), "unknown:k3q7vd2m5xtb")
		w.refused(err, "takes no placeholder")
		if w.object() != nil {
			t.Errorf("%s: the state has %+v", k.name, w.object())
		}
	}
}
