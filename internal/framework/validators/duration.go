// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// LongestDuration is the longest that any attribute takes: a hundred years of 365
// days, as in the control-plane contract. Two of them still add up.
const LongestDuration = 36500 * 24 * time.Hour

// written is what a duration looks like, whatever its length.
var written = regexp.MustCompile(`^\+?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h|d|w))+$`)

// TooLong reports whether a text is a duration beyond the longest, given what its
// parser has made of it: parsers call what they cannot hold no duration at all.
func TooLong(text string, parsed time.Duration, err error) bool {
	return parsed > LongestDuration || (err != nil && written.MatchString(text))
}

// PositiveDuration accepts a duration above zero, as Go writes it. For those who want
// none, instead says what they do; "" is nothing.
func PositiveDuration(instead string) validator.String {
	return text{
		description: "a duration above zero such as 30s or 5m",
		summary:     "Not a usable duration",
		check: func(value string) string {
			const expected = `Expected a duration above zero, a number with a unit: "500ms", "30s", "5m", "1h30m".`
			d, err := time.ParseDuration(value)
			switch {
			case TooLong(value, d, err) && !strings.ContainsAny(value, "dw"):
				return fmt.Sprintf(`Got %q, which is too long. Expected a duration of at most "%.0fh".`, value, LongestDuration.Hours())
			case err != nil:
				return fmt.Sprintf("Got %q. %s", value, expected)
			case d <= 0:
				return strings.TrimSpace(fmt.Sprintf("Got %q, which is not above zero. %s %s", value, expected, instead))
			}
			return ""
		},
	}
}
