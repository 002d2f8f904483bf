// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bulk_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// total adds requests up.
func total(routes map[string]int) int {
	sum := 0
	for _, n := range routes {
		sum += n
	}
	return sum
}

// TestSandbox_many creates many of each type, plans them without changes and destroys
// them. A plan takes a page for each hundred, the first object, and the question which
// environment the key belongs to; a write for each object, and hardly anything
// besides, does the rest.
func TestSandbox_many(t *testing.T) {
	t.Parallel()
	for _, on := range acctest.Platforms() {
		for _, kind := range on.Kinds {
			if kind.Single {
				continue
			}
			count := 300
			if on == acctest.Tok && kind == apiKey {
				count = 1000
			}
			t.Run(on.Name+" "+kind.Type, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, on, acctest.AutoAuthorize())
				all := many(kind, count)
				w.Sandbox().ClearRequests()
				w.apply(all)
				w.writes("creating", on.Route(kind.Make), len(all))
				// The list has the newest first. Here reads come one by one, so in
				// another order a few are not worth the pages before them; the CLIs
				// have ten at a time.
				slices.Reverse(all)

				plan, routes := w.refresh(all)
				if !plan.Empty() {
					t.Errorf("the plan is not empty: %+v", plan.Changes)
				}
				if sum, most := total(routes), count/100+2; sum > most || routes[on.Route(kind.Get)] != 1 {
					t.Errorf("planning takes %d requests, want at most %d: %v", sum, most, routes)
				}

				w.Sandbox().ClearRequests()
				w.apply(all, engine.Destroy())
				w.writes("destroying", on.Route(kind.End), len(all))
			})
		}
	}
}

// TestSandbox_few proves that what is alone is read by itself, and that two of a
// type take no more requests together than one by one.
func TestSandbox_few(t *testing.T) {
	t.Parallel()
	w := newWorld(t, acctest.Tok, acctest.AutoAuthorize())
	all := []engine.Resource{
		resourceOf("api_key", "one", apiKey.Least(1)), resourceOf("webhook", "one", webhook.Least(1)), resourceOf("consent", "one", consent.Least(1)),
	}
	w.apply(all)
	_, routes := w.refresh(all)
	if diff := cmp.Diff(map[string]int{
		"GET /tok/v1/organisation": 1, "GET /tok/v1/api-keys/{id}": 1, "GET /tok/v1/webhooks/{id}": 1, "GET /tok/v1/consents/{id}": 1,
	}, routes); diff != "" {
		t.Errorf("one of each (-want +got):\n%s", diff)
	}
	all = append(all, resourceOf("webhook", "two", webhook.Least(2)))
	w.apply(all)
	_, routes = w.refresh(all)
	if routes["GET /tok/v1/webhooks/{id}"] != 1 || routes["GET /tok/v1/webhooks"] != 1 || routes["GET /tok/v1/api-keys"] != 0 {
		t.Errorf("two webhooks take %v", routes)
	}
}

// TestSandbox_off proves that a user can do without lists.
func TestSandbox_off(t *testing.T) {
	t.Parallel()
	w := newWorld(t, acctest.Tok, acctest.AutoAuthorize())
	all := slices.Concat(many(apiKey, 5), many(webhook, 5), many(consent, 5))
	w.apply(all)
	one := map[string]int{
		"GET /tok/v1/organisation": 1, "GET /tok/v1/api-keys/{id}": 1, "GET /tok/v1/webhooks/{id}": 1, "GET /tok/v1/consents/{id}": 1,
		"GET /tok/v1/api-keys": 1, "GET /tok/v1/webhooks": 1, "GET /tok/v1/consents": 1,
	}
	for _, test := range []struct {
		value string
		want  map[string]int
	}{
		{"", one},
		{"auto", one},
		{"off", map[string]int{
			"GET /tok/v1/organisation": 1, "GET /tok/v1/api-keys/{id}": 5, "GET /tok/v1/webhooks/{id}": 5, "GET /tok/v1/consents/{id}": 5,
		}},
	} {
		w.bulkReads(test.value)
		plan, routes := w.refresh(all)
		if diff := cmp.Diff(test.want, routes); diff != "" || !plan.Empty() {
			t.Errorf("bulk_reads = %q: the plan is empty: %t; requests (-want +got):\n%s", test.value, plan.Empty(), diff)
		}
	}
}

// TestSandbox_writes proves that an apply lists nothing, and that each apply sees
// what it wrote.
func TestSandbox_writes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, acctest.Tok, acctest.AutoAuthorize())
	all := slices.Concat(many(apiKey, 20), many(webhook, 20), many(consent, 20))
	plan, err := w.Plan(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	w.Sandbox().ClearRequests()
	if _, err := w.Apply(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	routes := w.Sandbox().Requests().ByRoute
	for _, route := range []string{"GET /tok/v1/api-keys", "GET /tok/v1/webhooks", "GET /tok/v1/consents"} {
		if routes[route] != 0 {
			t.Errorf("the apply lists: %v", routes)
		}
	}
	changed := slices.Concat(
		many(shifted(apiKey), 20),
		many(shifted(webhook), 20),
		many(consent, 20))
	w.apply(changed)
	if again, _ := w.refresh(changed); !again.Empty() {
		t.Errorf("the plan after the apply is not empty: %+v", again.Changes)
	}
}

// TestSandbox_sameState proves that a refresh comes to the same state with lists
// as without, for objects in every condition.
func TestSandbox_sameState(t *testing.T) {
	t.Parallel()
	keys := func(more engine.Values) []engine.Resource {
		with := func(name string, own engine.Values) engine.Resource {
			attributes := engine.Values{"name": name}
			maps.Copy(attributes, own)
			maps.Copy(attributes, more)
			return resourceOf("api_key", name, attributes)
		}
		return []engine.Resource{
			with("first", nil), with("plain", nil), with("expired", engine.Values{"expires_after": "30m"}), with("expiring", engine.Values{"expires_after": "240h"}),
			with("due", engine.Values{"rotate_after": "10m"}), with("revoked", nil), with("renamed", nil),
		}
	}
	events := []string{"consent.expired", "account.updated"}
	webhooks := []engine.Resource{
		resourceOf("webhook", "first", webhook.Least(0)), resourceOf("webhook", "plain", webhook.Least(1)),
		resourceOf("webhook", "told", engine.Values{"url": "https://example.com/told", "events": events, "description": "Tells.", "enabled": false}),
		resourceOf("webhook", "given", engine.Values{"url": "https://example.com/given", "events": events, "signing_secret_wo": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", "signing_secret_wo_version": "1"}),
		resourceOf("webhook", "due", engine.Values{"url": "https://example.com/due", "events": events, "rotate_after": "10m"}),
		resourceOf("webhook", "changed", webhook.Least(2)), resourceOf("webhook", "deleted", webhook.Least(3)), resourceOf("webhook", "rotated", webhook.Least(4)),
	}
	consents := func(from, to int) []engine.Resource { return many(consent, to)[from:] }
	due := resourceOf("consent", "due", engine.Values{"bank_id": "rba-hr", "callback_url": "https://example.com/due", "renew_before_expiry": "2159h50m"})

	for _, test := range []struct {
		name        string
		on          *acctest.Platform
		options     []acctest.Option
		soon, later []engine.Resource // applied at first, and twenty minutes later
		outside     func(*world)
		lists       map[string]int
	}{
		{
			name: "tok, with pending consents", on: acctest.Tok,
			soon: slices.Concat(keys(nil), webhooks, consents(0, 3)), later: consents(3, 6),
			outside: func(w *world) {
				w.Of("api_key").Revoke(w.id("openbanking_api_key.revoked"))
				w.Of("api_key").Update(w.id("openbanking_api_key.renamed"), map[string]any{"name": "other"})
				w.Of("webhook").Update(w.id("openbanking_webhook.changed"), map[string]any{"enabled": false, "description": "Changed."})
				w.Of("webhook").Revoke(w.id("openbanking_webhook.deleted"))
				w.Must(http.StatusOK, http.MethodPost, "/webhooks/"+w.id("openbanking_webhook.rotated")+"/rotate-secret", map[string]any{"overlapSeconds": 60})
				w.Of("consent").Revoke(w.id("openbanking_consent.r0004"))
			},
			lists: map[string]int{"GET /tok/v1/api-keys": 1, "GET /tok/v1/webhooks": 1, "GET /tok/v1/consents": 2},
		},
		{
			name: "tok, with active consents", on: acctest.Tok, options: []acctest.Option{acctest.AutoAuthorize()},
			soon: append(consents(0, 4), due), later: consents(4, 5),
			outside: func(w *world) {
				w.Of("consent").Revoke(w.id("openbanking_consent.r0004"))
			},
			lists: map[string]int{"GET /tok/v1/consents": 2},
		},
		{
			name: "okra", on: acctest.Okra,
			soon: slices.Concat(keys(engine.Values{"type": "secret"}), many(acctest.Okra.Kind("api_key"), 3), []engine.Resource{
				resourceOf("webhook", "only", engine.Values{"url": "https://example.com/okra", "okra": engine.Values{"bearer_token_wo": "a-token-of-some-length", "bearer_token_wo_version": "1"}}),
			}),
			outside: func(w *world) {
				w.Of("api_key").Revoke(w.id("openbanking_api_key.revoked"))
				w.Of("api_key").Update(w.id("openbanking_api_key.renamed"), map[string]any{"name": "other"})
			},
			// One is the question which environment the key belongs to.
			lists: map[string]int{"POST /okra/v2/sandbox/keys/list": 2, "POST /okra/v2/sandbox/webhooks/get": 1},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, test.on, test.options...)
			w.apply(test.soon)
			w.Pass(20 * time.Minute)
			all := slices.Concat(test.soon, test.later)
			if test.later != nil {
				// What is due is left as it is.
				plan, err := w.Plan(t.Context(), all, engine.Target(addresses(test.later)...))
				if err != nil {
					t.Fatal(err)
				}
				if _, err := w.Apply(t.Context(), plan); err != nil {
					t.Fatal(err)
				}
			}
			w.Pass(15 * time.Minute)
			test.outside(w)

			shared, routes := w.refresh(all, engine.RefreshOnly())
			for route, want := range test.lists {
				if routes[route] != want {
					t.Errorf("%s was asked for %d times, want %d: %v", route, routes[route], want, routes)
				}
			}
			w.bulkReads("off")
			single, _ := w.refresh(all, engine.RefreshOnly())
			for _, address := range addresses(all) {
				if diff := cmp.Diff(single.Refreshed(address), shared.Refreshed(address)); diff != "" {
					t.Errorf("%s differs (-by itself +from a list):\n%s", address, diff)
				}
			}
		})
	}
}

// BenchmarkPlan measures a plan without changes, and counts its requests.
func BenchmarkPlan(b *testing.B) {
	const count = 1000
	w := newWorld(b, acctest.Tok, acctest.AutoAuthorize())
	all := many(webhook, count)
	w.apply(all)
	slices.Reverse(all)
	for _, value := range []string{"auto", "off"} {
		b.Run(value, func(b *testing.B) {
			w.bulkReads(value)
			requests := 0
			for b.Loop() {
				_, routes := w.refresh(all)
				requests += total(routes)
			}
			b.ReportMetric(float64(requests)/float64(b.N), "requests/op")
		})
	}
}
