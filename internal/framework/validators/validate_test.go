// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package validators_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

// run validates a value and returns what is wrong with it, "" for nothing.
func run(t *testing.T, v validator.String, value types.String) string {
	t.Helper()
	var resp validator.StringResponse
	v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("x"), ConfigValue: value}, &resp)
	var texts []string
	for _, d := range resp.Diagnostics {
		texts = append(texts, d.Summary()+": "+d.Detail())
	}
	return strings.Join(texts, "\n")
}

// check tries good and bad values; each bad one has to be quoted or explained
// by the given text.
func check(t *testing.T, v validator.String, good []string, bad map[string]string) {
	t.Helper()
	for _, value := range good {
		if problem := run(t, v, types.StringValue(value)); problem != "" {
			t.Errorf("%q is refused: %s", value, problem)
		}
	}
	for value, want := range bad {
		problem := run(t, v, types.StringValue(value))
		if problem == "" {
			t.Errorf("%q is accepted", value)
		} else if !strings.Contains(problem, want) || !strings.Contains(problem, "Got ") || !strings.Contains(problem, "Expected ") {
			t.Errorf("%q: the error does not say what was got, what is expected and %q: %s", value, want, problem)
		}
	}
	for _, value := range []types.String{types.StringNull(), types.StringUnknown()} {
		if problem := run(t, v, value); problem != "" {
			t.Errorf("%s is refused: %s", value, problem)
		}
	}
	if v.Description(t.Context()) == "" || v.MarkdownDescription(t.Context()) == "" {
		t.Error("the validator does not describe itself")
	}
}

func TestURL(t *testing.T) {
	t.Parallel()
	check(t, validators.URL(), []string{
		"https://example.com",
		"https://example.com:8443/callback?tenant=1",
		"https://xn--bcher-kva.example/",
		"https://203.0.113.7/hook",
		"http://localhost:8080/callback",
		"http://127.0.0.1:8787/tok/v1",
		"http://127.9.9.9/",
		"http://[::1]:8787/",
		"HTTPS://EXAMPLE.COM/",
	}, map[string]string{
		"":                               "empty text",
		"example.com":                    `"example.com"`,
		"/callback":                      `"/callback"`,
		"//example.com/callback":         "scheme",
		"ftp://example.com":              `"ftp"`,
		"javascript:alert(1)":            `"javascript"`,
		"https://":                       "no host",
		"https:///callback":              "no host",
		"https://:443/":                  "no host",
		"https:example.com":              "no host",
		"https://example.com/#top":       "fragment",
		"http://example.com":             "not encrypted",
		"http://localhost.example.com/":  "not encrypted",
		"http://10.0.0.1/":               "not encrypted",
		"http://128.0.0.1/":              "not encrypted",
		"http://0.0.0.0/":                "not encrypted",
		"https://exa mple.com/":          "white space in it",
		"https://example.com/a b":        "%20",
		"https://example.com/a\u00a0b":   "white space in it",
		"https://example.com/a\tb":       "white space in it",
		"https://example.com/hook ":      "white space at its beginning or end",
		"https://example.com/hook\u3000": "white space at its beginning or end",
		"https://example.com/%zz":        "not a URL",
		"https://example.com:port/":      "not a URL",
		"https://example.com/\n":         "white space at its beginning or end",
		" https://example.com":           "white space at its beginning or end",
	})
	// What counts is characters, not bytes.
	longest := "https://example.com/" + strings.Repeat("é", 2048-20)
	check(t, validators.URL(), []string{longest}, map[string]string{longest + "é": "2049 characters"})
}

// TestURLKeepsPasswords proves that no error repeats a password, whatever else
// is wrong with the URL.
func TestURLKeepsPasswords(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"https://me:hunter2secret@example.com/",
		"https://hunter2secret@example.com/",
		"http://me:hunter2secret@example.com/",
		"ftp://me:hunter2secret@example.com/",
		"//me:hunter2secret@example.com/",
		"me:hunter2secret@example.com",
		"https://me:hunter2secret@/",
		"https://me:hunter2secret@example.com/#top",
		"https://me:hunter2secret@exa mple.com/",
	} {
		problem := run(t, validators.URL(), types.StringValue(value))
		if problem == "" {
			t.Errorf("%q is accepted", value)
		}
		if strings.Contains(problem, "hunter2secret") {
			t.Errorf("the error repeats the password: %s", problem)
		}
	}
}

func TestDate(t *testing.T) {
	t.Parallel()
	check(t, validators.Date(), []string{"2026-01-31", "2024-02-29", "1999-12-31"}, map[string]string{
		"":                     `""`,
		"2026-02-29":           `"2026-02-29"`,
		"2026-13-01":           `"2026-13-01"`,
		"2026-1-1":             `"2026-1-1"`,
		"31.01.2026":           "year first",
		"01/31/2026":           "2026-01-31",
		"2026-01-31T00:00:00Z": `"2026-01-31T00:00:00Z"`,
		"2026 01 31":           `"2026 01 31"`,
		"today":                `"today"`,
	})
}

func TestIBAN(t *testing.T) {
	t.Parallel()
	check(t, validators.IBAN(), []string{"HR1210010051863000160", "HR12 1001 0051 8630 0016 0"}, map[string]string{
		"":                      "empty",
		"HR1210010051863000106": "check digits",
		"US1210010051863000160": "country",
		"HR12100100518630001":   "21",
	})
}
