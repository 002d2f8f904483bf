// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// BenchmarkTransactions reads an account page by page from a server that answers
// at once. What it takes for a page comes on top of the platform's own time.
func BenchmarkTransactions(b *testing.B) {
	const perPage = 100
	var page strings.Builder
	page.WriteString(`{"data":[`)
	for i := range perPage {
		if i > 0 {
			page.WriteByte(',')
		}
		page.WriteString(strings.Replace(documentedTransaction, "txn_", fmt.Sprintf("txn_%03d", i), 1))
	}
	page.WriteString(`],"nextCursor":"%s"}`)
	pages := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if strings.HasSuffix(r.URL.Path, "/organisation") {
			_, _ = fmt.Fprint(w, `{"id":"org_1","environment":"sandbox"}`)
			return
		}
		pages--
		next := ""
		if pages > 0 {
			next = fmt.Sprint("cursor", pages)
		}
		_, _ = fmt.Fprintf(w, strings.ReplaceAll(page.String(), "txn_", fmt.Sprintf("txn_%d_", pages)), next)
	}))
	defer server.Close()
	opened, err := Dialect{}.Open(platform.Settings{Endpoint: server.URL + "/tok/v1", Credentials: map[string]string{"api_key": testKey}})
	if err != nil {
		b.Fatal(err)
	}
	pages = b.N
	rows := 0
	b.ReportAllocs()
	b.ResetTimer()
	for _, err := range opened.Accounts.Transactions(b.Context(), "acc_1", platform.TransactionFilter{}) {
		if err != nil {
			b.Fatal(err)
		}
		rows++
	}
	if rows != b.N*perPage {
		b.Errorf("read %d transactions, want %d", rows, b.N*perPage)
	}
}
