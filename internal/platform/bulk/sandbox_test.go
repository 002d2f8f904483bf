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

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
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
	for _, test := range []struct {
		name       string
		block      func(string, sandbox.OrganisationCredentials) engine.Values
		kind       string
		attributes func(int) engine.Values
		one        string // the route of a single one
		create     string // the routes of the writes
		end        string
		count      int
	}{
		{"tok keys", tok, "api_key", aKey, "GET /tok/v1/api-keys/{id}", "POST /tok/v1/api-keys", "DELETE /tok/v1/api-keys/{id}", 1000},
		{"tok webhooks", tok, "webhook", aWebhook, "GET /tok/v1/webhooks/{id}", "POST /tok/v1/webhooks", "DELETE /tok/v1/webhooks/{id}", 300},
		{"tok consents", tok, "consent", aConsent, "GET /tok/v1/consents/{id}", "POST /tok/v1/consents", "DELETE /tok/v1/consents/{id}", 300},
		{"okra keys", okra, "api_key", aTypedKey, "POST /okra/v2/sandbox/keys/getById", "POST /okra/v2/sandbox/keys/create", "POST /okra/v2/sandbox/keys/revoke", 300},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, test.block, true)
			all := many(test.kind, test.count, test.attributes)
			w.sandbox.ClearRequests()
			w.apply(all)
			w.writes("creating", test.create, len(all))
			// The list has the newest first. Here reads come one by one, so in
			// another order a few are not worth the pages before them; the CLIs
			// have ten at a time.
			slices.Reverse(all)

			plan, routes := w.refresh(all)
			if !plan.Empty() {
				t.Errorf("the plan is not empty: %+v", plan.Changes)
			}
			if sum, most := total(routes), test.count/100+2; sum > most || routes[test.one] != 1 {
				t.Errorf("planning takes %d requests, want at most %d: %v", sum, most, routes)
			}

			w.sandbox.ClearRequests()
			w.apply(all, engine.Destroy())
			w.writes("destroying", test.end, len(all))
		})
	}
}

// TestSandbox_few proves that what is alone is read by itself, and that two of a
// type take no more requests together than one by one.
func TestSandbox_few(t *testing.T) {
	t.Parallel()
	w := newWorld(t, tok, true)
	all := []engine.Resource{
		resourceOf("api_key", "one", aKey(1)), resourceOf("webhook", "one", aWebhook(1)), resourceOf("consent", "one", aConsent(1)),
	}
	w.apply(all)
	_, routes := w.refresh(all)
	if diff := cmp.Diff(map[string]int{
		"GET /tok/v1/organisation": 1, "GET /tok/v1/api-keys/{id}": 1, "GET /tok/v1/webhooks/{id}": 1, "GET /tok/v1/consents/{id}": 1,
	}, routes); diff != "" {
		t.Errorf("one of each (-want +got):\n%s", diff)
	}
	all = append(all, resourceOf("webhook", "two", aWebhook(2)))
	w.apply(all)
	_, routes = w.refresh(all)
	if routes["GET /tok/v1/webhooks/{id}"] != 1 || routes["GET /tok/v1/webhooks"] != 1 || routes["GET /tok/v1/api-keys"] != 0 {
		t.Errorf("two webhooks take %v", routes)
	}
}

// TestSandbox_off proves that a user can do without lists.
func TestSandbox_off(t *testing.T) {
	t.Parallel()
	w := newWorld(t, tok, true)
	all := slices.Concat(many("api_key", 5, aKey), many("webhook", 5, aWebhook), many("consent", 5, aConsent))
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
	w := newWorld(t, tok, true)
	all := slices.Concat(many("api_key", 20, aKey), many("webhook", 20, aWebhook), many("consent", 20, aConsent))
	plan, err := w.Plan(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	w.sandbox.ClearRequests()
	if _, err := w.Apply(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	routes := w.sandbox.Requests().ByRoute
	for _, route := range []string{"GET /tok/v1/api-keys", "GET /tok/v1/webhooks", "GET /tok/v1/consents"} {
		if routes[route] != 0 {
			t.Errorf("the apply lists: %v", routes)
		}
	}
	changed := slices.Concat(
		many("api_key", 20, func(n int) engine.Values { return aKey(n + n%2) }),
		many("webhook", 20, func(n int) engine.Values { return aWebhook(n + n%2) }),
		many("consent", 20, aConsent))
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
		resourceOf("webhook", "first", aWebhook(0)), resourceOf("webhook", "plain", aWebhook(1)),
		resourceOf("webhook", "told", engine.Values{"url": "https://example.com/told", "events": events, "description": "Tells.", "enabled": false}),
		resourceOf("webhook", "given", engine.Values{"url": "https://example.com/given", "events": events, "signing_secret_wo": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", "signing_secret_wo_version": "1"}),
		resourceOf("webhook", "due", engine.Values{"url": "https://example.com/due", "events": events, "rotate_after": "10m"}),
		resourceOf("webhook", "changed", aWebhook(2)), resourceOf("webhook", "deleted", aWebhook(3)), resourceOf("webhook", "rotated", aWebhook(4)),
	}
	consents := func(from, to int) []engine.Resource { return many("consent", to, aConsent)[from:] }
	due := resourceOf("consent", "due", engine.Values{"bank_id": "rba-hr", "callback_url": "https://example.com/due", "renew_before_expiry": "2159h50m"})

	for _, test := range []struct {
		name        string
		block       func(string, sandbox.OrganisationCredentials) engine.Values
		authorize   bool
		soon, later []engine.Resource // applied at first, and twenty minutes later
		outside     func(*world)
		lists       map[string]int
	}{
		{
			name: "tok, with pending consents", block: tok,
			soon: slices.Concat(keys(nil), webhooks, consents(0, 3)), later: consents(3, 6),
			outside: func(w *world) {
				key := "ApiKey " + w.sandbox.Credentials().Organisations[0].Get("tok", "sandbox", "api_key")
				w.call(key, http.MethodDelete, "/tok/v1/api-keys/"+w.id("openbanking_api_key.revoked"), nil)
				w.call(key, http.MethodPatch, "/tok/v1/api-keys/"+w.id("openbanking_api_key.renamed"), map[string]any{"name": "other"})
				w.call(key, http.MethodPatch, "/tok/v1/webhooks/"+w.id("openbanking_webhook.changed"), map[string]any{"enabled": false, "description": "Changed."})
				w.call(key, http.MethodDelete, "/tok/v1/webhooks/"+w.id("openbanking_webhook.deleted"), nil)
				w.call(key, http.MethodPost, "/tok/v1/webhooks/"+w.id("openbanking_webhook.rotated")+"/rotate-secret", map[string]any{"overlapSeconds": 60})
				w.call(key, http.MethodDelete, "/tok/v1/consents/"+w.id("openbanking_consent.r0004"), nil)
			},
			lists: map[string]int{"GET /tok/v1/api-keys": 1, "GET /tok/v1/webhooks": 1, "GET /tok/v1/consents": 2},
		},
		{
			name: "tok, with active consents", block: tok, authorize: true,
			soon: append(consents(0, 4), due), later: consents(4, 5),
			outside: func(w *world) {
				key := "ApiKey " + w.sandbox.Credentials().Organisations[0].Get("tok", "sandbox", "api_key")
				w.call(key, http.MethodDelete, "/tok/v1/consents/"+w.id("openbanking_consent.r0004"), nil)
			},
			lists: map[string]int{"GET /tok/v1/consents": 2},
		},
		{
			name: "okra", block: okra,
			soon: slices.Concat(keys(engine.Values{"type": "secret"}), many("api_key", 3, aTypedKey), []engine.Resource{
				resourceOf("webhook", "only", engine.Values{"url": "https://example.com/okra", "okra": engine.Values{"bearer_token_wo": "a-token-of-some-length", "bearer_token_wo_version": "1"}}),
			}),
			outside: func(w *world) {
				key := "Bearer " + w.sandbox.Credentials().Organisations[0].Get("okra", "sandbox", "secret_key")
				w.call(key, http.MethodPost, "/okra/v2/sandbox/keys/revoke", map[string]any{"id": w.id("openbanking_api_key.revoked")})
				w.call(key, http.MethodPost, "/okra/v2/sandbox/keys/update", map[string]any{"id": w.id("openbanking_api_key.renamed"), "name": "other"})
			},
			// One is the question which environment the key belongs to.
			lists: map[string]int{"POST /okra/v2/sandbox/keys/list": 2, "POST /okra/v2/sandbox/webhooks/get": 1},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, test.block, test.authorize)
			w.apply(test.soon)
			w.pass(20 * time.Minute)
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
			w.pass(15 * time.Minute)
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
	w := newWorld(b, tok, true)
	all := many("webhook", count, aWebhook)
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
