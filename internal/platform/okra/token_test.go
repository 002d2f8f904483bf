// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"strings"
	"testing"
)

// TestCheckToken proves that what cannot go into a header is refused, without
// repeating it.
func TestCheckToken(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"t": "", strings.Repeat("~", 512): "",
		"": "0 bytes", "Bearer SECRET": "13 bytes", "SECRET\n": "7 bytes", strings.Repeat("S", 513): "513 bytes", "é": "2 bytes",
	} {
		got := checkToken(text)
		if (want == "") != (got == "") || !strings.Contains(got, want) || strings.Contains(got, "SECRET") {
			t.Errorf("of %q it says %q, want %q", text, got, want)
		}
	}
}
