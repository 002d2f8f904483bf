// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import "testing"

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
