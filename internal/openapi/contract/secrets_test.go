// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/openapi/contract"
)

// TestSecrets pins where secrets travel, so that a mark which is lost is noticed.
func TestSecrets(t *testing.T) {
	t.Parallel()
	for platform, want := range map[string][]string{
		"tok": {
			"body key", "body signingSecret", "header Authorization", "header Idempotency-Key",
			"query code", "query state",
		},
		"okra": {"body key", "body password", "body token", "header Authorization", "header Idempotency-Key"},
		"okto": {"body app_secret", "header Authorization", "header Idempotency-Key", "header x-api-key"},
	} {
		secrets, err := contract.Secrets(platform)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range secrets {
			got = append(got, fmt.Sprint(s.In, " ", s.Name))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, expected %q", platform, got, want)
		}
	}
	if _, err := contract.Secrets("nobody"); err == nil {
		t.Error("a platform that does not exist has secrets")
	}
}

// TestSecretIs tells a secret from what else has its name.
func TestSecretIs(t *testing.T) {
	t.Parallel()
	secrets, err := contract.Secrets("okra")
	if err != nil {
		t.Fatal(err)
	}
	for value, want := range map[string]bool{
		"3f2b8c14-6d0e-4a57-9b31-c8e2f7a4d905":                                             false,
		"eyJhbGciOiJIUzI1NiJ9.eyJfaWQiOiIwIn0.nIgUiyrVS4mSbDhibzT4Ur3szsHIR7QqA8alaMZThYg": true,
		"": false,
	} {
		for _, s := range secrets {
			if s.In == "body" && s.Name == "key" && s.Is(value) != want {
				t.Errorf("%q is a secret key: got %t, expected %t", value, !want, want)
			}
		}
	}
}
