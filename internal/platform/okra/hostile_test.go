// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/dialecttest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/hostile"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// TestListsWithoutAnEnd proves that the reading of every list ends after so many
// pages, whatever the platform has on them, and that the error says why.
func TestListsWithoutAnEnd(t *testing.T) {
	t.Parallel()
	for _, endless := range hostile.Lists() {
		if endless.ByCursor {
			continue
		}
		for _, list := range listings() {
			t.Run(endless.Name+"/"+list.name, func(t *testing.T) {
				t.Parallel()
				most, pages := 2000, endless.Pages
				if strings.HasPrefix(list.name, "transactions") {
					most, pages = most/wire.FoldedAtOnce, pages+1 // The next page is on its way.
				}
				server := list.serve(t)
				before := 0
				if list.before != "" {
					before = 1
				}
				server.Rest = func(w http.ResponseWriter, _ *http.Request) {
					seen := server.Seen()
					last := seen[len(seen)-1]
					body := struct{ Page int }{len(seen)}
					if last.Method == http.MethodPost {
						_ = json.Unmarshal([]byte(last.Body), &body) // It is the provider's.
					}
					endless.Okra(w, body.Page, list.list)
				}
				_, err := dialecttest.Collect(list.ids(t.Context(), server.openFor(most)))
				mentions(t, err, endless.Says)
				if n := len(server.Seen()) - before; n != endless.Pages && n != pages {
					t.Errorf("%d pages were read, want %d", n, endless.Pages)
				}
			})
		}
	}
}
