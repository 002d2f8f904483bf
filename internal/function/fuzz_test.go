// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package function_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// FuzzKeyInfo gives the function any text: it answers or refuses, and repeats no
// more of it than a hint does.
func FuzzKeyInfo(f *testing.F) {
	for _, seed := range []string{
		"", "tok_live_0123456789abcdefghijABCD", "tok_sandbox_", "okto_mgmt_0123456789abcdefghij", exampleSecret,
		"0f8fad5b-d9cb-469f-a165-70867728950e", "65f0a1b2c3d4e5f60718293a", jwt("HS256", `{"iat":1772366400,"exp":1e9,"env":"production"}`),
		jwt("HS256", `{"iat":-1e-400}`), jwt("none", "null"), "..", "\xff\xfe", "tok_live_ß",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, key string) {
		got, wrong := object(t, "key_info", key)
		if wrong != nil {
			if len(key) >= 20 && strings.Contains(wrong.Text, key) {
				t.Errorf("the error repeats %q", key)
			}
			return
		}
		if got["fingerprint"] != fingerprint(key) || got["kind"] == "" {
			t.Errorf("%q is told for %v", key, got)
		}
		for attribute, text := range got {
			if strings.Contains(text, key) {
				t.Errorf("%s repeats %q", attribute, key)
			}
		}
		// No more than a known prefix and four characters are shown.
		shown := strings.Split(got["hint"], "…")
		if len(shown) != 2 || len(shown[1]) > 4 || !strings.HasPrefix(key, shown[0]) || !strings.HasSuffix(key, shown[1]) {
			t.Errorf("%q has the hint %q", key, got["hint"])
		}
	})
}

// FuzzWebhookSignatureValid holds the function against the specification's own
// library, which takes more secrets: those without a prefix, and of any length.
func FuzzWebhookSignatureValid(f *testing.F) {
	f.Add(exampleSecret, exampleID, int64(exampleTimestamp), exampleBody, exampleSignature)
	f.Add(exampleSecret, exampleID, int64(exampleTimestamp), exampleBody, "v2,x "+anotherSignature+" "+exampleSignature)
	f.Add("whsec_", "", int64(-1), "", "v1")
	f.Add("whsec_\n", "a.b", int64(0), "\xff", ",,, ,v1,")
	f.Fuzz(func(t *testing.T, secret, id string, timestamp int64, body, signature string) {
		result, wrong := call(t, "webhook_signature_valid", secret, id, timestamp, body, signature, nil, nil)
		encoded, prefixed := strings.CutPrefix(secret, "whsec_")
		key, err := base64.StdEncoding.DecodeString(encoded)
		usable := prefixed && err == nil && len(key) >= 24 && len(key) <= 64 && !strings.ContainsAny(secret, "\r\n")
		if (wrong == nil) != usable {
			t.Fatalf("the secret %q: %v", secret, wrong)
		}
		if wrong != nil {
			return
		}
		var valid bool
		if err := result.As(&valid); err != nil {
			t.Fatal(err)
		}
		if want := libraryVerifies(t, secret, id, timestamp, body, signature); valid != want {
			t.Errorf("%q is valid: %t", signature, valid)
		}
	})
}

// libraryVerifies reports what the library says of a delivery.
func libraryVerifies(t *testing.T, secret, id string, timestamp int64, body, signature string) bool {
	t.Helper()
	w, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	right, err := w.Sign(id, time.Unix(timestamp, 0), []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	for one := range strings.SplitSeq(signature, " ") {
		if one == right {
			return true
		}
	}
	return false
}
