// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package listresource_test

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// kind is a type on a platform that has many of it.
type kind struct {
	*acctest.Kind

	on       *acctest.Platform
	typeName string
	route    string // of the list
	checks   int    // how often the first call of all asks for that list, to see whether the key is of the environment
}

func kinds() (all []kind) {
	for _, on := range acctest.Platforms() {
		for _, k := range on.Kinds {
			if k.Single {
				continue
			}
			one := kind{k, on, "openbanking_" + k.Type, on.Route(k.List), 0}
			if k.List == on.Probe {
				one.checks = 1
			}
			all = append(all, one)
		}
	}
	return all
}

// webhooks are what Tok has most of.
func webhooks() kind {
	return kinds()[slices.IndexFunc(kinds(), func(k kind) bool { return k.Kind == acctest.Tok.Kind("webhook") })]
}

// make makes one by hand.
func (w *world) make(resource string, n int) (id string) {
	return w.Of(resource).Create(w.Of(resource).Least(n)).ID
}

// made makes some by hand. It returns their ids as the platform lists them, the
// newest first.
func (k kind) made(w *world, count int) []string {
	w.tb.Helper()
	all := make([]string, count)
	for n := range count {
		all[count-1-n] = w.make(k.Type, n)
	}
	return all
}

// eachKind runs a test on a sandbox with 250 of each kind, which are three pages.
func eachKind(t *testing.T, test func(t *testing.T, w *world, k kind, made []string)) {
	t.Helper()
	for _, k := range kinds() {
		t.Run(k.on.Name+" "+k.Type, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, k.on, acctest.AutoAuthorize())
			test(t, w, k, k.made(w, 250))
		})
	}
}

// TestQuery_limit pins the trap of a list resource that ignores the limit, and
// reads on although nobody takes what it finds: a hundred are one page, and cost
// one request.
func TestQuery_limit(t *testing.T) {
	t.Parallel()
	eachKind(t, func(t *testing.T, w *world, k kind, made []string) {
		t.Helper()
		for limit, pages := range map[int64]int{1: 1, 10: 1, 99: 1, 100: 1, 101: 2, 200: 2, 201: 3, 250: 3} {
			found, requests := w.query(engine.Query{Type: k.typeName, Limit: limit})
			if diff := cmp.Diff(made[:limit], ids(found)); diff != "" {
				t.Errorf("limit %d finds (-want +got):\n%s", limit, diff)
			}
			if diff := cmp.Diff(map[string]int{k.route: pages + k.checks}, requests); diff != "" {
				t.Errorf("limit %d takes requests (-want +got):\n%s", limit, diff)
			}
		}
		// Where there are fewer than are asked for, there is more to be found than
		// what was made here: keys from the start, consents in another list.
		found, _ := w.query(engine.Query{Type: k.typeName, Limit: 1000})
		if diff := cmp.Diff(made, ids(found)[:len(made)]); diff != "" {
			t.Errorf("all of them (-want +got):\n%s", diff)
		}
		if found, _ := w.query(engine.Query{Type: k.typeName}); len(found) != 100 {
			t.Errorf("without a limit there are %d, want the 100 that a CLI asks for", len(found))
		}
	})
}

// TestQuery_tenOfTenThousand proves that lists are lazy: the others are never
// read. To read them all takes a setting.
func TestQuery_tenOfTenThousand(t *testing.T) {
	t.Parallel()
	w, k := newWorld(t, acctest.Tok), webhooks()
	w.Configure(w.Block(engine.Values{"max_list_items": 10_000}))
	made := k.made(w, 10_000)
	found, requests := w.query(engine.Query{Type: k.typeName, Limit: 10, IncludeResource: true})
	if diff := cmp.Diff(made[:10], ids(found)); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{k.route: 1}, requests); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	found, requests = w.query(engine.Query{Type: k.typeName, Limit: 20_000})
	if diff := cmp.Diff(made, ids(found)); diff != "" {
		t.Errorf("all of them (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{k.route: 100}, requests); diff != "" {
		t.Errorf("requests for all of them (-want +got):\n%s", diff)
	}
}

// TestQuery_consumerStops proves that nothing is read for somebody who has left.
func TestQuery_consumerStops(t *testing.T) {
	t.Parallel()
	eachKind(t, func(t *testing.T, w *world, k kind, made []string) {
		t.Helper()
		for _, last := range []int{1, 100, 101} {
			taken := 0
			found, requests := w.query(engine.Query{Type: k.typeName, Limit: 1000, Each: func(engine.Found) bool { taken++; return taken < last }})
			if diff := cmp.Diff(made[:last], ids(found)); diff != "" {
				t.Errorf("until %d (-want +got):\n%s", last, diff)
			}
			if want := (last+99)/100 + k.checks; requests[k.route] != want {
				t.Errorf("until %d there are %d requests, want %d", last, requests[k.route], want)
			}
		}
	})
}

// TestQuery_errorAfterTheFirstPage pins the trap of a list resource that assigns
// a late error to the stream, whose results are under way already: the query
// then looks as if it had found everything.
func TestQuery_errorAfterTheFirstPage(t *testing.T) {
	t.Parallel()
	faults := map[string]struct {
		fault sandbox.Fault
		says  string
	}{
		"forbidden":     {sandbox.Fault{Kind: "status", Status: http.StatusForbidden, Body: "{}"}, "403"},
		"unavailable":   {sandbox.Fault{Kind: "status", Status: http.StatusBadGateway, Body: "<h1>502</h1>", Headers: map[string]string{"Content-Type": "text/html"}}, "502"},
		"no JSON":       {sandbox.Fault{Kind: "non_json"}, ""},
		"cut short":     {sandbox.Fault{Kind: "truncate"}, ""},
		"no answer":     {sandbox.Fault{Kind: "reset_before"}, ""},
		"lost too soon": {sandbox.Fault{Kind: "reset_after"}, ""},
	}
	eachKind(t, func(t *testing.T, w *world, k kind, made []string) {
		t.Helper()
		w.Configure(w.Block(engine.Values{"max_retries": 0}))
		method, path, _ := strings.Cut(k.route, " ")
		for name, test := range faults {
			taken := 0
			found, said, requests, err := w.ask(engine.Query{Type: k.typeName, Limit: 1000, Each: func(engine.Found) bool {
				if taken++; taken == 100 {
					fault := test.fault
					fault.Method, fault.Path = method, path
					if err := w.Sandbox().AddFault(fault); err != nil {
						t.Error(err)
					}
				}
				return true
			}})
			if err == nil || len(said) != 1 || !strings.Contains(err.Error(), "Could not list the") || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%s: the query says %v, want one error", name, said)
			}
			if diff := cmp.Diff(made[:100], ids(found)); diff != "" {
				t.Errorf("%s: before the error there was (-want +got):\n%s", name, diff)
			}
			if requests[k.route] != 2+k.checks {
				t.Errorf("%s: %d requests, want the page that failed to be the last", name, requests[k.route])
			}
			w.Sandbox().ClearFaults()
		}
	})
}

// TestQuery_interrupted proves that an interrupt ends the request that is under
// way, and that no other one follows.
func TestQuery_interrupted(t *testing.T) {
	t.Parallel()
	eachKind(t, func(t *testing.T, w *world, k kind, made []string) {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		method, path, _ := strings.Cut(k.route, " ")
		pages := -k.checks
		before := func(r *http.Request) {
			if r.Method != method || r.URL.Path != path {
				return
			}
			if pages++; pages == 2 {
				// A server sees that the client hangs up once it has read all.
				if _, err := io.Copy(io.Discard, r.Body); err != nil {
					t.Error(err)
				}
				cancel()
				<-r.Context().Done()
			}
		}
		w.before.Store(&before)
		found, _, err := w.Query(ctx, engine.Query{Type: k.typeName, Limit: 1000})
		if err == nil || !strings.Contains(err.Error(), "interrupted") {
			t.Errorf("the query ends with %v", err)
		}
		if diff := cmp.Diff(made[:100], ids(found)); diff != "" {
			t.Errorf("before the interrupt there was (-want +got):\n%s", diff)
		}
		if pages != 2 {
			t.Errorf("%d pages were asked for, want 2", pages)
		}
	})
}
