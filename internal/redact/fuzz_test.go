// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package redact_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/redact"
)

// planted is the random part of a credential that no fuzzed input contains by
// chance. It has the alphabet that all credentials share.
const planted = "Q7wP0zKd93LmXv5RtYb2"

// FuzzJSON checks two promises for whatever a server may send: the
// answer is JSON, and a planted credential is not in it, be it recognisable by
// the name of its field or by its form.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		``, `null`, `{}`, `[1,"a",{"b":[]}]`, `{"signingSecret":"a"}`, `{"a":"{\"key\":\"b\"}"}`, `"\ud800"`,
		`{"a":1}x`, `{"a":`, `<html>`, `{"key":{"key":[{"key":"k"}]}}`, "\xff", `1e999`, `"https://u:p@h/?token=t"`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, planted) {
			t.Skip("the input itself holds the planted text as plain data")
		}
		inString, err := json.Marshal(text + "acme_live_" + planted)
		if err != nil {
			t.Fatal(err)
		}
		for _, document := range []string{
			text,
			`{"key":"` + planted + `","rest":` + text + `}`,
			`{"rest":` + string(inString) + `}`,
			`[` + text + `,"whsec_` + planted + `"]`,
		} {
			got := redact.JSON([]byte(document))
			if !json.Valid(got) {
				t.Errorf("the redaction of %q is not JSON: %q", document, got)
			}
			if strings.Contains(string(got), planted) {
				t.Errorf("the redaction of %q shows the credential: %q", document, got)
			}
		}
	})
}

// FuzzMask checks that a literal and a recognisable credential are never in
// the masked text, whatever stands around them, and that masking twice changes
// nothing more.
func FuzzMask(f *testing.F) {
	for _, seed := range []string{"", "plain", "://", "Bearer ", "?key=", "eyJ", "-----BEGIN PRIVATE KEY-----", "%20", "\xff\x00", "acme_live_"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		for _, text := range []string{before + planted + after, before + "acme_live_" + planted + after} {
			if got := redact.Mask(text, planted); strings.Contains(got, planted) {
				t.Errorf("the text %q is masked as %q", text, got)
			}
		}
		once := redact.Mask(before + "acme_token_" + planted + after)
		if strings.Contains(once, planted) {
			t.Errorf("a token between %q and %q is masked as %q", before, after, once)
		}
		if twice := redact.Mask(once); strings.Contains(twice, planted) {
			t.Errorf("masking %q again gives %q", once, twice)
		}
	})
}

// FuzzURL checks that neither user information nor a sensitive
// parameter of any parsable URL is shown.
func FuzzURL(f *testing.F) {
	for _, seed := range []string{"", "https://api.example/v1?limit=1", "//host", "mailto:a", "/a%2Fb", "?a=%zz", "http://[::1]:80/#f"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := url.Parse(text)
		if err != nil {
			return
		}
		u.User = url.UserPassword("user", planted)
		query := "token=" + planted
		if u.RawQuery != "" {
			query = u.RawQuery + "&" + query
		}
		u.RawQuery = query
		u.Fragment = "access_token=" + planted
		if got := redact.URL(u); strings.Contains(got, planted) {
			t.Errorf("the URL %q is shown as %q", u, got)
		}
	})
}
