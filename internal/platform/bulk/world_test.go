// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bulk_test

import (
	"fmt"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// world is a workspace on a sandbox whose time stands still.
type world struct {
	*engine.Workspace
	*acctest.World

	tb testing.TB
}

func newWorld(tb testing.TB, on *acctest.Platform, options ...acctest.Option) *world {
	tb.Helper()
	w := &world{tb: tb, World: acctest.Start(tb, on, append(options, acctest.AnyTraffic())...)}
	w.Workspace = w.Engine(nil)
	return w
}

// bulkReads sets the provider's bulk_reads; "" leaves it out.
func (w *world) bulkReads(value string) {
	settings := engine.Values{}
	if value != "" {
		settings["bulk_reads"] = value
	}
	w.Configure(w.Block(settings))
}

func (w *world) apply(resources []engine.Resource, options ...engine.PlanOption) {
	w.tb.Helper()
	plan, err := w.Plan(w.tb.Context(), resources, options...)
	if err != nil {
		w.tb.Fatal(err)
	}
	if _, err := w.Apply(w.tb.Context(), plan); err != nil {
		w.tb.Fatal(err)
	}
}

// writes fails the test unless each object took one write by the route since the
// requests were cleared, and all of them together at most fifteen other requests.
func (w *world) writes(doing, route string, count int) {
	w.tb.Helper()
	routes := w.Sandbox().Requests().ByRoute
	if others := total(routes) - count; routes[route] != count || others > 15 {
		w.tb.Errorf("%s %d takes %d by %s and %d others: %v", doing, count, routes[route], route, others, routes)
	}
}

// refresh plans and returns the plan with the requests that it took, by route.
func (w *world) refresh(resources []engine.Resource, options ...engine.PlanOption) (*engine.Plan, map[string]int) {
	w.tb.Helper()
	w.Sandbox().ClearRequests()
	plan, err := w.Plan(w.tb.Context(), resources, options...)
	if err != nil {
		w.tb.Fatal(err)
	}
	return plan, w.Sandbox().Requests().ByRoute
}

func (w *world) id(address string) string {
	id, _ := w.Object(address).Attributes["id"].(string)
	return id
}

func resourceOf(kind, name string, attributes engine.Values) engine.Resource {
	return engine.Resource{Type: "openbanking_" + kind, Name: name, Attributes: attributes}
}

// many are resources of a type.
func many(kind *acctest.Kind, count int) []engine.Resource {
	var all []engine.Resource
	for n := range count {
		all = append(all, resourceOf(kind.Type, fmt.Sprintf("r%04d", n), kind.Least(n)))
	}
	return all
}

// What Tok has many of.
var (
	apiKey, webhook, consent = acctest.Tok.Kind("api_key"), acctest.Tok.Kind("webhook"), acctest.Tok.Kind("consent")
)

// shifted declares what is declared of the next one for every second object.
func shifted(kind *acctest.Kind) *acctest.Kind {
	other := *kind
	other.Least = func(n int) engine.Values { return kind.Least(n + n%2) }
	return &other
}

func addresses(resources []engine.Resource) []string {
	var all []string
	for _, r := range resources {
		all = append(all, r.Address())
	}
	return all
}
