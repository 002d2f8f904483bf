// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"net/http"
	"strconv"
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
		for name, list := range lists() {
			t.Run(endless.Name+"/"+name, func(t *testing.T) {
				t.Parallel()
				most, pages := 2000, endless.Pages
				if name == "transactions" {
					most, pages = most/wire.FoldedAtOnce, pages+1 // The next page is on its way.
				}
				server := serve(t)
				server.Rest = func(w http.ResponseWriter, r *http.Request) {
					page, _ := strconv.Atoi(r.URL.Query().Get("cursor")) // 0 for the first.
					endless.Tok(w, page)
				}
				_, err := dialecttest.Collect(list.ids(t.Context(), server.openFor(most)))
				mentions(t, err, endless.Says)
				if n := len(server.Seen()); n != endless.Pages && n != pages {
					t.Errorf("%d pages were read, want %d", n, endless.Pages)
				}
			})
		}
	}
}
