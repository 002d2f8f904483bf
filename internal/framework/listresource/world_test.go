// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package listresource_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
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

	tb          testing.TB
	sandbox     *sandbox.Sandbox
	credentials sandbox.OrganisationCredentials
	url         string
	before      atomic.Pointer[func(*http.Request)] // what the platform does before it answers
}

// on is a provider block for one of the sandbox's platforms.
type on func(base string, of sandbox.OrganisationCredentials) engine.Values

func tok(base string, of sandbox.OrganisationCredentials) engine.Values {
	return engine.Values{"endpoint": base + "/tok/v1", "tok": engine.Values{"api_key": of.Get("tok", "sandbox", "api_key")}}
}

func okra(base string, of sandbox.OrganisationCredentials) engine.Values {
	return engine.Values{
		"endpoint": base + "/okra/v2/sandbox", "environment": "sandbox",
		"okra": engine.Values{"secret_key": of.Get("okra", "sandbox", "secret_key")},
	}
}

func okto(base string, of sandbox.OrganisationCredentials) engine.Values {
	return engine.Values{
		"endpoint": base + "/okto", "environment": "sandbox",
		"okto": engine.Values{"management_token": of.Get("okto", "sandbox", "management_token")},
	}
}

// setCredential has the provider ask with another credential in the sandbox environment.
func (w *world) setCredential(name, value string) {
	for _, p := range w.credentials.Platforms {
		for _, s := range p.Sections {
			for i := range s.Fields {
				if s.Environment == "sandbox" && s.Fields[i].Name == name {
					s.Fields[i].Value = value
				}
			}
		}
	}
}

func newWorld(tb testing.TB, block on, options ...func(*sandbox.Options)) *world {
	tb.Helper()
	o := sandbox.Options{
		Tier: "unlimited", Seed: 1, Accounts: 1, Transactions: 1,
		Clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)),
	}
	for _, option := range options {
		option(&o)
	}
	s, err := sandbox.New(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	w := &world{tb: tb, sandbox: s, credentials: s.Credentials().Organisations[0]}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if before := w.before.Load(); before != nil {
			(*before)(r)
		}
		s.Handler().ServeHTTP(rw, r)
	}))
	// Each run has a provider of its own, whose idle connections nobody closes.
	server.Config.SetKeepAlivesEnabled(false)
	server.Start()
	w.url = server.URL
	tb.Cleanup(func() {
		server.Close()
		if err := s.Close(); err != nil {
			tb.Errorf("the sandbox did not close: %v", err)
		}
	})
	w.Workspace = engine.New(tb, func() tfprotov6.ProviderServer {
		return protocol.Server("test")
	}, block(w.url, w.credentials))
	return w
}

// authorize makes every consent active at once.
func authorize(o *sandbox.Options) { o.AutoAuthorize = true }

// as configures the provider for another platform of the same sandbox.
func (w *world) as(block on) { w.Configure(block(w.url, w.credentials)) }

// query has to go well. It returns besides which requests it took, by route,
// without the one that asks whose key it is.
func (w *world) query(q engine.Query) ([]engine.Found, map[string]int) {
	w.tb.Helper()
	found, said, requests, err := w.ask(q)
	if err != nil || len(said) != 0 {
		w.tb.Fatalf("the query of %s: %v, %v", q.Type, err, said)
	}
	return found, requests
}

// ask is query for one that may fail.
func (w *world) ask(q engine.Query) ([]engine.Found, engine.Diagnostics, map[string]int, error) {
	w.tb.Helper()
	w.sandbox.ClearRequests()
	found, said, err := w.Query(w.tb.Context(), q)
	requests := w.sandbox.Requests().ByRoute
	delete(requests, "GET /tok/v1/organisation")
	return found, said, requests, err
}

// call asks the platform itself, as somebody at a dashboard does, without a
// network in between: there may be thousands to make.
func (w *world) call(authorization, method, path string, body map[string]any) map[string]any {
	w.tb.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		w.tb.Fatal(err)
	}
	req := httptest.NewRequestWithContext(w.tb.Context(), method, w.url+path, bytes.NewReader(encoded))
	req.Header.Set("Authorization", authorization)
	req.Header.Set("Content-Type", "application/json")
	if body == nil {
		req.Body, req.ContentLength = http.NoBody, 0
	}
	req.RemoteAddr = "127.0.0.1:1"
	answer := httptest.NewRecorder()
	w.sandbox.Handler().ServeHTTP(answer, req)
	object := map[string]any{}
	if answer.Body.Len() > 0 {
		if err := json.Unmarshal(answer.Body.Bytes(), &object); err != nil {
			w.tb.Fatal(err)
		}
	}
	if answer.Code >= http.StatusMultipleChoices {
		w.tb.Fatalf("%s %s: %d %v", method, path, answer.Code, object)
	}
	return object
}

// tok and okra make something by hand, and return its id.
func (w *world) tok(path string, body map[string]any) string {
	w.tb.Helper()
	id, _ := w.call("ApiKey "+w.credentials.Get("tok", "sandbox", "api_key"), http.MethodPost, "/tok/v1"+path, body)["id"].(string)
	return id
}

func (w *world) okra(path string, body map[string]any) string {
	w.tb.Helper()
	data, _ := w.call("Bearer "+w.credentials.Get("okra", "sandbox", "secret_key"), http.MethodPost, "/okra/v2/sandbox"+path, body)["data"].(map[string]any)
	id, _ := data["_id"].(string)
	return id
}

// end revokes something on Tok.
func (w *world) end(path string) {
	w.tb.Helper()
	w.call("ApiKey "+w.credentials.Get("tok", "sandbox", "api_key"), http.MethodDelete, "/tok/v1"+path, nil)
}

func (w *world) pass(d time.Duration) {
	w.tb.Helper()
	if err := w.sandbox.Advance(d); err != nil {
		w.tb.Fatal(err)
	}
}

// ids are those of what was found, in its order.
func ids(found []engine.Found) []string {
	all := []string{}
	for _, f := range found {
		id, _ := f.Identity["id"].(string)
		all = append(all, id)
	}
	return all
}
