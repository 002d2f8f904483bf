// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package orphan_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// kind is a resource on a platform, with what a test has to know of its routes.
type kind struct {
	name       string
	typeName   string
	attributes engine.Values
	create     string // the route that makes one, by POST
	list       string // the route by which one is looked up
	okra       bool   // by POST too
	shown      string // the field in which the list shows the secret's fingerprint; "" where there is no list
}

// kinds are what can be looked up by an idempotency key.
func kinds() []kind {
	return []kind{
		{
			name: "tok key", typeName: "openbanking_api_key", attributes: engine.Values{"name": "ci", "overlap": "2h"},
			create: "/tok/v1/api-keys", list: "/tok/v1/api-keys", shown: "fingerprint",
		},
		{
			name: "tok webhook", typeName: "openbanking_webhook",
			attributes: engine.Values{"url": "https://hooks.example.com/", "events": []any{"consent.expired"}, "overlap": "2h"},
			create:     "/tok/v1/webhooks", list: "/tok/v1/webhooks", shown: "secretFingerprint",
		},
		{
			name: "okra secret key", typeName: "openbanking_api_key", attributes: engine.Values{"name": "ci", "type": "secret", "overlap": "2h"},
			create: "/okra/v2/sandbox/keys/create", list: "/okra/v2/sandbox/keys/list", shown: "fingerprint", okra: true,
		},
		{
			name: "okra public key", typeName: "openbanking_api_key", attributes: engine.Values{"name": "web", "type": "public", "overlap": "2h"},
			create: "/okra/v2/sandbox/keys/create", list: "/okra/v2/sandbox/keys/list", shown: "fingerprint", okra: true,
		},
	}
}

// listMethod is how the list is asked for.
func (k kind) listMethod() string {
	if k.okra {
		return http.MethodPost
	}
	return http.MethodGet
}

// world is a sandbox with a workspace on it, in which one resource is declared.
type world struct {
	kind

	t             *testing.T
	sandbox       *sandbox.Sandbox
	server        *httptest.Server
	authorization string
	workspace     *engine.Workspace
	resource      engine.Resource
	seeded        []string                         // ids of what was there before
	front         atomic.Pointer[http.HandlerFunc] // stands before the platform; nil for none
}

// newWorld starts the sandbox and a provider that makes no call again.
func newWorld(t *testing.T, k kind, options ...engine.Option) *world {
	t.Helper()
	s, err := sandbox.New(t.Context(), sandbox.Options{
		Tier: "unlimited", Seed: 1, Clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)),
	})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		kind: k, t: t, sandbox: s,
		resource: engine.Resource{Type: k.typeName, Name: "test", Attributes: k.attributes},
	}
	w.server = httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if front := w.front.Load(); front != nil {
			(*front)(rw, r)
			return
		}
		s.Handler().ServeHTTP(rw, r)
	}))
	// Each run has a provider of its own, whose idle connections nobody closes.
	w.server.Config.SetKeepAlivesEnabled(false)
	w.server.Start()
	t.Cleanup(func() {
		w.server.Close()
		if err := s.Close(); err != nil {
			t.Errorf("closing the sandbox: %v", err)
		}
	})
	credentials := s.Credentials().Organisations[0]
	block := engine.Values{"max_retries": 0, "environment": "sandbox"}
	if k.okra {
		w.authorization = "Bearer " + credentials.Get("okra", "sandbox", "secret_key")
		block["endpoint"], block["okra"] = w.server.URL+"/okra/v2/sandbox", engine.Values{"secret_key": credentials.Get("okra", "sandbox", "secret_key")}
	} else {
		w.authorization = "ApiKey " + credentials.Get("tok", "sandbox", "api_key")
		block["endpoint"], block["tok"] = w.server.URL+"/tok/v1", engine.Values{"api_key": credentials.Get("tok", "sandbox", "api_key")}
	}
	w.workspace = engine.New(t, func() tfprotov6.ProviderServer {
		return protocol.Server("test")
	}, block, options...)
	if w.shown != "" {
		for id := range w.live() {
			w.seeded = append(w.seeded, id)
		}
	}
	return w
}

// fault has every further call of a route fail so.
func (w *world) fault(failure, method, path string) {
	w.t.Helper()
	w.faultAfter(0, failure, method, path)
}

// faultAfter is fault once so many calls have passed.
func (w *world) faultAfter(calls int, failure, method, path string) {
	w.t.Helper()
	f := sandbox.Fault{Kind: failure, Method: method, Path: path, Skip: calls, Count: 1000}
	if failure == "status" {
		f.Status = http.StatusServiceUnavailable
	}
	if err := w.sandbox.AddFault(f); err != nil {
		w.t.Fatal(err)
	}
}

// loseCreate applies while every create fails so, and returns the placeholder.
func (w *world) loseCreate(failure string) *engine.Object {
	w.t.Helper()
	p := w.plan()
	w.fault(failure, http.MethodPost, w.create)
	_, err := w.workspace.Apply(w.t.Context(), p)
	w.sandbox.ClearFaults()
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
	for _, o := range w.all() {
		id, _ := o["id"].(string)
		if w.okra {
			id, _ = o["_id"].(string)
		}
		status, has := o["status"]
		if (!has || status == "active") && !slices.Contains(w.seeded, id) {
			found[id], _ = o[w.shown].(string)
		}
	}
	return found
}

// webhook asks Okra for the id of its one webhook, past the provider; "" for none.
func (w *world) webhook() string {
	w.t.Helper()
	var answer struct {
		Data struct {
			ID string `json:"_id"`
		}
	}
	w.ask(&answer)
	return answer.Data.ID
}

// all asks the platform for the whole list, past the provider.
func (w *world) all() []map[string]any {
	w.t.Helper()
	if w.okra {
		var answer struct {
			Data struct{ Keys []map[string]any }
		}
		w.ask(&answer)
		return answer.Data.Keys
	}
	var answer struct{ Data []map[string]any }
	w.ask(&answer)
	return answer.Data
}

func (w *world) ask(answer any) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), w.listMethod(), w.server.URL+w.list+"?limit=100", http.NoBody)
	if w.okra {
		body := `{"limit":100}`
		if w.shown == "" {
			body = `{}`
		}
		req, err = http.NewRequestWithContext(w.t.Context(), w.listMethod(), w.server.URL+w.list, strings.NewReader(body))
	}
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Authorization", w.authorization)
	req.Header.Set("Content-Type", "application/json")
	resp, err := w.server.Client().Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if err := json.NewDecoder(resp.Body).Decode(answer); err != nil {
		w.t.Fatalf("%s answers %d, %v", w.list, resp.StatusCode, err)
	}
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
