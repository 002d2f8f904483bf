// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package discreet

import (
	"testing"
	"unicode/utf8"
)

func TestPrintable(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"":                                 "",
		"two\nlines and\ta tab":            "two\nlines and\ta tab",
		"Windows\r\nlines":                 "Windows\nlines",
		"over\rwritten":                    "over\uFFFDwritten",
		"\x1b[2Jcleared":                   "\uFFFD[2Jcleared",
		"\x1b]0;title\a":                   "\uFFFD]0;title\uFFFD",
		"back\b\b\x00\x7f":                 "back\uFFFD\uFFFD\uFFFD\uFFFD",
		"C1 \u009b31m":                     "C1 \uFFFD31m",
		"re\u202eordered\u2066":            "re\uFFFDordered\uFFFD",
		"no UTF-8 \xff\xc3(":               "no UTF-8 \uFFFD\uFFFD(",
		"\u06a9\u200c\u06cc \u2026 \u00e9": "\u06a9\u200c\u06cc \u2026 \u00e9",
	} {
		if got := printable(given); got != want {
			t.Errorf("%q became %q, want %q", given, got, want)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	for _, seed := range []string{"", "a\r\n\x1b[31m", "\xff\u202e\u009b", "tok_sand\x00box_0123456789abcdef"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := printable(text)
		if !utf8.ValidString(got) || printable(got) != got {
			t.Errorf("%q became %q", text, got)
		}
		for _, r := range got {
			if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 {
				t.Errorf("%q is left with %q", text, r)
			}
		}
	})
}
