// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// askOkra makes a request for data to the handler as the first organisation.
func askOkra(ctx context.Context, s *sandbox.Sandbox, path, body string) *httptest.ResponseRecorder {
	r := localRequest(ctx, http.MethodPost, "/okra/v2/sandbox"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+s.Credentials().Organisations[0].Get("okra", "sandbox", "secret_key"))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

// okraAtZenith names a bank where one seeded customer has accounts.
const okraAtZenith = `"bank":"5d6fe57a4099cc4b210bbeb8"`

// BenchmarkOkraFirstRead measures the first page of five accounts with 200,000
// transactions on disk: from the start of a new sandbox until it is answered.
func BenchmarkOkraFirstRead(b *testing.B) {
	for b.Loop() {
		s, err := sandbox.New(b.Context(), sandbox.Options{
			DB: filepath.Join(b.TempDir(), "sandbox.db"), Seed: 1, Accounts: 5, Transactions: 40_000, Tier: "unlimited",
		})
		if err != nil {
			b.Fatal(err)
		}
		if w := askOkra(b.Context(), s, "/transactions/getByBank", "{"+okraAtZenith+"}"); w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOkraPage measures a page anywhere in a list of 200,000 transactions.
func BenchmarkOkraPage(b *testing.B) {
	s, err := sandbox.New(b.Context(), sandbox.Options{Seed: 1, Accounts: 5, Transactions: 40_000, Tier: "unlimited"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	for _, tt := range []struct{ name, path, body string }{
		{"first", "/transactions/getByBank", `{%s,"limit":100}`},
		{"middle", "/transactions/getByBank", `{%s,"limit":100,"page":1000}`},
		{"last", "/transactions/getByBank", `{%s,"limit":100,"page":2000}`},
		{"accounts", "/accounts/getByBank", `{%s,"limit":100}`},
	} {
		b.Run(tt.name, func(b *testing.B) {
			for b.Loop() {
				if w := askOkra(b.Context(), s, tt.path, fmt.Sprintf(tt.body, okraAtZenith)); w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
