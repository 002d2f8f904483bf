// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sequences

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/jonboulle/clockwork"
	"pgregory.net/rapid"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// world is one sandbox with one workspace on it.
type world struct {
	t         *rapid.T
	sandbox   *sandbox.Sandbox
	server    *httptest.Server
	workspace *engine.Workspace
	resources []engine.Resource
}

// newWorld starts a sandbox whose time stands still until a step lets it pass.
// The provider block depends on the sandbox's address and credentials.
func newWorld(t *rapid.T, block func(base string, credentials sandbox.OrganisationCredentials) engine.Values) *world {
	ctx := t.Context()
	s, err := sandbox.New(ctx, sandbox.Options{
		Tier: "unlimited", Seed: 1, Clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)),
	})
	if err != nil {
		t.Fatalf("starting the sandbox: %v", err)
	}
	w := &world{t: t, sandbox: s, server: httptest.NewUnstartedServer(s.Handler())}
	// Each run has a provider of its own, whose idle connections nobody closes.
	w.server.Config.SetKeepAlivesEnabled(false)
	w.server.Start()
	w.workspace = engine.New(t, func() tfprotov6.ProviderServer {
		return protocol.Server("test")
	}, block(w.server.URL, s.Credentials().Organisations[0]))
	return w
}

func (w *world) close() {
	w.server.Close()
	if err := w.sandbox.Close(); err != nil {
		w.t.Fatalf("closing the sandbox: %v", err)
	}
}

// pass lets time pass on the platform.
func (w *world) pass(d time.Duration) {
	if err := w.sandbox.Advance(d); err != nil {
		w.t.Fatalf("advancing the clock: %v", err)
	}
}

// call asks the platform itself.
func (w *world) call(authorization, method, path string, body any) (int, map[string]any) {
	encoded, err := json.Marshal(body)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.server.URL+path, bytes.NewReader(encoded))
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	req.Header.Set("Authorization", authorization)
	req.Header.Set("Content-Type", "application/json")
	if body == nil {
		req.Body, req.ContentLength = http.NoBody, 0
	}
	resp, err := w.server.Client().Do(req)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	data, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	answer := map[string]any{}
	if len(data) > 0 {
		if err := json.Unmarshal(data, &answer); err != nil {
			w.t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	return resp.StatusCode, answer
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
	if err := w.sandbox.AddFault(sandbox.Fault{Kind: kind, Method: method}); err != nil {
		w.t.Fatalf("planning a fault: %v", err)
	}
}

// failNext makes the next call of a write fail before the platform acts.
func (w *world) failNext(method string) {
	err := w.sandbox.AddFault(sandbox.Fault{Kind: "status", Method: method, Status: http.StatusServiceUnavailable, Body: "<h1>503</h1>", Headers: map[string]string{"Content-Type": "text/html"}})
	if err != nil {
		w.t.Fatalf("planning a fault: %v", err)
	}
}
