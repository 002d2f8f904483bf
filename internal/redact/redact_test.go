// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package redact_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/redact"
)

func init() {
	redact.Know([]string{"app_key"}, []*regexp.Regexp{regexp.MustCompile(`acme_(?:live|sandbox|token)_[0-9A-Za-z_-]+`)})
}

// Credentials of every form, none of them real.
const (
	apiKey          = "acme_sandbox_0123456789abcdefABCDEF0123456789"
	whsec           = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3+/8="
	jwt             = "eyJhbGciOiJIUzI1NiJ9.eyJfaWQiOiI1ZjUifQ.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"
	managementToken = "acme_token_0123456789abcdefghijABCDEFGHIJ"
	ageKey          = "AGE-SECRET-KEY-1QQPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQ"
	privateKey      = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBkg\n-----END EC PRIVATE KEY-----"
)

func TestJSON(t *testing.T) {
	t.Parallel()

	tests := map[string]struct{ in, want string }{
		"created key": {
			`{"id":"key_1","name":"ci","key":"` + apiKey + `","keyHint":"acme_sandbox_…6789","fingerprint":"sha256:00ff"}`,
			`{"fingerprint":"sha256:00ff","id":"key_1","key":"[redacted]","keyHint":"acme_sandbox_…6789","name":"ci"}`,
		},
		"names in every spelling": {
			`{"signingSecret":"a","signing_secret":"b","SIGNING-SECRET":"c","app_secret":"d","clientToken":"e","x-api-key":"f","Password":"g","refresh_auth_token":"h"}`,
			`{"Password":"[redacted]","SIGNING-SECRET":"[redacted]","app_secret":"[redacted]","clientToken":"[redacted]",` +
				`"refresh_auth_token":"[redacted]","signingSecret":"[redacted]","signing_secret":"[redacted]","x-api-key":"[redacted]"}`,
		},
		"names that only sound sensitive": {
			`{"apiKeyId":"key_1","keyHint":"h","key_hint":"h","publicKey":"p","secretVersion":2,"secretFingerprint":"sha256:1","secretCreatedAt":"t","token_name":"USDC","tokens":["a"],"statement":"s"}`,
			`{"apiKeyId":"key_1","keyHint":"h","key_hint":"h","publicKey":"p","secretCreatedAt":"t","secretFingerprint":"sha256:1","secretVersion":2,"statement":"s","token_name":"USDC","tokens":["a"]}`,
		},
		"at any depth": {
			`{"data":[{"nested":{"key":"abc"}}],"nextCursor":null}`,
			`{"data":[{"nested":{"key":"[redacted]"}}],"nextCursor":null}`,
		},
		"a whole subtree, and numbers": {
			`{"credentials":{"user":"u","pass":"p"},"otp":123456,"token":["a","b"]}`,
			`{"credentials":"[redacted]","otp":"[redacted]","token":"[redacted]"}`,
		},
		"what says only whether there is one": {
			`{"has_token":true,"signingSecret":null,"password":""}`,
			`{"has_token":true,"password":"","signingSecret":null}`,
		},
		"credentials under harmless names": {
			`{"note":"use ` + apiKey + `!","a":["` + whsec + `","` + jwt + `"],"b":"` + managementToken + `","c":"` + ageKey + `","` + apiKey + `":1}`,
			`{"[redacted]":1,"a":["[redacted]","[redacted]"],"b":"[redacted]","c":"[redacted]","note":"use [redacted]!"}`,
		},
		"escaped so that no search finds it": {
			`{"note":"\u0061cme_live_0123456789abcdef"}`,
			`{"note":"[redacted]"}`,
		},
		"a document inside a string": {
			`{"payload":"{\"key\":\"abc\",\"n\":1}"}`,
			`{"payload":"{\"key\":\"[redacted]\",\"n\":1}"}`,
		},
		"a string that only begins like a document": {`{"note":"{not json"}`, `{"note":"{not json"}`},
		"error codes stay, authorization codes go": {
			`[{"code":"NOT_FOUND"},{"code":"ER-TECH-0007"},{"code":404},{"code":"Z4a9-kjh2"},{"code":""}]`,
			`[{"code":"NOT_FOUND"},{"code":"ER-TECH-0007"},{"code":404},{"code":"[redacted]"},{"code":""}]`,
		},
		"state of an authorization":  {`{"state":"a0b1"}`, `{"state":"[redacted]"}`},
		"numbers keep their form":    {`{"amount":12345678901234567890.1000}`, `{"amount":12345678901234567890.1000}`},
		"markup is left readable":    {`{"a":"<b>&"}`, `{"a":"<b>&"}`},
		"a bare string is looked at": {`"` + apiKey + `"`, `"[redacted]"`},
		"nothing":                    {" \n", `""`},
		"not JSON is not echoed":     {"<html>" + apiKey + "</html>", `"[58 bytes, not JSON]"`},
		"truncated":                  {`{"key":"abc`, `"[11 bytes, not JSON]"`},
		"two documents":              {`{"a":1}{"key":"abc"}`, `"[20 bytes, not JSON]"`},
		"a callback address":         {`{"redirectUrl":"https://a.example/cb?code=xyz&state=abc&n=1"}`, `{"redirectUrl":"https://a.example/cb?code=[redacted]&state=[redacted]&n=1"}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, string(redact.JSON([]byte(tt.in)))); diff != "" {
				t.Errorf("unexpected redaction (-want +got):\n%s", diff)
			}
		})
	}
}

func TestJSONGivesUpOnDeeplyPackedDocuments(t *testing.T) {
	t.Parallel()

	document := `{"innermost":1}`
	for range 5 {
		packed, err := json.Marshal(map[string]string{"packed": document})
		if err != nil {
			t.Fatal(err)
		}
		document = string(packed)
	}
	got := string(redact.JSON([]byte(document)))
	if strings.Contains(got, "innermost") || !strings.Contains(got, redact.Redacted) {
		t.Errorf("a document packed five times came through: %s", got)
	}
}

func TestMask(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		in       string
		literals []string
		want     string
	}{
		"plain text":       {in: "The bank consent has expired.", want: "The bank consent has expired."},
		"API key":          {in: "key " + apiKey + ", sorry", want: "key [redacted], sorry"},
		"API key hint":     {in: "key acme_live_…x7Qa", want: "key acme_live_…x7Qa"},
		"API key prefix":   {in: "keys begin with acme_live_.", want: "keys begin with acme_live_."},
		"signing secret":   {in: whsec, want: "[redacted]"},
		"management token": {in: managementToken + ".", want: "[redacted]."},
		"JWT":              {in: "got " + jwt, want: "got [redacted]"},
		"age identity":     {in: strings.ToLower(ageKey), want: "[redacted]"},
		"private key":      {in: "a\n" + privateKey + "\nb", want: "a\n[redacted]\nb"},
		"private key cut":  {in: "a " + privateKey[:40], want: "a [redacted]"},
		"authorization":    {in: "Authorization: Bearer 0123456789abcdef0123", want: "Authorization: Bearer [redacted]"},
		"prose on tokens":  {in: "bearer token required", want: "bearer token required"},
		"userinfo":         {in: "proxy http://user:p@ss@proxy.example:3128 failed", want: "proxy http://[redacted]@proxy.example:3128 failed"},
		"query parameters": {in: "GET /cb?code=abc&n=1&api_key=def#x", want: "GET /cb?code=[redacted]&n=1&api_key=[redacted]#x"},
		"literal":          {in: "sent hunter22, twice hunter22", literals: []string{"hunter22"}, want: "sent [redacted], twice [redacted]"},
		"literal trimmed":  {in: "sent hunter22", literals: []string{" hunter22\n"}, want: "sent [redacted]"},
		"literal in a URL": {in: "/p?a=s%C3%A9cr+t%2F1 /s%C3%A9cr%20t%2F1", literals: []string{"sécr t/1"}, want: "/p?a=[redacted] /[redacted]"},
		"literal in JSON":  {in: `{"a":"q\"uote\\d"}`, literals: []string{`q"uote\d`}, want: `{"a":"[redacted]"}`},
		"literal in base64": {
			in:       base64.StdEncoding.EncodeToString([]byte("key:hunter22-and-more")) + " " + base64.RawURLEncoding.EncodeToString([]byte("hunter22-and-more>?")),
			literals: []string{"hunter22-and-more"}, want: "a2V5Omh1[redacted] [redacted]cmU-Pw",
		},
		"literal in hex":    {in: "68756e746572323233 68756E746572323233", literals: []string{"hunter223"}, want: "[redacted] [redacted]"},
		"JSON in a text":    {in: `got {"app_secret":"abc def","n":1,"token" : "x\"y","key_hint":"…a"}`, want: `got {"app_secret":"[redacted]","n":1,"token" : "[redacted]","key_hint":"…a"}`},
		"JSON in a string":  {in: `"{\"app_secret\":\"abc\",\"id\":\"k\"}"`, want: `"{\"app_secret\":\"[redacted]\",\"id\":\"k\"}"`},
		"JSON cut short":    {in: `{"app_secret":"abcdef`, want: `{"app_secret":"[redacted]`},
		"JSON without one":  {in: `{"token":null,"token":"","has_token":true}`, want: `{"token":null,"token":"","has_token":true}`},
		"error code":        {in: `{"code":"NOT_FOUND"}`, want: `{"code":"NOT_FOUND"}`},
		"overlapping":       {in: "abcd-abcdefgh", literals: []string{"abcd", "abcdefgh"}, want: "[redacted]-[redacted]"},
		"literal too short": {in: "a cat", literals: []string{"a", "", "cat"}, want: "a cat"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, redact.Mask(tt.in, tt.literals...)); diff != "" {
				t.Errorf("unexpected text (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHeader(t *testing.T) {
	t.Parallel()

	got := redact.Header(http.Header{
		"Authorization":         {"ApiKey " + apiKey},
		"Proxy-Authorization":   {"Basic dXNlcjpwYXNz"},
		"Idempotency-Key":       {"b1946ac9"},
		"x-api-key":             {"app-secret"},
		"Set-Cookie":            {"session=abc"},
		"Webhook-Signature":     {"v1,abc"},
		"Location":              {"https://idp.example/?ticket=abc"},
		"Content-Type":          {"application/json"},
		"X-Request-Id":          {"req_1"},
		"X-RateLimit-Remaining": {"9"},
		"Via":                   {"1.1 a", "1.1 b"},
		"User-Agent":            {"curl " + apiKey},
	})
	want := map[string]string{
		"Authorization":         "ApiKey [redacted]",
		"Proxy-Authorization":   "[redacted]",
		"Idempotency-Key":       "[redacted]",
		"X-Api-Key":             "[redacted]",
		"Set-Cookie":            "[redacted]",
		"Webhook-Signature":     "[redacted]",
		"Location":              "[redacted]",
		"Content-Type":          "application/json",
		"X-Request-Id":          "req_1",
		"X-Ratelimit-Remaining": "9",
		"Via":                   "1.1 a, 1.1 b",
		"User-Agent":            "curl [redacted]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("unexpected headers (-want +got):\n%s", diff)
	}
}

func TestHeaderKeepsOnlyKnownSchemes(t *testing.T) {
	t.Parallel()

	for value, want := range map[string]string{
		"Bearer abc":  "Bearer [redacted]",
		"Basic abc":   "Basic [redacted]",
		"hunter2 abc": "[redacted]",
		"hunter2":     "[redacted]",
		"ApiKey":      "[redacted]",
	} {
		if got := redact.Header(http.Header{"Authorization": {value}})["Authorization"]; got != want {
			t.Errorf("Authorization %q is shown as %q, want %q", value, got, want)
		}
	}
}

func TestURL(t *testing.T) {
	t.Parallel()

	tests := map[string]struct{ in, want string }{
		"plain":            {"https://api.example/v1/accounts?limit=50", "https://api.example/v1/accounts?limit=50"},
		"userinfo":         {"https://user:pass@api.example/v1", "https://[redacted]@api.example/v1"},
		"sensitive names":  {"https://api.example/cb?state=a&code=b&limit=1", "https://api.example/cb?code=[redacted]&limit=1&state=[redacted]"},
		"idempotency key":  {"/api-keys?idempotencyKey=3f2a", "/api-keys?idempotencyKey=[redacted]"},
		"empty value":      {"/cb?code=", "/cb?code="},
		"looks like a key": {"/x?q=" + apiKey, "/x?q=[redacted]"},
		"encoded secret":   {"/x?q=" + url.QueryEscape(whsec), "/x?q=[redacted]"},
		"URL in parameter": {"/x?next=" + url.QueryEscape("https://a.example/?token=abc"), "/x?next=[redacted]"},
		"key in the path":  {"/hooks/" + apiKey, "/hooks/[redacted]"},
		"fragment":         {"https://a.example/#access_token=abc", "https://a.example/#[redacted]"},
		"broken query":     {"/x?a=%zz&token=abc", "/x?[redacted]"},
		"opaque":           {"mailto:someone@example.com", "mailto:[redacted]"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, err := url.Parse(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, redact.URL(u)); diff != "" {
				t.Errorf("unexpected URL (-want +got):\n%s", diff)
			}
		})
	}
	if got := redact.URL(nil); got != "" {
		t.Errorf("no URL is shown as %q", got)
	}
}
