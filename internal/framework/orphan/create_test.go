// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package orphan_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// failures are ways in which a create stays without an answer that can be used,
// and whether it takes effect.
func failures() map[string]bool {
	return map[string]bool{"reset_before": false, "status": false, "reset_after": true, "truncate": true, "non_json": true}
}

// TestNextApplyConverges proves that a create whose every answer is lost ends, with
// the next apply, in one object whose secret is in the state, whether the platform
// made one or not: also after plans that could not look it up.
func TestNextApplyConverges(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		for failure, takesEffect := range failures() {
			for _, lookup := range []string{"", "reset_before", "reset_after", "status", "non_json"} {
				for _, firstNew := range []bool{false, true} {
					if firstNew && lookup != "" {
						continue // The order comes after the look-up.
					}
					t.Run(fmt.Sprintf("%s/%s/look-up %s/first new %t", k.name, failure, lookup, firstNew), func(t *testing.T) {
						t.Parallel()
						w := newWorld(t, k)
						w.resource.CreateBeforeDestroy = firstNew
						placeholder := w.loseCreate(failure)
						if live := w.live(); (len(live) == 1) != takesEffect || len(live) > 1 {
							t.Fatalf("the platform has %v", live)
						}
						if lookup != "" {
							w.fault(lookup, w.List)
							_, err := w.workspace.Plan(t.Context(), []engine.Resource{w.resource})
							w.Sandbox().ClearFaults()
							w.refused(err, "Could not find out whether the")
							if kept := w.object(); id(kept) != id(placeholder) || !kept.Tainted || string(kept.Private) != string(placeholder.Private) {
								t.Fatalf("the state has %+v after a look-up that failed", kept)
							}
						}
						p := w.plan()
						found := p.Refreshed(w.address())
						if (found != nil) != takesEffect || (found != nil && (w.live()[id(found)] == "" || !found.Tainted)) {
							t.Fatalf("the refresh finds %+v", found)
						}
						w.apply(p)
						w.settled()
					})
				}
			}
		}
	}
}

// TestPlaceholder pins what a create whose answer is lost leaves in the state: a
// placeholder that is nobody's id, nothing of a secret, no identity that would have
// to change, and no overlap, since nobody uses what is going to be ended.
func TestPlaceholder(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, k)
			object := w.loseCreate("reset_after")
			for name, value := range object.Identity {
				if value != nil {
					t.Errorf("the identity's %s is %v", name, value)
				}
			}
			for name, value := range k.attributes {
				if name != "overlap" && fmt.Sprint(object.Attributes[name]) != fmt.Sprint(value) {
					t.Errorf("%s is %v, want %v", name, object.Attributes[name], value)
				}
			}
			for _, name := range []string{"key", "signing_secret", "fingerprint", "created_at", "rotates_at"} {
				if object.Attributes[name] != nil {
					t.Errorf("%s is %v", name, object.Attributes[name])
				}
			}
			if "openbanking_"+k.Type == "openbanking_api_key" && object.Attributes["overlap"] != nil {
				t.Errorf("the overlap is %v", object.Attributes["overlap"])
			}
			if !strings.Contains(string(object.Private), "create_idempotency_key_sha256") {
				t.Errorf("the private state is %s", object.Private)
			}

			// A refresh that is saved ends the matter, and drops the digest.
			w.apply(w.plan(engine.RefreshOnly()))
			found := w.object()
			if w.live()[id(found)] == "" || !found.Tainted || strings.Contains(string(found.Private), "create_idempotency_key_sha256") {
				t.Errorf("the state has %+v", found)
			}
			if found.Identity["id"] != found.Attributes["id"] {
				t.Errorf("the identity is %v", found.Identity)
			}
			w.apply(w.plan())
			w.settled()
		})
	}
}

// TestLostAgain proves that a second create whose answer is lost leaves one object
// at most: the first one has ended by then.
func TestLostAgain(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		for _, firstNew := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/first new %t", k.name, firstNew), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, k)
				w.resource.CreateBeforeDestroy = firstNew
				first := w.loseCreate("reset_after")
				second := w.loseCreate("reset_after")
				if id(first) == id(second) {
					t.Errorf("both placeholders are %s", id(first))
				}
				w.apply(w.plan())
				w.settled()
			})
		}
	}
}

// TestRotationWithLostCreate proves that a rotation whose new object's answer is
// lost leaves the old one to work out its end, and the next apply one that is new.
func TestRotationWithLostCreate(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		for _, firstNew := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/first new %t", k.name, firstNew), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, k)
				w.resource.CreateBeforeDestroy = firstNew
				w.apply(w.plan())
				old := w.object()
				w.fault("reset_after", w.Make)
				_, err := w.workspace.Apply(t.Context(), w.plan(engine.Replace(w.address())))
				w.Sandbox().ClearFaults()
				w.refused(err, "Could not create the")
				if firstNew && (len(w.workspace.Deposed(w.address())) != 1 || w.live()[id(old)] == "") {
					t.Error("the old object did not wait for the new one")
				}
				w.apply(w.plan())
				if err := w.Sandbox().Advance(3 * time.Hour); err != nil { // The old one's overlap ends.
					t.Fatal(err)
				}
				w.settled()
				if id(w.object()) == id(old) {
					t.Error("nothing was replaced")
				}
			})
		}
	}
}
