// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire_test

import (
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

// TestID proves that what a terminal obeys, and what a command takes for two words,
// is no id, and that no error repeats it.
func TestID(t *testing.T) {
	t.Parallel()
	for id, right := range map[string]bool{
		"key_01J9Z3N8QK4W6V2XARB7TCMD5E": true, "5d6fe57a4099cc4b210bbec7": true, "erste-hr": true, "a/b:c": true, "é": true,
		"": false, "key_1\x1b[2J": false, "key_1\a": false, "key_1\r": false, "key_1\n": false, "key 1": false, "key_1\u202e": false, "key_1\u00a0": false, "key_1\u009b": false,
	} {
		if err := wire.ID("id", id); (err == nil) != right {
			t.Errorf("%q: %v", id, err)
		} else if err != nil && (!strings.Contains(err.Error(), `"id"`) || strings.Contains(err.Error(), "key")) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// TestPageURL proves that a person is sent to nothing but a page.
func TestPageURL(t *testing.T) {
	t.Parallel()
	for url, right := range map[string]bool{
		"": true, "https://bank.example/sca?handle=1#top": true, "http://127.0.0.1:8787/tok/v1/sca/abc": true, "HTTPS://bank.example/": true, "https://m\u00fcller.example/": true,
		"javascript:alert(1)": false, "data:text/html,hi": false, "file:///etc/passwd": false, "//bank.example/sca": false, "/sca": false, "https:": false, "https:///sca": false,
		"https://bank.example/\x1b[2J": false, "https://bank.example/\r": false, "https://bank.example/a b": false, "https://bank.example/\u202efdp": false,
		"https://bank.example@evil.example/": false, "https://user:pass@bank.example/": false, " https://bank.example/": false,
	} {
		if err := wire.PageURL("redirectUrl", url); (err == nil) != right {
			t.Errorf("%q: %v", url, err)
		} else if err != nil && (!strings.Contains(err.Error(), `"redirectUrl"`) || strings.Contains(err.Error(), "bank")) {
			t.Errorf("%q: %v", url, err)
		}
	}
}
