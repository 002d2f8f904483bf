// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package oddplatform_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/oddplatform"
)

// TestUnreadableDate proves that a platform which does not say what time it is, in one
// answer or in a list of many, rotates nothing and is warned of once in a run, and that
// what was found due before stays due.
func TestUnreadableDate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		on         *acctest.Platform
		typeName   string
		attributes engine.Values
		count      int
		title      string
	}{
		"tok keys":     {acctest.Tok, "openbanking_api_key", engine.Values{"name": "ci"}, 3, "Tok"},
		"tok webhooks": {acctest.Tok, "openbanking_webhook", engine.Values{"url": "https://example.com", "events": []any{"consent.expired"}}, 3, "Tok"},
		"okra keys":    {acctest.Okra, "openbanking_api_key", engine.Values{"name": "ci", "type": "secret"}, 3, "Okra"},
		"okto secret":  {acctest.Okto, "openbanking_app_secret", engine.Values{}, 1, "Okto"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := oddplatform.Start(t, test.on)
			if test.on.Name == "okto" {
				apps, _ := w.Call(http.MethodGet, "/management/v1/apps", nil)["apps"].([]any)
				app, _ := apps[0].(map[string]any)
				test.attributes["app_id"] = app["app_id"]
			}
			test.attributes["rotate_after"] = "60d"
			var resources []engine.Resource
			for i := range test.count {
				resources = append(resources, engine.Resource{Type: test.typeName, Name: fmt.Sprintf("n%d", i), Attributes: test.attributes})
			}
			applied(t, w, resources)
			w.Pass(70 * 24 * time.Hour)
			for said, date := range map[string]string{"no": "", "a strange": "yesterday"} {
				w.Redate(func(string) string { return date })
				plan := planned(t, w, resources)
				if !plan.Empty() {
					t.Errorf("with %s date the plan is not empty: %+v", said, plan.Changes)
				}
				says(t, plan.Diagnostics.Warnings(), test.title+" does not say what time it is", "nothing is found due")
			}
			w.Behave()
			if plan := planned(t, w, resources); plan.Empty() {
				t.Error("with a date nothing is due")
			}
			refresh, err := w.Plan(t.Context(), resources, engine.RefreshOnly())
			if err == nil {
				_, err = w.Apply(t.Context(), refresh)
			}
			if err != nil {
				t.Fatal(err)
			}
			w.Redate(func(string) string { return "" })
			if plan := planned(t, w, resources); plan.Empty() {
				t.Error("what was found due is forgotten")
			}
		})
	}
}
