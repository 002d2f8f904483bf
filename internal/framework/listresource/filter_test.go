// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package listresource_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// expect asks with each configuration and compares what is found, by the names
// that the test has given to what it made.
func (w *world) expect(t *testing.T, typeName string, names map[string]string, tests map[string]query) {
	t.Helper()
	for name, test := range tests {
		found, requests := w.query(engine.Query{Type: typeName, Config: test.config, IncludeResource: true})
		got := []string{}
		for _, id := range ids(found) {
			got = append(got, names[id])
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s finds (-want +got):\n%s", name, diff)
		}
		total := 0
		for _, n := range requests {
			total += n
		}
		if total != max(test.requests, 1) {
			t.Errorf("%s takes the requests %v, want %d", name, requests, max(test.requests, 1))
		}
	}
}

// query is what is asked for and found.
type query struct {
	config   engine.Values
	want     []string
	requests int // 0 for one
}

// TestQuery_keys proves that only what works is listed unless a status says
// otherwise, and that the filters come together.
func TestQuery_keys(t *testing.T) {
	t.Parallel()
	w := newWorld(t, acctest.Tok)
	names := map[string]string{}
	add := func(name string, body map[string]any) string {
		body["name"] = name
		id := w.post("/api-keys", body)
		names[id] = name
		w.Pass(time.Hour)
		return id
	}
	add("ci old", map[string]any{})                             // at 12:00
	w.Of("api_key").Revoke(add("ci revoked", map[string]any{})) // at 13:00
	add("ci expired", map[string]any{"expiresInSeconds": 1800}) // at 14:00
	add("CI loud", map[string]any{})                            // at 15:00
	add("ci new", map[string]any{})                             // at 16:00
	w.expect(t, "openbanking_api_key", names, map[string]query{
		"nothing":       {nil, []string{"ci new", "CI loud", "ci old"}, 0},
		"active":        {engine.Values{"status": "active"}, []string{"ci new", "CI loud", "ci old"}, 0},
		"revoked":       {engine.Values{"status": "revoked"}, []string{"ci revoked"}, 0},
		"expired":       {engine.Values{"status": "expired"}, []string{"ci expired"}, 0},
		"all":           {engine.Values{"status": "all"}, []string{"ci new", "CI loud", "ci expired", "ci revoked", "ci old"}, 0},
		"prefix":        {engine.Values{"name_prefix": "ci "}, []string{"ci new", "ci old"}, 0},
		"other prefix":  {engine.Values{"name_prefix": "x"}, []string{}, 0},
		"before":        {engine.Values{"created_before": "2026-03-01T16:00:00Z"}, []string{"CI loud", "ci old"}, 0},
		"before, local": {engine.Values{"created_before": "2026-03-01T17:00:01+01:00"}, []string{"ci new", "CI loud", "ci old"}, 0},
		"together":      {engine.Values{"status": "all", "name_prefix": "ci", "created_before": "2026-03-01T15:00:00Z"}, []string{"ci expired", "ci revoked", "ci old"}, 0},
	})
}

// TestQuery_ownKey proves that the provider's own key is not offered for
// adoption, not even among all keys: what the provider would manage by it could
// not be destroyed. Another key finds it.
func TestQuery_ownKey(t *testing.T) {
	t.Parallel()
	for _, on := range acctest.With("api_key") {
		t.Run(on.Name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, on)
			all := engine.Query{Type: "openbanking_api_key", Config: engine.Values{"status": "all"}}
			before, _ := w.query(all)
			other := w.Of("api_key").Create(engine.Values{"name": "other"})
			byFirst, _ := w.query(all)
			w.Configure(w.As(other.Secret).Block(nil))
			bySecond, _ := w.query(all)
			if len(byFirst) != len(before)+1 || !strings.HasPrefix(byFirst[0].DisplayName, "other (") {
				t.Errorf("the first key finds %v after %v, want one more", ids(byFirst), ids(before))
			}
			if len(bySecond) != len(byFirst) || slices.Contains(ids(bySecond), ids(byFirst)[0]) {
				t.Errorf("the second key finds %v, want the first one instead of itself", ids(bySecond))
			}
		})
	}
}

// TestQuery_consents proves that those that are worth something are listed, the
// active ones first, without reading through the dead ones.
func TestQuery_consents(t *testing.T) {
	t.Parallel()
	w := newWorld(t, acctest.Tok, acctest.AutoAuthorize())
	names := map[string]string{}
	add := func(w *world, name, bank string) string {
		id := w.post("/consents", map[string]any{"bankId": bank, "callbackUrl": "https://example.com/"})
		names[id] = name
		return id
	}
	add(w, "expired", "erste-hr")
	w.Pass(89 * 24 * time.Hour)
	w.Of("consent").Revoke(add(w, "revoked", "nlb-rs"))
	add(w, "active", "otp-hr")
	w.Pass(24 * time.Hour)
	add(w, "newer", "nlb-rs")
	w.expect(t, "openbanking_consent", names, map[string]query{
		"nothing": {nil, []string{"newer", "active"}, 2},
		"active":  {engine.Values{"status": "active"}, []string{"newer", "active"}, 0},
		"pending": {engine.Values{"status": "pending"}, []string{}, 0},
		"expired": {engine.Values{"status": "expired"}, []string{"expired"}, 0},
		"revoked": {engine.Values{"status": "revoked"}, []string{"revoked"}, 0},
		"error":   {engine.Values{"status": "error"}, []string{}, 0},
		"all":     {engine.Values{"status": "all"}, []string{"newer", "active", "revoked", "expired"}, 0},
		"bank":    {engine.Values{"bank_id": "nlb-rs"}, []string{"newer"}, 2},
		"before":  {engine.Values{"created_before": "2026-05-30T00:00:00Z"}, []string{"active"}, 2},
		// Nothing for a bank that exists: the banks are asked, and nothing is said.
		"bank without": {engine.Values{"bank_id": "aik-rs"}, []string{}, 3},
	})
}

// TestQuery_pendingConsents proves that the ones that wait for a person come last.
func TestQuery_pendingConsents(t *testing.T) {
	t.Parallel()
	w := newWorld(t, acctest.Tok)
	id := w.make("consent", 0)
	found, requests := w.query(engine.Query{Type: "openbanking_consent"})
	if diff := cmp.Diff([]string{id}, ids(found)); diff != "" || requests["GET /tok/v1/consents"] != 2 {
		t.Errorf("found (-want +got):\n%s\nby %v", diff, requests)
	}
	if got := found[0].DisplayName; got != "erste-hr: pending since 2026-03-01" {
		t.Errorf("it is called %q", got)
	}
}

func TestQuery_webhooks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, acctest.Tok)
	names := map[string]string{}
	for _, url := range []string{"https://a.example.com/1", "https://a.example.com/2", "https://b.example.com/1"} {
		event := "consent.expired"
		if strings.HasSuffix(url, "/2") {
			event = "account.updated"
		}
		names[w.post("/webhooks", map[string]any{"url": url, "events": []string{event, "transactions.synced"}, "enabled": event != "account.updated"})] = url
		w.Pass(time.Hour)
	}
	w.expect(t, "openbanking_webhook", names, map[string]query{
		"nothing":     {nil, []string{"https://b.example.com/1", "https://a.example.com/2", "https://a.example.com/1"}, 0},
		"prefix":      {engine.Values{"url_prefix": "https://a."}, []string{"https://a.example.com/2", "https://a.example.com/1"}, 0},
		"event":       {engine.Values{"event": "consent.expired"}, []string{"https://b.example.com/1", "https://a.example.com/1"}, 0},
		"other event": {engine.Values{"event": "consent.revoked"}, []string{}, 0},
		"before":      {engine.Values{"created_before": "2026-03-01T13:00:00Z"}, []string{"https://a.example.com/1"}, 0},
		"together":    {engine.Values{"event": "transactions.synced", "url_prefix": "https://a.", "created_before": "2026-03-01T14:00:00Z"}, []string{"https://a.example.com/2", "https://a.example.com/1"}, 0},
	})
}

// TestQuery_appSecrets proves that the secrets of the apps that are not wanted are
// not asked for.
func TestQuery_appSecrets(t *testing.T) {
	t.Parallel()
	w := newWorld(t, acctest.Okto)
	app := w.Credentials["app_id"]
	found, requests := w.query(engine.Query{Type: "openbanking_app_secret", IncludeResource: true})
	if len(found) < 2 {
		t.Fatalf("found %v, want the secrets of several apps", ids(found))
	}
	secrets := "GET /okto/management/v1/apps/{app_id}/secret"
	if requests[secrets] != len(found) {
		t.Errorf("%d secrets take %v", len(found), requests)
	}
	if !slices.Contains(ids(found), app+"/1") {
		t.Errorf("%s is not among %v", app, ids(found))
	}
	found, requests = w.query(engine.Query{Type: "openbanking_app_secret", Limit: 1})
	if len(found) != 1 || requests[secrets] != 1 {
		t.Errorf("one of them takes %v", requests)
	}
	found, requests = w.query(engine.Query{Type: "openbanking_app_secret", Config: engine.Values{"name_prefix": "Nobody"}})
	if len(found) != 0 || requests[secrets] != 0 {
		t.Errorf("none of them takes %v", requests)
	}
	found, _ = w.query(engine.Query{Type: "openbanking_app_secret", Config: engine.Values{"created_before": "2026-03-01T12:00:00Z"}})
	if len(found) != 0 {
		t.Errorf("older than the sandbox are %v", ids(found))
	}
}

// TestQuery_refused proves that a filter which cannot be right is an error with a
// remedy, and asks nothing of the platform.
func TestQuery_refused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, typeName string
		on             *acctest.Platform
		config         engine.Values
		says           []string
	}{
		{"no status", "consent", acctest.Tok, engine.Values{"status": ""}, []string{"status"}},
		{"a day", "webhook", acctest.Tok, engine.Values{"created_before": "2026-03-01"}, []string{"created_before", `Got "2026-03-01"`, "2026-01-31T00:00:00Z", "RFC 3339"}},
		{"a time without an offset", "app_secret", acctest.Okto, engine.Values{"created_before": "2026-03-01T00:00:00"}, []string{"created_before", "Not a time"}},
		{"no prefix", "api_key", acctest.Tok, engine.Values{"name_prefix": ""}, []string{"name_prefix", "nothing to see"}},
		{"a prefix of white space", "api_key", acctest.Tok, engine.Values{"name_prefix": "\u00a0"}, []string{"name_prefix", "nothing to see"}},
		{"a bank with a line break", "consent", acctest.Tok, engine.Values{"bank_id": "erste-hr\n"}, []string{"bank_id", "Not an id", "beginning or end"}},
		{"an event where all are delivered", "webhook", acctest.Okra, engine.Values{"event": "consent.expired"}, []string{"event", "Okra has no choice of events", "Remove event"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, test.on)
			found, said, requests, err := w.ask(engine.Query{Type: "openbanking_" + test.typeName, Config: test.config})
			if err == nil || len(said) != 1 || len(found) != 0 {
				t.Fatalf("the query finds %v and says %v, want one error", found, said)
			}
			for _, text := range test.says {
				if !strings.Contains(err.Error(), text) {
					t.Errorf("the error does not mention %q: %v", text, err)
				}
			}
			if len(requests) != 0 {
				t.Errorf("the platform was asked: %v", requests)
			}
		})
	}
}

// TestQuery_unknownBank proves that a mistyped bank is no empty result.
func TestQuery_unknownBank(t *testing.T) {
	t.Parallel()
	w := newWorld(t, acctest.Tok, acctest.AutoAuthorize())
	w.make("consent", 1)
	_, said, _, err := w.ask(engine.Query{Type: "openbanking_consent", Config: engine.Values{"bank_id": "erste"}})
	if err == nil || len(said) != 1 || said[0].Attribute != "bank_id" || !strings.Contains(err.Error(), `Did you mean "erste-hr"`) {
		t.Errorf("the query says %v", said)
	}
}

// TestQuery_lacking proves that a query of what the platform lacks says what the
// resource says.
func TestQuery_lacking(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		typeName   string
		on         *acctest.Platform
		attributes engine.Values
	}{
		{"openbanking_webhook", acctest.Okto, engine.Values{"url": "https://example.com/"}},
		{"openbanking_api_key", acctest.Okto, engine.Values{"name": "x"}},
		{"openbanking_consent", acctest.Okra, engine.Values{"bank_id": "x", "callback_url": "https://example.com/"}},
		{"openbanking_app_secret", acctest.Tok, engine.Values{}},
	} {
		t.Run(test.typeName, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, test.on)
			_, said, requests, err := w.ask(engine.Query{Type: test.typeName})
			_, planned := w.Plan(t.Context(), []engine.Resource{{Type: test.typeName, Name: "x", Attributes: test.attributes}})
			if err == nil || planned == nil || len(said) != 1 || len(requests) != 0 {
				t.Fatalf("the query says %v, the plan %v", said, planned)
			}
			if detail := fmt.Sprintf("%s: %s", said[0].Summary, said[0].Detail); !strings.Contains(planned.Error(), detail) {
				t.Errorf("the query says %q, the plan %v", detail, planned)
			}
		})
	}
}
