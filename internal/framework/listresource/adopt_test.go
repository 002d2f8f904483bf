// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package listresource_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// adoptions are hand-made objects of every kind, with all that people can decide
// about them.
func adoptions() map[string]struct {
	on       *acctest.Platform
	typeName string
	make     func(*world)
	shown    string // the one sensitive attribute that a platform shows, of a public key
} {
	type adoption = struct {
		on       *acctest.Platform
		typeName string
		make     func(*world)
		shown    string
	}
	return map[string]adoption{
		"tok keys": {acctest.Tok, "openbanking_api_key", func(w *world) {
			w.post("/api-keys", map[string]any{"name": "ci"})
			w.post("/api-keys", map[string]any{"name": `for "${ci}" %{if} \n äöü 鍵`})
			w.post("/api-keys", map[string]any{"name": "ends", "expiresInSeconds": 86400})
			w.post("/api-keys", map[string]any{"name": "2026"})
			w.post("/api-keys", map[string]any{"name": " by hand\t"})
		}, ""},
		"tok consents": {acctest.Tok, "openbanking_consent", func(w *world) {
			w.make("consent", 1)
			w.post("/consents", map[string]any{"bankId": "nlb-rs", "callbackUrl": "http://127.0.0.1:8080/back?a=b&c=%20"})
		}, ""},
		"tok webhooks": {acctest.Tok, "openbanking_webhook", func(w *world) {
			w.make("webhook", 1)
			w.post("/webhooks", map[string]any{
				"url": "https://example.com/hook?token=${x}", "events": []string{"transactions.synced", "account.updated"},
				"description": "Nadia's \"ledger\"", "enabled": false,
			})
			w.post("/webhooks", map[string]any{
				"url": "http://localhost:9000/", "events": []string{"consent.expired"},
				"signingSecret": "whsec_bWFkZS1ieS1hLXBlcnNvbi0wMTIzNDU2Nzg5",
			})
			rotated := w.make("webhook", 2)
			w.Must(http.StatusOK, http.MethodPost, "/webhooks/"+rotated+"/rotate-secret", map[string]any{"overlapSeconds": 3600})
		}, ""},
		"okra keys": {acctest.Okra, "openbanking_api_key", func(w *world) { w.make("api_key", 0); w.make("api_key", 1) }, "key"},
		"okra webhook": {acctest.Okra, "openbanking_webhook", func(w *world) {
			w.post("/webhooks/set", map[string]any{"url": "https://example.com/okra", "token": "made-by-a-person"})
		}, ""},
		"okto secrets": {acctest.Okto, "openbanking_app_secret", func(*world) {}, ""},
	}
}

// TestQuery_adoption proves that what a query finds can be taken over as it is:
// the resource is the one that an import and its refresh store, and the
// configuration that is generated of it plans nothing, neither now nor later.
func TestQuery_adoption(t *testing.T) {
	t.Parallel()
	for name, test := range adoptions() {
		for state, options := range map[string][]acctest.Option{"": nil, ", authorized": {acctest.AutoAuthorize()}} {
			t.Run(name+state, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, test.on, options...)
				test.make(w)
				found, _ := w.query(engine.Query{Type: test.typeName, IncludeResource: true})
				if len(found) == 0 {
					t.Fatal("the query finds nothing")
				}
				resources := w.adopt(t, found)
				for _, after := range []time.Duration{0, 10 * time.Minute} {
					w.Pass(after)
					plan, err := w.Plan(t.Context(), resources)
					switch {
					case err != nil:
						t.Errorf("after %s: %v", after, err)
					case !plan.Empty() || len(plan.Diagnostics) > 0:
						t.Errorf("after %s the plan is not empty: %+v, %v", after, plan.Changes, plan.Diagnostics)
					}
				}
				for _, f := range found {
					for _, secret := range []string{"key", "secret", "signing_secret"} {
						if value := f.Resource[secret]; value != nil && secret != test.shown {
							t.Errorf("%s shows its %s", f.DisplayName, secret)
						}
					}
				}
			})
		}
	}
}

// adopt generates the configuration of what was found, and imports it by
// identity. The import has to agree with the query about each attribute.
func (w *world) adopt(t *testing.T, found []engine.Found) []engine.Resource {
	t.Helper()
	var resources []engine.Resource
	for n, f := range found {
		resource, err := w.Generate(t.Context(), f, fmt.Sprintf("found_%d", n))
		if err != nil {
			t.Fatalf("generating %s: %v", f.DisplayName, err)
		}
		if said, err := w.ImportIdentity(t.Context(), resource.Address(), f.Identity); err != nil || len(said) > 0 {
			t.Fatalf("importing %s: %v, %v", f.DisplayName, err, said)
		}
		if diff := cmp.Diff(w.Object(resource.Address()).Attributes, f.Resource); diff != "" {
			t.Errorf("of %s the import and the query differ (-import +query):\n%s", f.DisplayName, diff)
		}
		if diff := cmp.Diff(w.Object(resource.Address()).Identity, f.Identity); diff != "" {
			t.Errorf("of %s the identities differ (-import +query):\n%s", f.DisplayName, diff)
		}
		resources = append(resources, resource)
	}
	return resources
}

// TestQuery_adoptsTwoPages takes over more webhooks than a page has. The refresh of
// what was adopted reads them from a list, as the query does.
func TestQuery_adoptsTwoPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, acctest.Tok)
	k := webhooks()
	made := k.made(w, 120)
	found, requests := w.query(engine.Query{Type: k.typeName, Limit: 1000, IncludeResource: true})
	if diff := cmp.Diff(made, ids(found)); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{k.route: 2}, requests); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	resources := w.adopt(t, found)
	w.Sandbox().ClearRequests()
	plan, err := w.Plan(t.Context(), resources)
	if err != nil || !plan.Empty() {
		t.Fatalf("the plan is not empty: %v", err)
	}
	if total := w.Sandbox().Requests().Total; total > 4 {
		t.Errorf("the plan takes %d requests, want at most 4", total)
	}
}
