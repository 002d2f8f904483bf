// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Name accepts what people can read in a dashboard.
func Name() validator.String {
	return text{description: "a printable text without spaces at its ends", summary: "Not a usable name", check: NameProblem}
}

// NotBlank accepts a text that has something to see in it.
func NotBlank() validator.String {
	return text{description: "a text that is not empty and not only white space", summary: "Empty text", check: BlankProblem}
}

// BlankProblem says that there is nothing to see in a text, "" where there is.
func BlankProblem(text string) string {
	if strings.TrimFunc(text, unseen) != "" {
		return ""
	}
	return fmt.Sprintf("Got %q, in which there is nothing to see. Expected a text; leave the attribute out for none.", text)
}

// unseen reports whether a character leaves at most a gap: Unicode's white space,
// and letters that are only there to be left out, such as the Hangul filler.
func unseen(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// NameProblem says why a text is not a name that everybody reads alike, "" where it
// is one.
func NameProblem(name string) string {
	const expected = "Expected a printable text, without line breaks and without spaces at its ends."
	if trimmed := strings.TrimFunc(name, unseen); trimmed != name || name == "" {
		return fmt.Sprintf("Got %q, which is empty or has spaces at its ends. %s", name, expected)
	}
	plain := []rune(flag.ReplaceAllString(name, "⚑"))
	for i, r := range plain {
		if r == joiner || r == nonJoiner {
			if joins(plain, i) {
				continue
			}
			return fmt.Sprintf("Got %q, which has the joiner %U where it joins nothing. %s", name, r, expected)
		}
		if !printable(r) {
			return fmt.Sprintf("Got %q, which has the character %U in it. %s", name, r, expected)
		}
	}
	return ""
}

// Joiners are not seen themselves. They decide how their neighbours look: letters
// of Persian, Devanagari and other scripts, and the parts of an emoji.
const (
	joiner    = '\u200d'
	nonJoiner = '\u200c'
)

// joins reports whether the joiner at a place stands between two characters that
// it can join. Behind a mark, such as a virama, it may end a word.
func joins(name []rune, i int) bool {
	joinable := func(at int) bool {
		return at >= 0 && at < len(name) && unicode.In(name[at], unicode.L, unicode.M, unicode.S)
	}
	return joinable(i-1) && (joinable(i+1) || unicode.IsMark(name[i-1]))
}

// flag is the emoji of a flag such as England's, which spells its name in
// characters that are not seen.
var flag = regexp.MustCompile(`\x{1F3F4}[\x{E0030}-\x{E0039}\x{E0061}-\x{E007A}]+\x{E007F}`)

// printable reports whether a character can be seen and moves no other one: none
// that controls, breaks a line or turns the direction of writing. What Unicode
// assigns some day passes.
func printable(r rune) bool {
	return unicode.Is(unicode.Prepended_Concatenation_Mark, r) ||
		!unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp)
}
