// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestSandboxServesOkto calls every operation of the Okto document. Neither the requests nor the answers may differ
// from it.
func TestSandboxServesOkto(t *testing.T) {
	t.Parallel()
	c := newClient(t, oktoPlatform().loose(t).Strict(), "unlimited")
	of := c.box.Credentials().Organisations[0]
	called := map[string]bool{}
	do := func(operation, header, credential string, status int) {
		t.Helper()
		called[operation] = true
		method, path, _ := strings.Cut(operation, " ")
		r, err := http.NewRequestWithContext(t.Context(), method, c.server+oktoBase+strings.Replace(path, "{app_id}", of.Get("okto", "sandbox", "app_id"), 1), http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(header, credential)
		r.Header.Set("Idempotency-Key", "run-1")
		answer, err := transport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		if closeErr := answer.Body.Close(); err != nil || closeErr != nil {
			t.Fatal(err, closeErr)
		}
		if answer.StatusCode != status {
			t.Errorf("%s: %d, want %d: %s", operation, answer.StatusCode, status, text)
		}
	}
	token := "Bearer " + of.Get("okto", "sandbox", "management_token")
	do(oktoNetworks, "X-Api-Key", of.Get("okto", "sandbox", "app_secret"), http.StatusOK)
	do(oktoApps, "Authorization", token, http.StatusOK)
	do(oktoApp, "Authorization", token, http.StatusOK)
	do(oktoSecret, "Authorization", token, http.StatusOK)
	do(oktoReset, "Authorization", token, http.StatusCreated)
	do(oktoReset, "Authorization", token, http.StatusConflict)
	do(oktoNetworks, "X-Api-Key", of.Get("okto", "sandbox", "app_secret"), http.StatusUnauthorized)

	paths := mapping(oktoPlatform().parse(t), "paths")
	for template := range paths {
		for method := range mapping(paths, template) {
			if name := strings.ToUpper(method) + " " + template; !called[name] {
				t.Errorf("%s was not called", name)
			}
		}
	}
}
