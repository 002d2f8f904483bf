// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package orphan_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// kind is a resource on a platform.
type kind struct {
	*acctest.Kind

	name       string
	on         *acctest.Platform
	attributes engine.Values
}

// kinds are what can be looked up by an idempotency key.
func kinds() (all []kind) {
	for _, on := range acctest.Platforms() {
		for _, k := range on.Kinds {
			if k.Secret == "" || k.Single {
				continue
			}
			for n := range max(1, k.Forms) {
				attributes := k.Least(n)
				attributes["overlap"] = "2h"
				all = append(all, kind{k, fmt.Sprintf("%s %s %v", on.Name, k.Type, attributes["type"]), on, attributes})
			}
		}
	}
	return all
}

// world is a sandbox with a workspace on it, in which one resource is declared.
type world struct {
	kind
	*acctest.World

	t         *testing.T
	workspace *engine.Workspace
	resource  engine.Resource
	seeded    []string                         // ids of what was there before
	front     atomic.Pointer[http.HandlerFunc] // stands before the platform; nil for none
}

// newWorld starts the sandbox and a provider that makes no call again.
func newWorld(t *testing.T, k kind, options ...engine.Option) *world {
	t.Helper()
	w := &world{
		kind: k, t: t,
		resource: engine.Resource{Type: "openbanking_" + k.Type, Name: "test", Attributes: k.attributes},
	}
	w.World = acctest.Start(t, k.on, acctest.Outside(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if front := w.front.Load(); front != nil {
				next = *front
			}
			next.ServeHTTP(rw, r)
		})
	}))
	w.workspace = w.Engine(engine.Values{"max_retries": 0, "environment": "sandbox"}, options...)
	w.seeded = slices.Collect(maps.Keys(w.live()))
	return w
}

// fault has every further call of a route fail so.
func (w *world) fault(failure string, route acctest.Route) {
	w.t.Helper()
	w.faultAfter(0, failure, route)
}

// faultAfter is fault once so many calls have passed.
func (w *world) faultAfter(calls int, failure string, route acctest.Route) {
	w.t.Helper()
	f := sandbox.Fault{Kind: failure, Method: route.Method, Path: w.Platform.Prefix + route.Path, Skip: calls, Count: 1000}
	if failure == "status" {
		f.Status = http.StatusServiceUnavailable
	}
	if err := w.Sandbox().AddFault(f); err != nil {
		w.t.Fatal(err)
	}
}

// loseCreate applies while every create fails so, and returns the placeholder.
func (w *world) loseCreate(failure string) *engine.Object {
	w.t.Helper()
	p := w.plan()
	w.fault(failure, w.Make)
	_, err := w.workspace.Apply(w.t.Context(), p)
	w.Sandbox().ClearFaults()
	w.refused(err, "Could not create the", "unknown:", "24 hours", "data.openbanking_")
	object := w.object()
	if object == nil || !object.Tainted || !strings.HasPrefix(id(object), "unknown:") {
		w.t.Fatalf("the state has %+v, want a tainted placeholder", object)
	}
	return object
}

// refused fails the test unless the error is the provider's own and says all that.
func (w *world) refused(err error, texts ...string) {
	w.t.Helper()
	for _, text := range texts {
		if err == nil || !strings.Contains(err.Error(), text) {
			w.t.Fatalf("got %v, want an error that says %q", err, text)
		}
	}
	if strings.Contains(err.Error(), "Provider produced") || strings.Contains(err.Error(), "Unexpected Identity") {
		w.t.Fatalf("the provider broke a rule: %v", err)
	}
}

// plan plans the resource; the plan has to be possible.
func (w *world) plan(options ...engine.PlanOption) *engine.Plan {
	w.t.Helper()
	p, err := w.workspace.Plan(w.t.Context(), []engine.Resource{w.resource}, options...)
	if err != nil {
		w.t.Fatalf("plan: %v", err)
	}
	return p
}

// apply carries a plan out, which has to succeed.
func (w *world) apply(p *engine.Plan) {
	w.t.Helper()
	if _, err := w.workspace.Apply(w.t.Context(), p); err != nil {
		w.t.Fatalf("apply: %v", err)
	}
}

func (w *world) address() string { return w.resource.Address() }

func (w *world) object() *engine.Object { return w.workspace.Object(w.address()) }

func id(o *engine.Object) string { return fmt.Sprint(o.Attributes["id"]) }

// live asks the platform what it has that works, by id, with the fingerprint of
// its secret. What was there from the start does not count.
func (w *world) live() map[string]string {
	w.t.Helper()
	found := map[string]string{}
	for _, o := range w.Of(w.Type).Working() {
		if !slices.Contains(w.seeded, o.ID) {
			found[o.ID] = o.Fingerprint
		}
	}
	return found
}

// webhook asks Okra for the id of its one webhook, past the provider; "" for none.
func (w *world) webhook() string {
	w.t.Helper()
	for id := range w.live() {
		return id
	}
	return ""
}

// settled checks, on the server, that exactly one object lives, that its secret is
// in the state, and that nothing is left to do.
func (w *world) settled() {
	w.t.Helper()
	object, live := w.object(), w.live()
	if object == nil || object.Tainted || len(w.workspace.Deposed(w.address())) != 0 {
		w.t.Fatalf("the state has %+v", object)
	}
	if len(live) != 1 || live[id(object)] == "" || live[id(object)] != object.Attributes["fingerprint"] {
		w.t.Fatalf("the platform has %v, the state %s with the fingerprint %v", live, id(object), object.Attributes["fingerprint"])
	}
	if object.Attributes["key"] == nil && object.Attributes["signing_secret"] == nil {
		w.t.Fatal("the state has no secret")
	}
	if p := w.plan(); !p.Empty() {
		w.t.Fatalf("the next plan is not empty: %+v", p.Changes)
	}
}
