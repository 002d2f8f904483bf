// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
)

// skipping is a test that notes why it is skipped.
type skipping struct {
	*testing.T

	reason string
}

func (s *skipping) Skip(args ...any) {
	s.reason = fmt.Sprint(args...)
	runtime.Goexit()
}

// TestRemote proves that a test never calls another platform than its own, and is
// skipped with a reason where a variable is missing.
func TestRemote(t *testing.T) {
	t.Setenv("OPENBANKING_ACC_OKRA_ENDPOINT", "https://okra.example.com")
	t.Setenv("OPENBANKING_ACC_TOK_ENDPOINT", "https://tok.example.com")
	t.Setenv("OPENBANKING_ACC_OKTO_ENDPOINT", "")
	t.Setenv("TOK_API_KEY", "a key of Tok")
	t.Setenv("OKRA_SECRET_KEY", "")
	for _, test := range []struct {
		on       *Platform
		options  []Option
		endpoint string // "" where it is skipped
		reason   string
	}{
		{Tok, nil, "https://tok.example.com", ""},
		{Tok, []Option{AutoAuthorize()}, "", "tok: the test needs a sandbox of its own"},
		{Okra, nil, "", "okra: OPENBANKING_ACC_OKRA_ENDPOINT is set, but OKRA_SECRET_KEY is not"},
		{Okto, nil, "", "okto: OPENBANKING_ACC_OKTO_ENDPOINT is not set"},
	} {
		s, endpoint := &skipping{T: t}, make(chan string, 1)
		go func() {
			defer close(endpoint)
			endpoint <- remote(s, test.on, test.options).Endpoint
		}()
		if got := <-endpoint; got != test.endpoint || !strings.HasPrefix(s.reason, test.reason) {
			t.Errorf("%s runs on %q, and says %q; want %q, and %q", test.on.Name, got, s.reason, test.endpoint, test.reason)
		}
	}
}

// TestLacking proves that a platform without a route is told from one without objects.
func TestLacking(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api-keys":
			_, _ = w.Write([]byte(`{"data": []}`))
		case "/none/webhooks/get":
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"status": "error", "type": "NO_RECORD_ID"}`))
		case "/set/webhooks/get":
			_, _ = w.Write([]byte(`{"data": {"_id": "1"}}`))
		case "/consents":
			w.WriteHeader(http.StatusNotImplemented)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(server.Close)
	for _, test := range []struct {
		on             *Platform
		path, resource string
		want           string
	}{
		{Tok, "", "api_key", ""},
		{Tok, "", "consent", "the platform lacks openbanking_consent: GET /consents answers 501"},
		{Tok, "", "webhook", "the platform lacks openbanking_webhook: GET /webhooks answers 404"},
		{Okra, "/none", "webhook", ""},
		{Okra, "/set", "webhook", "the account has its one openbanking_webhook already"},
		{Okra, "", "webhook", "the platform lacks openbanking_webhook: POST /webhooks/get answers 404"},
	} {
		kind := *test.on.Kind(test.resource) // The answer is kept for each kind.
		objects := &Objects{Kind: &kind, api: newAPI(t, test.on, server.URL+test.path, map[string]string{}, transport)}
		if got := objects.lacking(); got != test.want {
			t.Errorf("%s%s, %s: %q, want %q", test.on.Name, test.path, test.resource, got, test.want)
		}
	}
}
