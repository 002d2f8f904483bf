// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

var declaredList = regexp.MustCompile(`(?m)^list "(\w+)" "(\w+)" \{`)

// Every example of a list resource is valid, and finds what it is about.
func TestAccExamples_query(t *testing.T) {
	t.Parallel()
	for _, path := range files(t, "list-resources/*/list-resource*.tfquery.hcl") {
		t.Run(name(path), func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t, acctest.AutoAuthorize())
			acctest.NeedsTerraform(t, "1.14.0", "terraform query")
			e.Must(http.StatusCreated, http.MethodPost, "/consents", map[string]any{"bankId": "erste-hr", "callbackUrl": "https://app.example.com/"})
			e.Must(http.StatusCreated, http.MethodPost, "/webhooks", map[string]any{"url": "https://ledger.example.com/hook", "events": []string{"consent.expired"}})
			made := e.Must(http.StatusCreated, http.MethodPost, "/api-keys", map[string]any{"name": "ci-nightly"})
			id, _ := e.Must(http.StatusCreated, http.MethodPost, "/api-keys", map[string]any{"name": "ci-old"})["id"].(string)
			e.Must(http.StatusNoContent, http.MethodDelete, "/api-keys/"+id, nil)
			// The day that an example names must not pass it by.
			text := strings.Replace(read(t, path), `"2026-01-01T00:00:00Z"`, `"2126-01-01T00:00:00Z"`, 1)
			w := e.NewWorkspaceOn("", map[string]string{"main.tf": on(e, path)(), "example.tfquery.hcl": text})
			w.Init()
			must(t, w, "validate", "-query")
			output := must(t, w, "query")
			for _, list := range declaredList.FindAllStringSubmatch(text, -1) {
				if address := "list." + list[1] + "." + list[2]; !strings.Contains(output, address+" ") {
					t.Errorf("%s finds nothing:\n%s", address, output)
				}
			}
			if key, _ := made["key"].(string); key == "" || strings.Contains(output, key) {
				t.Error("the output holds a key")
			}
		})
	}
}
