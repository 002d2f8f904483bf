// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey

import (
	"fmt"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestData proves that the list keeps the platform's order, passes the filter
// on, and never shows a key, even if the platform did.
func TestData(t *testing.T) {
	t.Parallel()
	second := created()
	second.ID, second.Status = "key_0", platform.KeyExpired
	k := &keys{list: []platform.APIKey{created(), second}}
	data, diags := serve(t, k).Data("openbanking_api_keys", inprocess.Values{"status": "expired"})
	diags.None(t)
	if k.asked != platform.KeyExpired {
		t.Errorf("asked for keys that are %q", k.asked)
	}
	list, ok := data["api_keys"].([]any)
	if !ok || len(list) != 2 {
		t.Fatalf("got %v, want two keys", data["api_keys"])
	}
	want := map[string]any{
		"id": "key_0", "name": "ci", "key_hint": "tok_sandbox_…x7Qa", "fingerprint": "sha256:00ff", "status": "expired",
		"created_at": "2026-03-01T12:00:00Z", "expires_at": nil, "last_used_at": nil,
	}
	if got := fmt.Sprint(list[1]); got != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if strings.Contains(fmt.Sprint(data), secretKey) {
		t.Error("the data holds the key")
	}
}

func TestDataEmpty(t *testing.T) {
	t.Parallel()
	data, diags := serve(t, &keys{}).Data("openbanking_api_keys", nil)
	diags.None(t)
	if list, ok := data["api_keys"].([]any); !ok || len(list) != 0 {
		t.Errorf("got %v, want an empty list", data["api_keys"])
	}
}

func TestDataErrors(t *testing.T) {
	t.Parallel()
	k := &keys{list: []platform.APIKey{created()}, err: fails(platform.KindUnauthenticated)}
	_, diags := serve(t, k).Data("openbanking_api_keys", nil)
	diags.OneError(t, "Could not list the API keys", "went wrong", "credential")
	_, diags = serve(t, &keys{}).Data("openbanking_api_keys", inprocess.Values{"status": "dead"})
	diags.OneWarning(t, "status: ", `"dead"`, "active", "revoked", "expired")
}
