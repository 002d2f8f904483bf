// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apihttp_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
)

// field returns which field an error is about; "none" for no error.
func field(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return "none"
	}
	invalid, ok := errors.AsType[*apihttp.InvalidError](err)
	if !ok || invalid.Error() == "" {
		t.Fatalf("got %v, expected an Invalid with a message", err)
	}
	return invalid.Field
}

func TestParseFields(t *testing.T) {
	t.Parallel()
	for body, ok := range map[string]bool{
		`{}`: true, ` {"a":1} `: true, ``: false, `null`: false, `[]`: false, `"a"`: false, `{"a":1`: false, `{} {}`: false, `{}x`: false,
	} {
		f, err := apihttp.ParseFields([]byte(body))
		if (err == nil) != ok || (ok && f == nil) || (!ok && field(t, err) != "") {
			t.Errorf("%s: got %v, %v", body, f, err)
		}
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	f, err := apihttp.ParseFields([]byte(`{"text":"ab","empty":"","null":null,"n":7,"half":1.5,"list":[1]}`))
	if err != nil {
		t.Fatal(err)
	}
	if !f.Has("null") || f.Has("absent") || !f.Null("null") || f.Null("absent") || f.Null("n") || f.Given("null") || f.Given("absent") || !f.Given("empty") {
		t.Error("null, absent and given are mixed up")
	}
	if err := f.Only("text", "empty", "null", "n", "half"); field(t, err) != "list" {
		t.Errorf("got %v, expected the unknown field", err)
	}
	if err := f.Only("text", "empty", "null", "n", "half", "list", "absent"); err != nil {
		t.Errorf("got %v for known fields", err)
	}
	text := func(name string, longest int) (string, bool, error) { return f.Text(name, longest) }
	for name, tt := range map[string]struct {
		longest int
		value   string
		ok      bool
		wrong   string
	}{
		"text": {2, "ab", true, "none"}, "absent": {2, "", false, "none"}, "empty": {2, "", false, "empty"}, "null": {2, "", false, "null"}, "n": {2, "", false, "n"},
	} {
		value, ok, err := text(name, tt.longest)
		if value != tt.value || ok != tt.ok || field(t, err) != tt.wrong {
			t.Errorf("%s: got %q, %t, %v", name, value, ok, err)
		}
	}
	if _, _, err := f.Text("text", 1); field(t, err) != "text" {
		t.Errorf("got %v for a text that is too long", err)
	}
	if _, err := f.RequiredText("absent", 9); field(t, err) != "absent" {
		t.Errorf("got %v for a missing text", err)
	}
	if got, err := f.RequiredText("text", 9); got != "ab" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	for name, wrong := range map[string]string{"n": "none", "absent": "none", "half": "half", "text": "text", "null": "null", "list": "list"} {
		n, ok, err := f.Whole(name, 1, 7)
		if field(t, err) != wrong || ok != (name == "n") || (ok && n != 7) {
			t.Errorf("%s: got %d, %t, %v", name, n, ok, err)
		}
	}
	for _, bounds := range [][2]int64{{8, 9}, {1, 6}} {
		if _, _, err := f.Whole("n", bounds[0], bounds[1]); field(t, err) != "n" {
			t.Errorf("7 is taken as %v", bounds)
		}
	}
}

func TestJSONType(t *testing.T) {
	t.Parallel()
	for contentType, ok := range map[string]bool{
		"application/json": true, "Application/JSON;charset=utf-8": true, "": false, "text/plain": false, "application/json;": true, ";": false,
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
		r.Header.Set("Content-Type", contentType)
		if err := apihttp.JSONType(r); (err == nil) != ok {
			t.Errorf("%q: got %v", contentType, err)
		}
	}
}

func TestCheckURL(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"https://example.com":          "",
		"https://example.com/a?b=c":    "",
		"http://127.0.0.1:9/hook":      "",
		"http://[::1]/":                "",
		"http://LOCALHOST:1":           "",
		"http://example.com":           `"http"`,
		"http://127.0.0.1.example.com": `"http"`,
		"ftp://example.com/secret":     `"ftp"`,
		"https://u:secret@example.com": "credentials",
		"https://example.com/#secret":  "fragment",
		"/secret":                      "no absolute URL",
		"secret":                       "no absolute URL",
		"https:///secret":              "no absolute URL",
		"https://example.com/ secret":  "no absolute URL",
		"https://exa mple.com":         "no absolute URL",
		":":                            "no absolute URL",
	} {
		err := apihttp.CheckURL("url", text)
		if (err == nil) != (says == "") || (err != nil && (field(t, err) != "url" || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "secret"))) {
			t.Errorf("%s: got %v, expected %q", text, err, says)
		}
	}
}

func TestClip(t *testing.T) {
	t.Parallel()
	if got := apihttp.Clip(strings.Repeat("č", 60)); got != strings.Repeat("č", 60) {
		t.Errorf("got %q, expected it whole", got)
	}
	if got := apihttp.Clip(strings.Repeat("č", 61)); got != strings.Repeat("č", 60)+"…" {
		t.Errorf("got %q, expected its beginning", got)
	}
	if got := apihttp.Quoted(nil) + apihttp.Quoted([]string{"a", "b"}); got != `none"a", "b"` {
		t.Errorf("got %q", got)
	}
}

// TestCanonical compares requests that are the same, and not.
func TestCanonical(t *testing.T) {
	t.Parallel()
	write := func(endpoint, body string) string {
		t.Helper()
		text, err := apihttp.Canonical(endpoint, []byte(body))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if write("POST /a", `{"a":1,"b":[true]}`) != write("POST /a", " {\"b\": [true],\n\"a\":1}") {
		t.Error("spacing and order make another request")
	}
	if write("POST /a", "") != write("POST /a", " \n") {
		t.Error("space makes a body")
	}
	seen := map[string]bool{}
	for _, request := range [][2]string{
		{"POST /a", `{"a":1}`},
		{"POST /b", `{"a":1}`},
		{"POST /a", `{"a":"1"}`},
		{"POST /a", `{"a":1.0}`},
		{"POST /a", `{"a":10000000000000001}`},
		{"POST /a", `{"a":10000000000000000}`},
		{"POST /a", `{}`},
		{"POST /a", `[]`},
		{"POST /a", ``},
	} {
		text := write(request[0], request[1])
		if seen[text] {
			t.Errorf("%v is the same as another", request)
		}
		seen[text] = true
	}
	if _, err := apihttp.Canonical("POST /a", []byte(`{`)); field(t, err) != "" {
		t.Errorf("got %v for half an object", err)
	}
}
