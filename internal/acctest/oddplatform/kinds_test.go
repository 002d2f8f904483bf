// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package oddplatform_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/oddplatform"
)

// kind is a resource on a platform: its configuration, and where the platform
// answers with it.
type kind struct {
	on         *acctest.Platform
	typeName   string
	attributes engine.Values
	changes    engine.Values // attributes that change in place, or nil
	routes     []string      // method and path
	path       []string      // to the object in their answers
}

var (
	tokWebhook = kind{
		acctest.Tok, "openbanking_webhook",
		engine.Values{"url": "https://example.com", "events": []any{"consent.expired", "consent.revoked"}, "description": "caf\u00e9"},
		engine.Values{"enabled": false},
		[]string{"POST /webhooks", "GET /webhooks/{id}", "PATCH /webhooks/{id}"},
		nil,
	}
	okraWebhook = kind{
		acctest.Okra, "openbanking_webhook",
		engine.Values{"url": "https://example.com"},
		engine.Values{"url": "https://example.com/other"},
		[]string{"POST /webhooks/set", "POST /webhooks/get"},
		[]string{"data"},
	}
	tokKey = kind{
		acctest.Tok, "openbanking_api_key",
		engine.Values{"name": "caf\u00e9", "expires_after": "30d"},
		engine.Values{"name": "th\u00e9"},
		[]string{"POST /api-keys", "GET /api-keys/{id}", "PATCH /api-keys/{id}"},
		nil,
	}
	okraKey = kind{
		acctest.Okra, "openbanking_api_key",
		engine.Values{"name": "caf\u00e9", "type": "secret", "expires_after": "30d"},
		engine.Values{"name": "th\u00e9"},
		[]string{"POST /keys/create", "POST /keys/getById", "POST /keys/update"},
		[]string{"data"},
	}
	tokConsent = kind{
		acctest.Tok, "openbanking_consent",
		engine.Values{"bank_id": "erste-hr", "callback_url": "https://example.com"},
		nil,
		[]string{"POST /consents", "GET /consents/{id}"},
		nil,
	}
)

// odd rewrites every answer with the object, wherever the platform has it.
func (k kind) odd(w *oddplatform.World, field string, change func(any) any) {
	for _, route := range k.routes {
		if strings.HasPrefix(route, "PATCH") || strings.HasSuffix(route, "update") {
			if k.changes == nil {
				continue
			}
		}
		method, path, _ := strings.Cut(route, " ")
		w.Rewrite(w.Route(method, path), oddplatform.Change(field, change, k.path...))
	}
}

// address is where the resource is in a configuration.
func (k kind) address() string { return k.typeName + ".test" }

// declare is a configuration of the resource, with further attributes.
func (k kind) declare(more engine.Values) []engine.Resource {
	attributes := maps.Clone(k.attributes)
	maps.Copy(attributes, more)
	return []engine.Resource{{Type: k.typeName, Name: "test", Attributes: attributes}}
}

// planned plans, which has to succeed.
func planned(t *testing.T, w *oddplatform.World, resources []engine.Resource) *engine.Plan {
	t.Helper()
	plan, err := w.Plan(t.Context(), resources)
	if err != nil {
		t.Fatalf("the plan: %v", err)
	}
	return plan
}

// applied plans and applies, which has to succeed, and returns what the apply said.
func applied(t *testing.T, w *oddplatform.World, resources []engine.Resource) engine.Diagnostics {
	t.Helper()
	said, err := w.Apply(t.Context(), planned(t, w, resources))
	if err != nil {
		t.Fatalf("the apply: %v", err)
	}
	return said
}

// settled fails the test unless the next plan is empty, and says nothing.
func settled(t *testing.T, w *oddplatform.World, resources []engine.Resource, when string) {
	t.Helper()
	if plan := planned(t, w, resources); !plan.Empty() || len(plan.Diagnostics) > 0 {
		t.Errorf("%s, the plan is not empty: %+v, %v", when, plan.Changes, plan.Diagnostics)
	}
}

// says fails the test unless exactly one of the texts has all that is wanted.
func says(t *testing.T, texts []string, wanted ...string) {
	t.Helper()
	found := 0
	for _, text := range texts {
		has := true
		for _, want := range wanted {
			has = has && strings.Contains(text, want)
		}
		if has {
			found++
		}
	}
	if found != 1 || len(texts) != 1 {
		t.Errorf("got %q, want one that has %q", texts, wanted)
	}
}
