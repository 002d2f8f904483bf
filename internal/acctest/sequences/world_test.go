// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sequences

import (
	"net/http"

	"pgregory.net/rapid"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// world is one sandbox with one workspace on it, whose time stands still until a
// step lets it pass.
type world struct {
	*acctest.World

	t         *rapid.T
	workspace *engine.Workspace
	resources []engine.Resource
}

func newWorld(t *rapid.T, on *acctest.Platform) *world {
	w := &world{World: acctest.Start(t, on, acctest.AnyTraffic()), t: t}
	w.workspace = w.Engine(engine.Values{"max_retries": 0})
	return w
}

// plan plans with a refresh; the plan has to be possible.
func (w *world) plan(options ...engine.PlanOption) *engine.Plan {
	p, err := w.workspace.Plan(w.t.Context(), w.resources, options...)
	if err != nil {
		w.t.Fatalf("plan: %v", err)
	}
	return p
}

// loseNext makes the next call of a write end without an answer, before or after
// the platform acts.
func (w *world) loseNext(kind, method string) {
	if err := w.Sandbox().AddFault(sandbox.Fault{Kind: kind, Method: method}); err != nil {
		w.t.Fatalf("planning a fault: %v", err)
	}
}

// failNext makes the next call of a write fail before the platform acts.
func (w *world) failNext(method string) {
	err := w.Sandbox().AddFault(sandbox.Fault{Kind: "status", Method: method, Status: http.StatusServiceUnavailable, Body: "<h1>503</h1>", Headers: map[string]string{"Content-Type": "text/html"}})
	if err != nil {
		w.t.Fatalf("planning a fault: %v", err)
	}
}
