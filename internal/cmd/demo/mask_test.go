// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	domain "github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
	emulator "github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// TestMaskedKnowsThePlatforms compares the demo's own list of forms with those of the
// dialects.
func TestMaskedKnowsThePlatforms(t *testing.T) {
	t.Parallel()
	s, err := emulator.New(t.Context(), emulator.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	credentials, err := json.Marshal(s.Credentials())
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	for _, d := range provider.Dialects() {
		reader, ok := d.(domain.KeyReader)
		if !ok {
			continue
		}
		for _, form := range reader.KeyForms() {
			if form.Pattern == nil {
				continue
			}
			secret := form.Pattern.FindString(string(credentials))
			if got := masked(secret); secret == "" || strings.Contains(got, secret[:len(secret)-4]) {
				t.Errorf("%s: a %s is shown as %q", d.Name(), form.Kind, got)
			}
		}
	}
}

func TestMasked(t *testing.T) {
	t.Parallel()

	for name, test := range map[string]struct{ text, want string }{
		"sandbox key":      {"key = \"tok_sandbox_0123456789abcdefghijABCDEFGHIJxy\"", "key = \"tok_sandbox_…IJxy\""},
		"live key":         {"tok_live_0123456789abcdefghijABCDEFGHIJxy.", "tok_live_…IJxy."},
		"signing secret":   {"whsec_AAAA+bbb/ccc== done", "whsec_… done"},
		"several":          {"tok_live_aaaaaaaa tok_live_bbbbbbbb", "tok_live_…aaaa tok_live_…bbbb"},
		"hint of a key":    {"tok_sandbox_…x7Qa", "tok_sandbox_…x7Qa"},
		"prefix alone":     {"a key begins with tok_live_", "a key begins with tok_live_"},
		"nothing to do":    {"Plan: 3 to add", "Plan: 3 to add"},
		"in an URL":        {"https://x/?k=tok_live_0123456789", "https://x/?k=tok_live_…6789"},
		"over two lines":   {"tok_live_aaaaaaaa\nwhsec_bbbb", "tok_live_…aaaa\nwhsec_…"},
		"within JSON":      {`{"key":"tok_live_aaaaaaaa"}`, `{"key":"tok_live_…aaaa"}`},
		"management token": {"token okto_mgmt_lGXf4Iykg5rRgZ8G0CFWlRNpQYBRFI9T,", "token okto_mgmt_…FI9T,"},
		"app secret":       {`secret = "wf9NV8cDGExSexv3Vbxy6sbafwmOIco6c8GKJaCNdKW"`, `secret = "…NdKW"`},
		"JSON Web Token":   {"key eyJhbGciOiJIUzI1NiJ9.eyJfaWQiOiI2NWE0In0.y9_y-NoE-0LPUJQHfhBnXaGn8u0bb8GYpaDsdkNUbbw.", "key eyJ…Ubbw."},
		"one that is cut":  {"eyJhbGciOiJIUzI1NiJ9.eyJfaWQiOiI2NWE0In0.y9_y-", "eyJ…9_y-"},
		"webhook's token":  {"demo_token_ZK5XJQ2W7CMHOTEAYV4BFN3RUD", "demo_token_…3RUD"},
		"bearer token":     {`got "Bearer s3cr3t-0f-a-customer/9=", expected`, `got "Bearer …r/9=", expected`},
		"masked once":      {"Bearer eyJhbGciOiJIUzI1NiJ9.eyJfaWQiOiI2NWE0In0.y9_y-NoE-0LPUbbw", "Bearer eyJ…Ubbw"},
		"hint of a JWT":    {"eyJ…Ubbw", "eyJ…Ubbw"},
		"public key":       {"25cccb06-cf79-430b-bfde-82401d1c16b6", "25cccb06-cf79-430b-bfde-82401d1c16b6"},
		"object id":        {"65a4f41026eca49d8ad7ea44", "65a4f41026eca49d8ad7ea44"},
		"fingerprint":      {"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
		"a bearer of news": {"a Bearer token", "a Bearer token"},
		"an id is no key":  {"key_01J00000000000000000000000", "key_01J00000000000000000000000"},
		"a name is no key": {"tok_api_key", "tok_api_key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			if got := masked(test.text); got != test.want {
				t.Errorf("masked(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
}
