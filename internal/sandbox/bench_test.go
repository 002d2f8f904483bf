// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// BenchmarkNew measures what every test with a sandbox pays first.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		s, err := sandbox.New(b.Context(), sandbox.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAuthorize measures a consent that opens 200,000 transactions on disk:
// from the start of a new sandbox until they can be read.
func BenchmarkAuthorize(b *testing.B) {
	for b.Loop() {
		s, err := sandbox.New(b.Context(), sandbox.Options{
			DB: filepath.Join(b.TempDir(), "sandbox.db"), Seed: 1, Accounts: 5, Transactions: 40_000, AutoAuthorize: true,
		})
		if err != nil {
			b.Fatal(err)
		}
		w := ask(b.Context(), s, http.MethodPost, "/consents", `{"bankId":"erste-hr","callbackUrl":"https://example.com/"}`)
		if w.Code != http.StatusCreated {
			b.Fatal(w.Body)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead measures the whole way of a small request, without the network.
func BenchmarkRead(b *testing.B) {
	s, err := sandbox.New(b.Context(), sandbox.Options{Tier: "unlimited", Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if w := ask(b.Context(), s, http.MethodGet, "/api-keys?limit=1", ""); w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

// ask makes a request to the handler as the first organisation.
func ask(ctx context.Context, s *sandbox.Sandbox, method, path, body string) *httptest.ResponseRecorder {
	r := localRequest(ctx, method, "/tok/v1"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "ApiKey "+s.Credentials().Organisations[0].Get("tok", "sandbox", "api_key"))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}
