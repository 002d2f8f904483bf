// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package listresource_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// adoptions are hand-made objects of every kind, with all that people can decide
// about them.
func adoptions() map[string]struct {
	on       on
	typeName string
	make     func(*world)
	shown    string // the one sensitive attribute that a platform shows, of a public key
} {
	type adoption = struct {
		on       on
		typeName string
		make     func(*world)
		shown    string
	}
	return map[string]adoption{
		"tok keys": {tok, "openbanking_api_key", func(w *world) {
			w.tok("/api-keys", map[string]any{"name": "ci"})
			w.tok("/api-keys", map[string]any{"name": `for "${ci}" %{if} \n äöü 鍵`})
			w.tok("/api-keys", map[string]any{"name": "ends", "expiresInSeconds": 86400})
			w.tok("/api-keys", map[string]any{"name": "2026"})
			w.tok("/api-keys", map[string]any{"name": " by hand\t"})
		}, ""},
		"tok consents": {tok, "openbanking_consent", func(w *world) {
			aConsent(w, 1)
			w.tok("/consents", map[string]any{"bankId": "nlb-rs", "callbackUrl": "http://127.0.0.1:8080/back?a=b&c=%20"})
		}, ""},
		"tok webhooks": {tok, "openbanking_webhook", func(w *world) {
			aWebhook(w, 1)
			w.tok("/webhooks", map[string]any{
				"url": "https://example.com/hook?token=${x}", "events": []string{"transactions.synced", "account.updated"},
				"description": "Nadia's \"ledger\"", "enabled": false,
			})
			w.tok("/webhooks", map[string]any{
				"url": "http://localhost:9000/", "events": []string{"consent.expired"},
				"signingSecret": "whsec_bWFkZS1ieS1hLXBlcnNvbi0wMTIzNDU2Nzg5",
			})
			rotated := aWebhook(w, 2)
			w.call("ApiKey "+w.credentials.Get("tok", "sandbox", "api_key"), "POST", "/tok/v1/webhooks/"+rotated+"/rotate-secret", map[string]any{"overlapSeconds": 3600})
		}, ""},
		"okra keys": {okra, "openbanking_api_key", func(w *world) { aTypedKey(w, 0); aTypedKey(w, 1) }, "key"},
		"okra webhook": {okra, "openbanking_webhook", func(w *world) {
			w.okra("/webhooks/set", map[string]any{"url": "https://example.com/okra", "token": "made-by-a-person"})
		}, ""},
		"okto secrets": {okto, "openbanking_app_secret", func(*world) {}, ""},
	}
}

// TestQuery_adoption proves that what a query finds can be taken over as it is:
// the resource is the one that an import and its refresh store, and the
// configuration that is generated of it plans nothing, neither now nor later.
func TestQuery_adoption(t *testing.T) {
	t.Parallel()
	for name, test := range adoptions() {
		for state, option := range map[string]func(*sandbox.Options){"": func(*sandbox.Options) {}, ", authorized": authorize} {
			t.Run(name+state, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, test.on, option)
				test.make(w)
				found, _ := w.query(engine.Query{Type: test.typeName, IncludeResource: true})
				if len(found) == 0 {
					t.Fatal("the query finds nothing")
				}
				resources := w.adopt(t, found)
				for _, after := range []time.Duration{0, 10 * time.Minute} {
					w.pass(after)
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
	w := newWorld(t, tok)
	k := kinds()[2]
	made := k.made(w, 120)
	found, requests := w.query(engine.Query{Type: k.typeName, Limit: 1000, IncludeResource: true})
	if diff := cmp.Diff(made, ids(found)); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{k.route: 2}, requests); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	resources := w.adopt(t, found)
	w.sandbox.ClearRequests()
	plan, err := w.Plan(t.Context(), resources)
	if err != nil || !plan.Empty() {
		t.Fatalf("the plan is not empty: %v", err)
	}
	if total := w.sandbox.Requests().Total; total > 4 {
		t.Errorf("the plan takes %d requests, want at most 4", total)
	}
}
