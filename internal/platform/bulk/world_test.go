// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bulk_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// world is a workspace on a sandbox whose time stands still.
type world struct {
	*engine.Workspace

	tb      testing.TB
	sandbox *sandbox.Sandbox
	server  *httptest.Server
	block   engine.Values // of the provider
}

// tok and okra are provider blocks without what a test sets besides.
func tok(base string, of sandbox.OrganisationCredentials) engine.Values {
	return engine.Values{"endpoint": base + "/tok/v1", "tok": engine.Values{"api_key": of.Get("tok", "sandbox", "api_key")}}
}

func okra(base string, of sandbox.OrganisationCredentials) engine.Values {
	return engine.Values{
		"endpoint": base + "/okra/v2/sandbox", "environment": "sandbox",
		"okra": engine.Values{"secret_key": of.Get("okra", "sandbox", "secret_key")},
	}
}

func newWorld(tb testing.TB, block func(string, sandbox.OrganisationCredentials) engine.Values, authorize bool) *world {
	tb.Helper()
	s, err := sandbox.New(tb.Context(), sandbox.Options{
		Tier: "unlimited", Seed: 1, Accounts: 1, Transactions: 1, AutoAuthorize: authorize,
		Clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)),
	})
	if err != nil {
		tb.Fatal(err)
	}
	server := httptest.NewUnstartedServer(s.Handler())
	// Each run has a provider of its own, whose idle connections nobody closes.
	server.Config.SetKeepAlivesEnabled(false)
	server.Start()
	tb.Cleanup(func() {
		server.Close()
		if err := s.Close(); err != nil {
			tb.Errorf("the sandbox did not close: %v", err)
		}
	})
	w := &world{tb: tb, sandbox: s, server: server, block: block(server.URL, s.Credentials().Organisations[0])}
	w.Workspace = engine.New(tb, func() tfprotov6.ProviderServer {
		return protocol.Server("test")
	}, w.block)
	return w
}

// bulkReads sets the provider's bulk_reads; "" leaves it out.
func (w *world) bulkReads(value string) {
	block := maps.Clone(w.block)
	if value != "" {
		block["bulk_reads"] = value
	}
	w.Configure(block)
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
	routes := w.sandbox.Requests().ByRoute
	if others := total(routes) - count; routes[route] != count || others > 15 {
		w.tb.Errorf("%s %d takes %d by %s and %d others: %v", doing, count, routes[route], route, others, routes)
	}
}

// refresh plans and returns the plan with the requests that it took, by route.
func (w *world) refresh(resources []engine.Resource, options ...engine.PlanOption) (*engine.Plan, map[string]int) {
	w.tb.Helper()
	w.sandbox.ClearRequests()
	plan, err := w.Plan(w.tb.Context(), resources, options...)
	if err != nil {
		w.tb.Fatal(err)
	}
	return plan, w.sandbox.Requests().ByRoute
}

func (w *world) pass(d time.Duration) {
	w.tb.Helper()
	if err := w.sandbox.Advance(d); err != nil {
		w.tb.Fatal(err)
	}
}

func (w *world) id(address string) string {
	id, _ := w.Object(address).Attributes["id"].(string)
	return id
}

// call asks the platform itself, as somebody else does.
func (w *world) call(authorization, method, path string, body map[string]any) {
	w.tb.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		w.tb.Fatal(err)
	}
	req, err := http.NewRequestWithContext(w.tb.Context(), method, w.server.URL+path, bytes.NewReader(encoded))
	if err != nil {
		w.tb.Fatal(err)
	}
	req.Header.Set("Authorization", authorization)
	req.Header.Set("Content-Type", "application/json")
	if body == nil {
		req.Body, req.ContentLength = http.NoBody, 0
	}
	resp, err := w.server.Client().Do(req)
	if err != nil {
		w.tb.Fatal(err)
	}
	answer, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil || resp.StatusCode >= 300 {
		w.tb.Fatalf("%s %s: %d, %v: %s", method, path, resp.StatusCode, err, answer)
	}
}

func resourceOf(kind, name string, attributes engine.Values) engine.Resource {
	return engine.Resource{Type: "openbanking_" + kind, Name: name, Attributes: attributes}
}

// many are resources of a type.
func many(kind string, count int, attributes func(n int) engine.Values) []engine.Resource {
	var all []engine.Resource
	for n := range count {
		all = append(all, resourceOf(kind, fmt.Sprintf("r%04d", n), attributes(n)))
	}
	return all
}

func aKey(n int) engine.Values { return engine.Values{"name": fmt.Sprintf("key %d", n)} }

func aTypedKey(n int) engine.Values {
	return engine.Values{"name": fmt.Sprintf("key %d", n), "type": []string{"public", "secret"}[n%2]}
}

func aWebhook(n int) engine.Values {
	return engine.Values{"url": fmt.Sprintf("https://example.com/%d", n), "events": []string{"consent.expired"}}
}

func aConsent(n int) engine.Values {
	return engine.Values{"bank_id": []string{"erste-hr", "otp-hr", "pbz-hr"}[n%3], "callback_url": fmt.Sprintf("https://example.com/%d", n)}
}

func addresses(resources []engine.Resource) []string {
	var all []string
	for _, r := range resources {
		all = append(all, r.Address())
	}
	return all
}
