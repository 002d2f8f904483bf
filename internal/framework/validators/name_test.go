// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package validators_test

import (
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/validators"
)

func TestName(t *testing.T) {
	t.Parallel()
	check(t, validators.Name(), []string{
		"x",
		"ci nightly, EU",
		"ci\u00a0nightly\u3000EU", // Spaces within, as some keyboards make them.
		"Ključ za žito",
		"می\u200cخواهم",          // Persian: a non-joiner within a word.
		"क\u094d\u200dष",         // Devanagari: a joiner behind a virama,
		"शुक\u094d\u200cल",       // and a non-joiner.
		"അവന\u0d4d\u200d വന്നു",  // Malayalam: a joiner ends a word,
		"അവന\u0d4d\u200d",        // or the name.
		"👨\u200d👩\u200d👧 family", // A family,
		"👩🏽\u200d⚕️",             // with a colour of skin and a variation,
		"🏃\u200d➡️ 🙂\u200d↔️",    // and with arrows.
		"🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", // England's flag.
		"\u06dd٣",    // A sign that Unicode counts among the invisible ones.
		"\U0001fae9", // Newer than some tables.
	}, map[string]string{
		"":                 "empty",
		" ":                "spaces at its ends",
		"\u00a0":           `"\u00a0"`,
		"\u3000":           `"\u3000"`,
		"\u3164":           "spaces at its ends", // The Hangul filler, a letter that nobody sees.
		" ci":              "spaces at its ends",
		"ci ":              "spaces at its ends",
		"ci\u00a0":         "spaces at its ends",
		"\u3000ci":         "spaces at its ends",
		"ci\u2007":         "spaces at its ends",
		"ci\n":             "spaces at its ends",
		"ci\nnightly":      "U+000A",
		"ci\u2028nightly":  "U+2028",
		"ci\u0085nightly":  "U+0085",
		"ci\x00":           "U+0000",
		"ci\u202enightly":  "U+202E", // Turns what follows around.
		"ci\u200bnightly":  "U+200B",
		"ci\ufeffnightly":  "U+FEFF",
		"\u200d":           "joins nothing",
		"\u200dci":         "joins nothing",
		"ci\u200d":         "joins nothing",
		"ci\u200c nightly": "joins nothing",
		"ci\u200d\u200cx":  "joins nothing",
		"1\u200d2":         "joins nothing",
		"ci\U000e0067":     "U+E0067",
		"🏴\U000e0067":      "U+E0067", // A flag that does not end.
	})
}

func TestNotBlank(t *testing.T) {
	t.Parallel()
	check(t, validators.NotBlank(), []string{"x", " x ", "two\nlines\n", "é"}, map[string]string{
		"":       `""`,
		" \t\n":  "nothing to see", //nolint:gocritic // White space is what it is about.
		"\u00a0": "nothing to see",
		"\u3000": "nothing to see",
		"\u3164": "nothing to see",
	})
}
