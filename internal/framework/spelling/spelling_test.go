// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package spelling

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// TestSameURL has the examples of RFC 3986, 6.2, and what a platform's URL parser
// makes of a URL.
func TestSameURL(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"https://example.com", "https://example.com/", true},
		{"https://example.com?a=b", "https://example.com/?a=b", true},
		{"HTTPS://EXAMPLE.com/", "https://example.com/", true},
		{"https://example.com:443/", "https://example.com/", true},
		{"https://example.com:/", "https://example.com/", true},
		{"http://127.0.0.1:80/x", "http://127.0.0.1/x", true},
		{"https://[::1]:443/", "https://[::1]/", true},
		{"https://[2001:DB8::A]/", "https://[2001:db8::a]/", true},
		{"https://a.example/%7Ejo/%2d", "https://a.example/~jo/-", true},
		{"https://a.example/%3a", "https://a.example/%3A", true},
		{"https://a.example/?q=%c3%a4", "https://a.example/?q=%C3%A4", true},
		{"https://a.example/ä?ö", "https://a.example/%C3%A4?%c3%b6", true},
		{"https://bücher.example/", "https://xn--bcher-kva.example/", true},
		{"https://a.example/a/./b/../c", "https://a.example/a/c", true},
		{"https://a.example/..", "https://a.example/", true},
		{"https://a.example/a/%2E%2e/b", "https://a.example/b", true},
		{"https://a.example/a/b/..", "https://a.example/a/", true},
		{"https://a.example/a/.", "https://a.example/a/", true},

		{"https://example.com/a", "https://example.com/a/", false},
		{"https://example.com/A", "https://example.com/a", false},
		{"https://example.com/", "http://example.com/", false},
		{"https://example.com:80/", "https://example.com/", false},
		{"https://example.com:8443/", "https://example.com/", false},
		{"https://example.com/?a", "https://example.com/?A", false},
		{"https://example.com/", "https://example.com/?", false},
		{"https://example.com/a//b", "https://example.com/a/b", false},
		{"https://example.com/a%2Fb", "https://example.com/a/b", false},
		{"https://example.com/?a=1&b=2", "https://example.com/?b=2&a=1", false},
		{"https://example.com/%4", "https://example.com/%04", false},
		{"https://example.com./", "https://example.com/", false},
		{"https://www.example.com/", "https://example.com/", false},
		{"a", "A", false},
		{"", "/", false},
	} {
		if got := SameURL(test.a, test.b); got != test.same || SameURL(test.b, test.a) != test.same {
			t.Errorf("%q and %q: got %t (%q and %q)", test.a, test.b, got, normalURL(test.a), normalURL(test.b))
		}
	}
}

func TestSameText(t *testing.T) {
	t.Parallel()
	for other, same := range map[string]bool{
		"Café\nbar": true, "Cafe\u0301\nbar": true, " Café\nbar\u00a0": true, "Café\r\nbar\n": true,
		"café\nbar": false, "Cafe\nbar": false, "Café bar": false, "Café\n\nbar": false, "": false,
	} {
		if SameText("Café\nbar", other) != same {
			t.Errorf("%q: want %t", other, same)
		}
	}
}

func TestKeep(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		known types.String
		said  string
		want  types.String
	}{
		{types.StringNull(), " a", types.StringValue(" a")},
		{types.StringUnknown(), " a", types.StringValue(" a")},
		{types.StringValue("a"), " a", types.StringValue("a")},
		{types.StringValue("a"), "b", types.StringValue("b")},
		{types.StringValue("a"), "", types.StringNull()},
	} {
		if got := Keep(test.known, test.said, SameText); !got.Equal(test.want) {
			t.Errorf("%s, which the platform calls %q: got %s, want %s", test.known, test.said, got, test.want)
		}
	}
}

// FuzzSameURL proves that the normal form of a URL is a URL in its normal form, and
// that nothing else than letters of escapes, host and scheme changes in length.
func FuzzSameURL(f *testing.F) {
	for _, seed := range []string{
		"https://example.com", "HTTP://u:P@[::1]:80/a/../b/./%7e%zz?x=%c3%A4#f", "https://bücher.example:443/ä", "//", "https://a/..//..", "a:b", "https://%41/",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, url string) {
		normal := normalURL(url)
		if again := normalURL(normal); again != normal {
			t.Errorf("%q: %q is not in its normal form, %q", url, normal, again)
		}
		if !SameURL(url, normal) || !SameURL(url, url) {
			t.Errorf("%q is not the same as its normal form %q", url, normal)
		}
	})
}
