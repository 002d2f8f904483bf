// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package listresource_test

import (
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// world is a workspace on a sandbox whose time stands still.
type world struct {
	*engine.Workspace
	*acctest.World

	tb     testing.TB
	before atomic.Pointer[func(*http.Request)] // what the platform does before it answers the provider
}

func newWorld(tb testing.TB, on *acctest.Platform, options ...acctest.Option) *world {
	tb.Helper()
	w := &world{tb: tb}
	w.World = acctest.Start(tb, on, append(options, acctest.AnyTraffic(), acctest.Outside(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if before := w.before.Load(); before != nil {
				(*before)(r)
			}
			next.ServeHTTP(rw, r)
		})
	}))...)
	w.Workspace = w.Engine(nil)
	return w
}

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
	w.Sandbox().ClearRequests()
	found, said, err := w.Query(w.tb.Context(), q)
	requests := w.Sandbox().Requests().ByRoute
	delete(requests, acctest.Tok.Route(acctest.Tok.Probe))
	return found, said, requests, err
}

// post makes something by hand, and returns its id.
func (w *world) post(path string, body map[string]any) string {
	w.tb.Helper()
	status, answer := w.Call(http.MethodPost, path, body)
	if status/100 != 2 {
		w.tb.Fatalf("POST %s: %d %v", path, status, answer)
	}
	if data, ok := answer["data"].(map[string]any); ok {
		answer = data
	}
	id, _ := answer[w.Platform.Spell("id")].(string)
	return id
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
