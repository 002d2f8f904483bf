// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// TestConnect proves that the credential goes into the header and into no error.
func TestConnect(t *testing.T) {
	t.Parallel()
	const credential = "a-credential-of-nobody"
	var sent http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent = r.Header.Clone()
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`"` + credential + ` is refused"`))
	}))
	t.Cleanup(server.Close)
	access := wire.Access{
		BaseURL: server.URL, Scheme: "Bearer", Credential: credential,
		DecodeError: func(r *httpapi.Response) *httpapi.APIError { return &httpapi.APIError{Message: string(r.Body)} },
	}
	client, err := wire.Connect(platform.Settings{UserAgent: "test/1"}, access)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Do(t.Context(), httpapi.Call{Method: http.MethodGet, Path: "/things"}, nil)
	if err == nil || strings.Contains(err.Error(), credential) || !strings.Contains(err.Error(), "is refused") {
		t.Errorf("got %v", err)
	}
	if sent.Get("Authorization") != "Bearer "+credential || sent.Get("User-Agent") != "test/1" {
		t.Errorf("the headers are %v", sent)
	}

	access.BaseURL = "http://api.example.com"
	_, err = wire.Connect(platform.Settings{}, access)
	if wrong, ok := errors.AsType[*platform.ConfigError](err); !ok || wrong.Attribute != "endpoint" || wrong.Summary == "" {
		t.Errorf("got %v, want an error about the endpoint", err)
	}
}

// TestConnectRefusesAProxy proves that a malformed proxy is no matter of the endpoint.
// It sets environment variables, so it is not parallel.
func TestConnectRefusesAProxy(t *testing.T) {
	t.Setenv("NO_PROXY", "")
	t.Setenv("HTTPS_PROXY", "http://user:hunter2%zz@proxy.example:3128")
	_, err := wire.Connect(platform.Settings{}, wire.Access{BaseURL: "https://api.example.com"})
	wrong, ok := errors.AsType[*platform.ConfigError](err)
	if !ok || wrong.Attribute != "" || wrong.Summary != "Proxy cannot be used" || !strings.Contains(wrong.Detail, "HTTPS_PROXY") || strings.Contains(wrong.Detail, "hunter2") {
		t.Errorf("got %v, want an error about the variable", err)
	}
}

// TestConnectKeepsToTheCeiling proves that the user's own ceiling reaches the
// client, and that what it does not allow in time is a rate limit to the user.
func TestConnectKeepsToTheCeiling(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{}`))
	}))
	t.Cleanup(server.Close)
	client, err := wire.Connect(platform.Settings{RequestsPerMinute: 2}, wire.Access{BaseURL: server.URL, Scheme: "Bearer", Credential: t.Name()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Second) // Shorter than the ceiling's minute. Nobody waits for it.
	defer cancel()
	for i := range 3 {
		_, err = client.Do(ctx, httpapi.Call{Method: http.MethodGet, Path: "/things"}, nil)
		if (err != nil) != (i == 2) {
			t.Fatalf("call %d ended with %v", i+1, err)
		}
	}
	err = wire.Failure(err, func(*httpapi.APIError) platform.Kind { return platform.KindUnexpected })
	if platform.KindOf(err) != platform.KindRateLimited || platform.IsOutcomeUnknown(err) || !strings.Contains(err.Error(), "the ceiling of 2 requests a minute") {
		t.Errorf("got %v of kind %d", err, platform.KindOf(err))
	}
}
