// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package leak_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/leak"
)

// Credentials in the form of each platform, none of them real.
var fakes = []leak.Secret{
	{Name: "Tok key", Text: "tok_sandbox_8Jq2mZx7Lk4Pw9Rt3Vb6Nc1Yd5Hf0GsA"},
	{Name: "signing secret", Text: "whsec_pX3/kV9+zQ1mN7bR5tY8wL2cF6hJ4dS0aGeUiOx="},
	{Name: "JWT", Text: "eyJhbGciOiJIUzI1NiJ9.eyJfaWQiOiI1ZjlkIn0.nIgUiyrVS4mSbDhibzT4Ur3szsHIR7QqA8alaMZThYg"},
	{Name: "app secret", Text: "oOYlyws99ps44fhdLjBgWd6xwXLcVzoKrLWCtRs1Bmz"},
	{Name: "chosen token", Text: `p"<4>\%x&/Zq7+tR{w9}'Ks~2`},
}

func searcher(t *testing.T, secrets ...leak.Secret) *leak.Searcher {
	t.Helper()
	s, err := leak.NewSearcher(secrets)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// everyCharacter writes each character of a text by a format.
func everyCharacter(format, text string) string {
	var out strings.Builder
	for _, r := range text {
		fmt.Fprintf(&out, format, r)
	}
	return out.String()
}

// written are the ways in which a secret may have got into a file.
func written(t *testing.T, text string) map[string]string {
	t.Helper()
	inJSON, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	twice, err := json.Marshal(string(inJSON))
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.StdEncoding.EncodeToString
	private := b64([]byte(`{"leak":"` + b64([]byte(`{"k":"`+text+`"}`)) + `"}`))
	half := len(text) / 2
	ways := map[string]string{
		"plain":                   text,
		"first half":              text[:len(text)-8],
		"second half":             text[half-8:],
		"JSON":                    string(inJSON),
		"JSON in JSON":            string(twice),
		"Go's %q":                 fmt.Sprintf("%q", text),
		"every character as \\u":  everyCharacter(`\u%04x`, text),
		"every character as \\U":  everyCharacter(`\U%08X`, text),
		"every character as \\x":  everyCharacter(`\x%02x`, text),
		"every character octal":   everyCharacter(`\%03o`, text),
		"one character as \\u":    text[:half] + fmt.Sprintf(`\u%04X`, text[half]) + text[half+1:],
		"\\u in a string in JSON": strings.ReplaceAll(everyCharacter(`\u%04x`, text), `\`, `\\`),
		"query":                   url.QueryEscape(text),
		"path":                    url.PathEscape(text),
		"query in a query":        url.QueryEscape(url.QueryEscape(text)),
		"every character percent": everyCharacter(`%%%02X`, text),
		"entities":                everyCharacter(`&#%d;`, text),
		"hex":                     hex.EncodeToString([]byte(text)),
		"HEX":                     strings.ToUpper(hex.EncodeToString([]byte(text))),
		"% x":                     fmt.Sprintf("% x", text),
		"%v of bytes":             fmt.Sprintf("%d", []byte(text)),
		"array of numbers":        strings.ReplaceAll(fmt.Sprintf("%d", []byte(text)), " ", ","),
		"hex in base64":           b64([]byte(hex.EncodeToString([]byte(text)))),
		"private data":            private,
		"two lines":               text[:half] + "\n│ " + text[half:],
		"two literals":            `"` + text[:half] + "\" +\n\t\"" + text[half:] + `"`,
		"reversed":                reverse(text),
	}
	for before := range 3 {
		padded := strings.Repeat("#", before) + text + "##"
		ways[fmt.Sprintf("base64, %d before", before)] = b64([]byte(padded))
		ways[fmt.Sprintf("base64url, %d before", before)] = base64.RawURLEncoding.EncodeToString([]byte(padded))
		for shift := range 3 {
			ways[fmt.Sprintf("base64 twice, %d and %d before", before, shift)] = b64([]byte(strings.Repeat("#", shift) + b64([]byte(padded))))
		}
	}
	return ways
}

func reverse(text string) string {
	bytes := []byte(text)
	slices.Reverse(bytes)
	return string(bytes)
}

// Each secret, in each way of writing, is found in the midst of a file, and is
// found as what it is.
func TestSearchFinds(t *testing.T) {
	t.Parallel()
	s := searcher(t, fakes...)
	for _, secret := range fakes {
		for way, text := range written(t, secret.Text) {
			finds := s.Search([]byte("2026-03-01 [DEBUG] a line % x\n{\"before\": \"" + text + "\", \"after\": 1}\n"))
			if len(finds) == 0 {
				t.Errorf("%s is not found, written as %s: %s", secret.Name, way, text)
			}
			for _, f := range finds {
				if f.Secret.Name != secret.Name {
					t.Errorf("%s, written as %s, is taken for %s", secret.Name, way, f)
				}
				if strings.Contains(f.String(), secret.Text) {
					t.Errorf("the description of a find repeats %s: %s", secret.Name, f)
				}
			}
		}
	}
}

// A window is enough wherever it lies, and less is not: a key's hint is for
// people.
func TestSearchWindow(t *testing.T) {
	t.Parallel()
	text := fakes[0].Text
	core := strings.TrimPrefix(text, "tok_sandbox_")
	s := searcher(t, fakes[0])
	for i := 0; i+12 <= len(core); i++ {
		if len(s.Search([]byte("…"+core[i:i+12]+"…"))) != 1 {
			t.Errorf("twelve characters from the %dth on are not one find", i)
		}
	}
	for _, harmless := range []string{
		"tok_sandbox_…f0GsA", core[:11], core[len(core)-11:], "keys begin with tok_sandbox_ or tok_live_", "",
		"sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
		strings.Replace(core, core[10:11], "…", 1)[:20],
	} {
		if finds := s.Search([]byte(harmless)); len(finds) > 0 {
			t.Errorf("%q is taken for %s", harmless, finds)
		}
	}
}

// The parts of a token that say what everybody knows are no find.
func TestSearchTokenPayload(t *testing.T) {
	t.Parallel()
	s := searcher(t, fakes[2])
	if finds := s.Search([]byte(fakes[2].Text[:strings.LastIndex(fakes[2].Text, ".")])); len(finds) > 0 {
		t.Errorf("header and payload are taken for %s", finds)
	}
}

// Two places are two finds, each with its place.
func TestSearchPlaces(t *testing.T) {
	t.Parallel()
	text := fakes[3].Text
	finds := searcher(t, fakes[3]).Search([]byte("a " + text + " b " + text + " c"))
	if len(finds) != 2 {
		t.Fatalf("got %d finds, expected 2: %s", len(finds), finds)
	}
	for i, from := range []int{2, 2 + len(text) + 3} {
		if f := finds[i]; f.From != from || f.To != from+len(text) || f.Form != "plain" || f.View != "" {
			t.Errorf("find %d is %+v, expected it from %d", i, f, from)
		}
	}
}

func TestSearchTooShort(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "whsec_short", "elevenchars"} {
		if _, err := leak.NewSearcher([]leak.Secret{{Name: "a short one", Text: text}}); err == nil {
			t.Errorf("%q is searched for", text)
		}
	}
}
