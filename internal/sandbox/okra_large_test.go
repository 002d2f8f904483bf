// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// TestOkraServesLargeHistories asks for more transactions than are made in one
// transaction of the database, and begins at the end of the list.
func TestOkraServesLargeHistories(t *testing.T) {
	t.Parallel()
	c := start(t, func(o *sandbox.Options) { o.Accounts, o.Transactions = 3, 40_000 }).okra()
	last := c.made("/transactions/getByBank", `{"bank":"5d6fe57a4099cc4b210bbeb8","page":1200,"limit":100}`)
	items, _ := last["transaction"].([]any)
	if shown := last.object("pagination"); shown["totalDocs"] != 120_000.0 || shown["hasNextPage"] != false || len(items) != 100 {
		t.Errorf("got %d transactions on the last page of %v", len(items), shown)
	}
	// A place deep in the list holds the same whatever the size of pages.
	deep := idsOf(c.list("/transactions/getByBank", `{"bank":"5d6fe57a4099cc4b210bbeb8","page":600,"limit":100}`, "transaction"))
	for page, want := range map[string][]string{"1199": deep[:50], "1200": deep[50:]} {
		got := idsOf(c.list("/transactions/getByBank", `{"bank":"5d6fe57a4099cc4b210bbeb8","page":`+page+`,"limit":50}`, "transaction"))
		if !slices.Equal(got, want) {
			t.Errorf("page %s of 50 is not a half of page 600 of 100", page)
		}
	}
}

// TestOkraDataNeedsRoom asks for data while the database cannot grow.
func TestOkraDataNeedsRoom(t *testing.T) {
	t.Parallel()
	f := start(t, func(o *sandbox.Options) { o.Transactions = 500 })
	c := f.okra()
	if err := f.box.LimitSize(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	c.post("/products/transactions", `{}`).failed(t, http.StatusServiceUnavailable, "", "")
	if err := f.box.LimitSize(t.Context(), 100_000); err != nil {
		t.Fatal(err)
	}
	if n := c.made("/products/transactions", `{}`).object("pagination")["totalDocs"]; n != 8_000.0 {
		t.Errorf("got %v transactions once there was room, expected 8,000", n)
	}
}
