// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package orphan_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// TestUndone proves, for a CLI that cannot keep what a failed create leaves, that a
// create without an answer leaves nothing in the state and nothing on the platform,
// and that the next apply makes the object.
func TestUndone(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		for failure := range failures() {
			t.Run(k.name+"/"+failure, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, k, engine.LosesTainted())
				p := w.plan()
				w.fault(failure, w.Make)
				said, err := w.workspace.Apply(t.Context(), p)
				w.Sandbox().ClearFaults()
				w.refused(err, "Could not create the", "data.openbanking_")
				if got := said.Warnings(); len(got) != 1 || w.object() != nil || len(w.live()) != 0 {
					t.Fatalf("the apply warns %q, the state has %+v, the platform %v", got, w.object(), w.live())
				}
				w.apply(w.plan())
				w.settled()
			})
		}
	}
}

// TestUndoneInRotation proves that a rotation whose new object's answer is lost
// leaves, on such a CLI, the old object or none, and never one that nobody holds.
func TestUndoneInRotation(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		for _, firstNew := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/first new %t", k.name, firstNew), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, k, engine.LosesTainted())
				w.resource.CreateBeforeDestroy = firstNew
				w.apply(w.plan())
				old := w.object()
				w.fault("reset_after", w.Make)
				_, err := w.workspace.Apply(t.Context(), w.plan(engine.Replace(w.address())))
				w.Sandbox().ClearFaults()
				w.refused(err, "Could not create the")
				if kept := w.object(); (kept != nil) != firstNew || len(w.live()) > 1 || len(w.live()) == 1 && w.live()[id(old)] == "" {
					t.Fatalf("the state has %+v, the platform %v", kept, w.live())
				}
				w.apply(w.plan())
				if err := w.Sandbox().Advance(3 * time.Hour); err != nil { // The old one's overlap ends.
					t.Fatal(err)
				}
				w.settled()
			})
		}
	}
}

// TestNotUndone proves that where the platform cannot be asked either, the error
// says what may remain and where it shows: that is all there is of it.
func TestNotUndone(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		for _, lookup := range []string{"reset_before", "status", "non_json"} {
			t.Run(k.name+"/"+lookup, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, k, engine.LosesTainted())
				p := w.plan()
				w.fault("reset_after", w.Make)
				before := 0
				if w.Platform.Probe == w.List {
					before = 1 // The list tells which environment it is.
				}
				w.faultAfter(before, lookup, w.List)
				_, err := w.workspace.Apply(t.Context(), p)
				w.Sandbox().ClearFaults()
				w.refused(err, "Could not create the", "Could not find out whether the", "may remain on the platform", "data.openbanking_", "import it")
				if w.object() != nil || len(w.live()) != 1 {
					t.Fatalf("the state has %+v, the platform %v", w.object(), w.live())
				}
				w.apply(w.plan())
				if live := w.live(); w.object() == nil || live[id(w.object())] == "" || len(live) != 2 {
					t.Errorf("the state has %+v, the platform %v", w.object(), live)
				}
			})
		}
	}
}

// TestOkraWebhookNotUndone proves that the one webhook of which nobody can tell who
// made it stays, and that the warnings say so.
func TestOkraWebhookNotUndone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, okraWebhook(), engine.LosesTainted())
	p := w.plan()
	w.fault("reset_after", w.Make)
	said, err := w.workspace.Apply(t.Context(), p)
	w.Sandbox().ClearFaults()
	w.refused(err, "Could not create the webhook")
	if got := said.Warnings(); len(got) != 2 || w.object() != nil || w.webhook() == "" {
		t.Fatalf("the apply warns %q, the state has %+v, the platform %q", got, w.object(), w.webhook())
	}
}
