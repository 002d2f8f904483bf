// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// api calls the sandbox over HTTP, as "curl" would, to show what the server
// itself says. It shares no code with the provider.
type api struct {
	base string // such as http://127.0.0.1:40123/tok/v1
	key  string // API key; "" for the sandbox's control endpoints
}

// httpClient is for the calls of the demo to this machine.
func httpClient() *http.Client { return &http.Client{Timeout: patience} }

// call sends a request and decodes a JSON answer into the value that into
// points to, if any. It returns the status; every status is an answer, not an error.
func (a *api) call(ctx context.Context, method, path string, body, into any) (status int, err error) {
	var payload io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return 0, fmt.Errorf("%s %s: %w", method, path, err)
		}
		payload = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, a.base+path, payload)
	if err != nil {
		return 0, fmt.Errorf("%s %s: %w", method, path, err)
	}
	req.Header.Set("Content-Type", "application/json")
	if a.key != "" {
		req.Header.Set("Authorization", "ApiKey "+a.key)
	}
	resp, err := httpClient().Do(req)
	if err != nil {
		return 0, fmt.Errorf("ask the sandbox: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()

	raw, err := io.ReadAll(resp.Body)
	if err == nil && into != nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		return 0, fmt.Errorf("%s %s: read the answer: %w", method, path, err)
	}
	return resp.StatusCode, nil
}

// expect is call for an answer that has to have one status.
func (a *api) expect(ctx context.Context, status int, method, path string, body, into any) error {
	got, err := a.call(ctx, method, path, body, into)
	if err != nil {
		return err
	}
	if got != status {
		return fmt.Errorf("%s %s: got status %d, expected %d", method, path, got, status)
	}
	return nil
}

// adminKey returns the seeded API key of the first organisation.
func (s *sandbox) adminKey(ctx context.Context) (string, error) {
	var credentials struct {
		Organisations []struct {
			Tok struct {
				Sandbox struct {
					APIKey string `json:"api_key"`
				} `json:"sandbox"`
			} `json:"tok"`
		} `json:"organisations"`
	}
	control := &api{base: s.base}
	if err := control.expect(ctx, http.StatusOK, http.MethodGet, "/_sandbox/credentials", nil, &credentials); err != nil {
		return "", err
	}
	if len(credentials.Organisations) == 0 || credentials.Organisations[0].Tok.Sandbox.APIKey == "" {
		return "", fmt.Errorf("the sandbox has no credentials")
	}
	return credentials.Organisations[0].Tok.Sandbox.APIKey, nil
}

// advance moves the sandbox's own clock, which the platform answers with and the
// provider goes by.
func (s *sandbox) advance(ctx context.Context, d time.Duration) error {
	control := &api{base: s.base}
	return control.expect(ctx, http.StatusOK, http.MethodPost, "/_sandbox/clock", map[string]string{"advance": d.String()}, nil)
}

// now returns the time on the sandbox's own clock.
func (s *sandbox) now(ctx context.Context) (time.Time, error) {
	var clock struct {
		Now time.Time `json:"now"`
	}
	control := &api{base: s.base}
	err := control.expect(ctx, http.StatusOK, http.MethodGet, "/_sandbox/clock", nil, &clock)
	return clock.Now, err
}
