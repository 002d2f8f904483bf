// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package function_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// world is a sandbox that a test asks over HTTP.
type world struct {
	t       *testing.T
	sandbox *sandbox.Sandbox
	url     string
}

func newWorld(t *testing.T) world {
	t.Helper()
	s, err := sandbox.New(t.Context(), sandbox.Options{Tier: "unlimited", Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		server.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return world{t, s, server.URL}
}

// post sends an object to Tok and returns the answer's.
func (w world) post(path, body string) map[string]any {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+"/tok/v1"+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "ApiKey "+w.sandbox.Credentials().Organisations[0].Get("tok", "sandbox", "api_key"))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	err = errors.Join(err, resp.Body.Close())
	if err != nil || resp.StatusCode >= http.StatusMultipleChoices {
		w.t.Fatalf("POST %s: %s %v", path, resp.Status, err)
	}
	answer := map[string]any{}
	if err := json.Unmarshal(text, &answer); err != nil {
		w.t.Fatal(err)
	}
	return answer
}

// delivered is a delivery that a receiver got.
type delivered struct {
	header http.Header
	body   string
}

// receiver serves a webhook and hands over what it gets.
func receiver(t *testing.T) (url string, got <-chan delivered) {
	t.Helper()
	deliveries := make(chan delivered, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("reading a delivery: %v", err)
		}
		w.WriteHeader(http.StatusNoContent)
		deliveries <- delivered{r.Header.Clone(), string(body)}
	}))
	t.Cleanup(server.Close)
	return server.URL, deliveries
}
