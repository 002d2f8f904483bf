// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package discreet

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// printable returns the text with U+FFFD in place of what a terminal obeys instead of
// showing it: control characters other than the line feed and the tab, and those that
// reorder the text around them. A line feed alone ends a line.
func printable(text string) string {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, obeyed) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if obeyed(r) {
			return utf8.RuneError
		}
		return r // U+FFFD for a byte that is no UTF-8.
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}

func obeyed(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
}
