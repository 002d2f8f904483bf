// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// A request whose client has gone is worked on like any other: what was asked for
// happens, and is there for whoever looks next.
func TestTheClientIsGone(t *testing.T) {
	t.Parallel()
	gone := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithCancel(r.Context())
			cancel()
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
	f := start(t, func(o *sandbox.Options) {
		validated := o.Wrap
		o.Wrap = func(next http.Handler) http.Handler { return validated(gone(next)) }
	})

	made := f.do("POST", "/api-keys", `{"name":"a"}`).want(t, http.StatusCreated)
	f.as(made.object().text("key")).do("GET", "/api-keys", "").want(t, http.StatusOK)
	f.okra().made("/keys/create", `{"name":"a","type":"secret"}`)
	f.prove(f.okto().reset().text("app_secret")).want(t, http.StatusOK)

	consent := f.consent("pbz-hr")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	page := localRequest(ctx, http.MethodGet, strings.TrimPrefix(consent.text("redirectUrl"), f.base), http.NoBody)
	rec := httptest.NewRecorder()
	f.box.Handler().ServeHTTP(rec, page)
	if rec.Code != http.StatusOK {
		t.Errorf("the bank's page: got %d %s, expected 200", rec.Code, rec.Body)
	}
}
