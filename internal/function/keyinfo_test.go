// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package function_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// jwt makes a JSON Web Token that nobody signed.
func jwt(algorithm, payload string) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"`+algorithm+`","typ":"JWT"}`)) + "." + encode([]byte(payload)) + "." + encode([]byte("SIGNATURESIGNATURESIGNATURESIGNA"))
}

// fingerprint is computed apart from the provider.
func fingerprint(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}

func TestKeyInfo(t *testing.T) {
	t.Parallel()
	okra := jwt("HS256", `{"_id":"65f0a1b2c3d4e5f60718293a","iat":1772366400}`)
	okraSays := jwt("HS256", `{"iat":1772366400.9,"exp":1772370000,"env":"production-sandbox"}`)
	okraNonsense := jwt("HS256", `{"iat":"yesterday","exp":-5,"env":{"a":1}}`)
	okraLater := jwt("HS256", `{"iat":1e300,"exp":99999999999999999,"env":"elsewhere"}`)
	signing := "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	for name, test := range map[string]struct {
		key  string
		want map[string]string // without the fingerprint
	}{
		"tok live": {"tok_live_0123456789abcdefghijABCDEFGHx7Qa", map[string]string{
			"platform": "tok", "environment": "production", "kind": "api_key", "hint": "tok_live_…x7Qa",
		}},
		"tok sandbox": {"tok_sandbox_0123456789abcdefghijABCDEFGHx7Qa", map[string]string{
			"platform": "tok", "environment": "sandbox", "kind": "api_key", "hint": "tok_sandbox_…x7Qa",
		}},
		"a key with underscores": {"tok_live_0123_4567_89abcdefghijABCD", map[string]string{
			"platform": "tok", "environment": "production", "kind": "api_key", "hint": "tok_live_…ABCD",
		}},
		"too short to show its end": {"tok_live_0123456789abcde", map[string]string{
			"platform": "tok", "environment": "production", "kind": "api_key", "hint": "tok_live_…",
		}},
		"just long enough": {"tok_live_0123456789abcdef", map[string]string{
			"platform": "tok", "environment": "production", "kind": "api_key", "hint": "tok_live_…cdef",
		}},
		"okra": {okra, map[string]string{
			"platform": "okra", "kind": "secret_key", "hint": "eyJ…" + okra[len(okra)-4:], "issued_at": "2026-03-01T12:00:00Z",
		}},
		"okra, with more claims": {okraSays, map[string]string{
			"platform": "okra", "environment": "sandbox", "kind": "secret_key", "hint": "eyJ…" + okra[len(okra)-4:],
			"issued_at": "2026-03-01T12:00:00Z", "expires_at": "2026-03-01T13:00:00Z",
		}},
		"okra, with claims of no sense": {okraNonsense, map[string]string{"platform": "okra", "kind": "secret_key", "hint": "eyJ…" + okra[len(okra)-4:]}},
		"okra, with claims of no time":  {okraLater, map[string]string{"platform": "okra", "kind": "secret_key", "hint": "eyJ…" + okra[len(okra)-4:]}},
		"okra public": {"0f8fad5b-d9cb-469f-a165-70867728950e", map[string]string{
			"platform": "okra", "kind": "public_key", "hint": "0f8fad5b…950e",
		}},
		"okra client token": {"65f0a1b2c3d4e5f60718293a", map[string]string{
			"platform": "okra", "kind": "client_token", "hint": "…293a",
		}},
		"okto": {"okto_mgmt_0123456789abcdefghij", map[string]string{
			"platform": "okto", "kind": "management_token", "hint": "okto_mgmt_…ghij",
		}},
		"signing secret": {signing, map[string]string{"kind": "signing_secret", "hint": "whsec_…LaSw"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, wrong := object(t, "key_info", test.key)
			if wrong != nil {
				t.Fatal(wrong.Text)
			}
			test.want["fingerprint"] = fingerprint(test.key)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if strings.Contains(fmt.Sprint(got), test.key) {
				t.Error("the result holds the key")
			}
		})
	}
}

// What the sandbox hands out is told for what it is, with the platform's own hint.
func TestKeyInfo_sandbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, organisation := range w.sandbox.Credentials().Organisations {
		for _, one := range []struct{ key, platform, environment, kind string }{
			{organisation.Get("tok", "sandbox", "api_key"), "tok", "sandbox", "api_key"},
			{organisation.Get("tok", "production", "api_key"), "tok", "production", "api_key"},
			{organisation.Get("okra", "", "client_token"), "okra", "", "client_token"},
			{organisation.Get("okra", "sandbox", "secret_key"), "okra", "", "secret_key"},
			{organisation.Get("okra", "production", "public_key"), "okra", "", "public_key"},
			{organisation.Get("okto", "sandbox", "management_token"), "okto", "", "management_token"},
		} {
			got, wrong := object(t, "key_info", one.key)
			if wrong != nil {
				t.Errorf("%s of %s: %s", one.kind, one.platform, wrong.Text)
				continue
			}
			if got["platform"] != one.platform || got["environment"] != one.environment || got["kind"] != one.kind {
				t.Errorf("the %s %s of %s is told for %v", one.environment, one.kind, one.platform, got)
			}
		}
	}
}

// No text has two forms, of whatever platforms: the order in which they are tried
// decides nothing.
func TestKeyInfo_formsAreDistinct(t *testing.T) {
	t.Parallel()
	texts := []string{
		liveKey, sandboxKey, "okto_mgmt_0123456789abcdefghij", exampleSecret, jwt("HS256", `{}`),
		"0f8fad5b-d9cb-469f-a165-70867728950e", "65f0a1b2c3d4e5f60718293a",
	}
	read := map[string]int{}
	for _, dialect := range provider.Dialects() {
		reader, ok := dialect.(platform.KeyReader)
		if !ok {
			t.Errorf("%s does not say what its credentials look like", dialect.Title())
			continue
		}
		for _, form := range reader.KeyForms() {
			known := 0
			for _, text := range texts {
				if _, ok := form.Read(text); ok {
					known++
					read[text]++
				}
			}
			if known == 0 {
				t.Errorf("%s of %s is not tried", form.Kind, dialect.Title())
			}
			if _, ok := form.Read(""); ok {
				t.Errorf("%s of %s is nothing", form.Kind, dialect.Title())
			}
		}
	}
	for i, text := range texts {
		if text != exampleSecret && read[text] != 1 {
			t.Errorf("text %d has %d forms", i, read[text])
		}
	}
	if read[exampleSecret] != 0 {
		t.Error("a signing secret has a platform's form, too")
	}
}

// What is no key is an error that does not repeat it, whoever's secret it is.
func TestKeyInfo_wrong(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ key, says string }{
		"empty":               {"", "it is empty"},
		"only a prefix":       {"tok_live_", "none of the forms"},
		"another environment": {"tok_test_0123456789abcdef", "none of the forms"},
		"a line break":        {"tok_live_0123456789abcdef\n", "a line break"},
		"a whole header":      {"ApiKey tok_live_0123456789abcdef", "a space"},
		"a hint":              {"okto_mgmt…x7Qa", "another character"},
		"no token by HS256":   {jwt("RS256", `{"iat":1}`), "none of the forms"},
		"a token of no claim": {jwt("HS256", `[]`), "none of the forms"},
		"a broken token":      {jwt("HS256", `{}`)[:40], "none of the forms"},
		"a short secret":      {"whsec_c2hvcnQ=", "none of the forms"},
		"an app secret":       {"Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE", "none of the forms"},
		"an age identity":     {"AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ", "none of the forms"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, wrong := object(t, "key_info", test.key)
			refused(t, wrong, 0, "Not a credential", test.says, "tok_live_… or tok_sandbox_…", "okto_mgmt_…", "whsec_…")
			for at := 0; wrong != nil && at+12 <= len(test.key); at++ {
				if part := test.key[at : at+12]; strings.Contains(wrong.Text, part) && part != "tok_sandbox_" {
					t.Errorf("the error holds %q", part)
				}
			}
		})
	}
}

// No result and no error repeats what it is about, whatever it is.
func TestKeyInfo_neverEchoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		random := rapid.StringMatching(`[0-9A-Za-z]{16,40}`).Draw(r, "random")
		key := rapid.SampledFrom([]string{"tok_live_", "tok_sandbox_", "okto_mgmt_", "whsec_", "sk_", ""}).Draw(r, "prefix") + random
		result, wrong := object(t, "key_info", key)
		text := fmt.Sprint(result)
		if wrong != nil {
			text += wrong.Text
		}
		for at := 0; at+6 <= len(random); at++ {
			if strings.Contains(strings.ReplaceAll(text, result["fingerprint"], ""), random[at:at+6]) {
				r.Fatalf("%s is in %s", random[at:at+6], text)
			}
		}
	})
}
