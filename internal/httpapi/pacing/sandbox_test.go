// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// within carries requests to a handler in the same process, in a round trip of
// simulated time: a network has none.
type within struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper.
func (w within) RoundTrip(r *http.Request) (*http.Response, error) {
	<-realClock.After(20 * time.Millisecond)
	if r.Body == nil {
		r.Body = http.NoBody
	}
	r.RemoteAddr = "127.0.0.1:1"
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	return recorder.Result(), nil
}

// TestTheSandboxRefusesNothing makes many reads at once on the sandbox, which
// counts by its own code, and asks its log: none was refused.
func TestTheSandboxRefusesNothing(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		tier, path, scheme string
		credential         func(sandbox.Credentials) string
		method             string
		body               any
		calls              int
		floor              time.Duration
	}{
		"tok, free": {"free", "/tok/v1", "ApiKey", func(c sandbox.Credentials) string { return c.Organisations[0].Get("tok", "sandbox", "api_key") }, http.MethodGet, nil, 60, 50 * time.Second},
		"tok, pro":  {"pro", "/tok/v1", "ApiKey", func(c sandbox.Credentials) string { return c.Organisations[0].Get("tok", "sandbox", "api_key") }, http.MethodGet, nil, 100, 10 * time.Second},
		"okra":      {"free", "/okra/v2/sandbox", "Bearer", func(c sandbox.Credentials) string { return c.Organisations[0].Get("okra", "sandbox", "secret_key") }, http.MethodPost, map[string]any{}, 100, 40 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, err := sandbox.New(t.Context(), sandbox.Options{Tier: tt.tier, Seed: 1})
				if err != nil {
					t.Fatal(err)
				}
				defer func() {
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				}()
				key := tt.credential(s.Credentials())
				client, err := httpapi.New(httpapi.Config{
					BaseURL: "http://localhost" + tt.path, Secrets: []string{key}, Transport: within{s.Handler()},
					Clock:     newClock(), // All sandboxes have the same keys.
					Authorize: func(r *http.Request) { r.Header.Set("Authorization", tt.scheme+" "+key) },
				})
				if err != nil {
					t.Fatal(err)
				}
				path := "/banks"
				if tt.method == http.MethodPost {
					path = "/keys/list"
				}
				start := realClock.Now()
				var calls sync.WaitGroup
				for range tt.calls {
					calls.Go(func() {
						if _, err := client.Do(t.Context(), httpapi.Call{Method: tt.method, Path: path, Body: tt.body}, nil); err != nil {
							t.Error(err)
						}
					})
				}
				calls.Wait()
				if took := realClock.Since(start); took < tt.floor || took > tt.floor+2*time.Second {
					t.Errorf("took %s, the limit alone takes %s", took, tt.floor)
				}
				log := s.Requests()
				if log.Total != tt.calls {
					t.Errorf("%d requests were made for %d calls", log.Total, tt.calls)
				}
				for _, r := range log.Requests {
					if r.Status != http.StatusOK {
						t.Errorf("%s %s was answered with %d", r.Method, r.Path, r.Status)
					}
				}
			})
		})
	}
}
