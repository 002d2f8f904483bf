// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package oddplatform_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/oddplatform"
)

// becomes is a change into a value.
func becomes(value any) func(any) any { return func(any) any { return value } }

// TestUnknownStatus proves that a status which the provider does not know is told at
// each refresh, with the object, and that nothing is planned because of it.
func TestUnknownStatus(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]kind{"tok key": tokKey, "okra key": okraKey, "tok consent": tokConsent} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := oddplatform.Start(t, test.on)
			applied(t, w, test.declare(nil))
			test.routes, test.changes = test.routes[1:2], nil // Those of a refresh.
			test.odd(w, "status", becomes("suspended"))
			plan := planned(t, w, test.declare(nil))
			if !plan.Empty() {
				t.Errorf("the plan is not empty: %+v", plan.Changes)
			}
			says(t, plan.Diagnostics.Warnings(), fmt.Sprint(w.Object(test.address()).Attributes["id"]), `"suspended"`)
		})
	}
}

// TestUnknownStatus_revoked proves that a key of an unknown status is not taken for
// a dead one where it is to end.
func TestUnknownStatus_revoked(t *testing.T) {
	t.Parallel()
	for name, overlap := range map[string]string{"at once": "0s", "after a while": "1h"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := oddplatform.Start(t, acctest.Tok)
			resources := tokKey.declare(engine.Values{"overlap": overlap})
			applied(t, w, resources)
			id := fmt.Sprint(w.Object(tokKey.address()).Attributes["id"])
			tokKey.oddReads(w, "status", becomes("suspended"))
			applied(t, w, nil)
			key := w.Call(http.MethodGet, "/api-keys/"+id, nil)
			if key["status"] != "revoked" && key["expiresAt"] != "2026-03-01T13:00:00Z" {
				t.Errorf("the key is %v until %v", key["status"], key["expiresAt"])
			}
		})
	}
	t.Run("by the action", func(t *testing.T) {
		t.Parallel()
		w := oddplatform.Start(t, acctest.Tok)
		id := fmt.Sprint(w.Call(http.MethodPost, "/api-keys", map[string]any{"name": "ci"})["id"])
		tokKey.oddReads(w, "status", becomes("suspended"))
		_, diags := w.Provider().Invoke("openbanking_api_key_revoke", inprocess.Values{"api_key_id": id})
		diags.OneError(t, id, `"suspended"`) // It cannot be seen to be dead.
		if key := w.Call(http.MethodGet, "/api-keys/"+id, nil); key["status"] != "revoked" {
			t.Errorf("the key is %v", key["status"])
		}
	})
}

// oddReads rewrites the answers to the reads of one object.
func (k kind) oddReads(w *oddplatform.World, field string, change func(any) any) {
	k.routes, k.changes = k.routes[1:2], nil
	k.odd(w, field, change)
}

// TestUnknownEvent proves that an event which the provider does not know is kept and
// can be configured on a webhook that a person has made, and that one which is new
// to a webhook is warned of by the plan.
func TestUnknownEvent(t *testing.T) {
	t.Parallel()
	w := oddplatform.Start(t, acctest.Tok)
	id := fmt.Sprint(w.Call(http.MethodPost, "/webhooks", map[string]any{"url": "https://example.com", "events": []string{"consent.expired"}, "description": "caf\u00e9"})["id"])
	tokWebhook.oddReads(w, "events", becomes([]any{"payment.initiated", "consent.expired"}))
	if _, err := w.Import(t.Context(), tokWebhook.address(), id); err != nil {
		t.Fatal(err)
	}
	settled(t, w, tokWebhook.declare(engine.Values{"events": []any{"consent.expired", "payment.initiated"}}), "with the event that it has")
	plan := planned(t, w, tokWebhook.declare(engine.Values{"events": []any{"consent.expired", "payment.initated"}}))
	says(t, plan.Diagnostics.Warnings(), `"payment.initated"`, id)
	plan = planned(t, w, []engine.Resource{{Type: "openbanking_webhook", Name: "other", Attributes: engine.Values{
		"url": "https://example.com/other", "events": []any{"consent.expires"},
	}}})
	says(t, plan.Diagnostics.Warnings(), `"consent.expires"`, "https://example.com/other", `Did you mean "consent.expired"?`)
	found, said, err := w.Query(t.Context(), engine.Query{Type: "openbanking_webhook", Config: engine.Values{"event": "consent.expires"}})
	if err != nil || len(found) > 0 {
		t.Errorf("the query finds %v: %v", found, err)
	}
	says(t, said.Warnings(), `"consent.expires"`, `Did you mean "consent.expired"?`)
}

// TestUnknownDirection proves that money which went no way that is known is in the
// list and in no sum, and that a warning names account and direction.
func TestUnknownDirection(t *testing.T) {
	t.Parallel()
	w := oddplatform.Start(t, acctest.Tok, withAccounts()...)
	config := lists["tok transactions"].config(w)
	w.Rewrite(w.Route(http.MethodGet, "/accounts/{id}/transactions"), oddplatform.Each(oddplatform.Set(map[string]any{"direction": "reversal"}), "data"))
	data, diags := w.Provider().Data("openbanking_transactions", config)
	diags.OneWarning(t, `"reversal"`, fmt.Sprint(config["account_id"]), "230 of them")
	if fmt.Sprint(data["total_count"]) != "230" {
		t.Errorf("got %v transactions", data["total_count"])
	}
}

// TestUnknownFilter proves that a status which the provider does not know is asked
// for, with a warning.
func TestUnknownFilter(t *testing.T) {
	t.Parallel()
	w := oddplatform.Start(t, acctest.Tok)
	for name, typeName := range map[string]string{"openbanking_api_keys": "openbanking_api_key", "openbanking_consents": "openbanking_consent"} {
		_, diags := w.Provider().Data(name, inprocess.Values{"status": "suspended"})
		if errors := diags.Errors(); len(errors) != 1 { // The sandbox has no such status.
			t.Errorf("%s: got %q, want the platform's refusal", name, errors)
		}
		says(t, diags.Warnings(), `"suspended"`)
		_, said, err := w.Query(t.Context(), engine.Query{Type: typeName, Config: engine.Values{"status": "suspended"}})
		if err == nil {
			t.Errorf("%s: the platform was not asked", typeName)
		}
		says(t, said.Warnings(), `"suspended"`)
	}
}
