// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package oddplatform_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/oddplatform"
)

// obeyed is what clears a screen, rings, and overwrites a line.
const obeyed = "\x1b[2J\x1b[31m\a\rsafe"

// withObeyed puts it behind a text.
func withObeyed(text any) any { return fmt.Sprint(text) + obeyed }

// TestQueryShowsNoControl proves that the names by which a query lists what it finds
// do nothing to a terminal, while the object's own name stays what it is.
func TestQueryShowsNoControl(t *testing.T) {
	t.Parallel()
	for name, list := range lists {
		if list.query == "" {
			continue
		}
		field := map[string]string{"openbanking_api_key": "name", "openbanking_webhook": "url", "openbanking_consent": "bankId"}[list.query]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := oddplatform.Start(t, list.on)
			list.fill(w)
			w.Rewrite(w.Route(list.method, list.at), oddplatform.Each(oddplatform.Change(field, withObeyed), list.path...))
			found, _, err := w.Query(t.Context(), engine.Query{Type: list.query})
			if err != nil || len(found) == 0 {
				t.Fatalf("found %d, %v", len(found), err)
			}
			for _, f := range found {
				if strings.ContainsAny(f.DisplayName, "\x1b\a\r") || !strings.Contains(f.DisplayName, "safe") {
					t.Fatalf("it is listed as %q", f.DisplayName)
				}
			}
		})
	}
}

// TestObeyedIsRefused proves that ids which a terminal obeys, and pages that a browser
// does not open by http or https, are no answer.
func TestObeyedIsRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		field string
		value any
		says  string
	}{
		"id":         {"id", "cns_1" + obeyed, `"id" is no id`},
		"page":       {"redirectUrl", "https://bank.example/" + obeyed, `"redirectUrl" is no URL of a page`},
		"javascript": {"redirectUrl", "javascript:alert(document.domain)", `"redirectUrl" is no URL of a page`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := oddplatform.Start(t, acctest.Tok)
			w.Rewrite(w.Route(http.MethodPost, "/consents"), oddplatform.Set(map[string]any{test.field: test.value}))
			consent := engine.Resource{Type: "openbanking_consent", Name: "odd", Attributes: engine.Values{"bank_id": "erste-hr", "callback_url": "https://app.example.com/"}}
			planned, err := w.Plan(t.Context(), []engine.Resource{consent})
			if err != nil {
				t.Fatal(err)
			}
			_, err = w.Apply(t.Context(), planned)
			if err == nil || !strings.Contains(err.Error(), test.says) || strings.ContainsAny(err.Error(), "\x1b\a\r") || strings.Contains(err.Error(), "alert") {
				t.Errorf("got %v", err)
			}
		})
	}
}
