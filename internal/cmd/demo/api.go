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
)

// api calls the sandbox over HTTP, as "curl" would, to show what the server
// itself says. It shares no code with the provider.
type api struct {
	base string // such as http://127.0.0.1:40123/tok/v1

	// header is where the credential goes, and credential what goes there, scheme
	// included. The sandbox's control endpoints want a header, and no credential.
	header, credential string
}

// with is the same API, called with another value of its header.
func (a *api) with(credential string) *api { return &api{a.base, a.header, credential} }

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
	if a.header != "" {
		req.Header.Set(a.header, a.credential)
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
