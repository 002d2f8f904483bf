// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	str2duration "github.com/xhit/go-str2duration/v2"
)

// longestDuration is the longest that any attribute takes: a hundred years of 365
// days, as in the control-plane contract. Two of them still add up.
const longestDuration = 36500 * 24 * time.Hour

// ErrTooLong says that a duration is longer than any attribute takes.
var ErrTooLong = errors.New(`it is longer than "36500d", the longest duration that works`)

// ParseDuration reads a duration as Go writes it, with days and weeks besides:
// "90d", "2w", "36h", "1d12h". A day is 24 hours and a week 7 days: they are
// lengths of time, not dates in a calendar.
func ParseDuration(text string) (time.Duration, error) {
	d, err := str2duration.ParseDuration(text)
	switch {
	case tooLong(text, d, err):
		return 0, ErrTooLong
	case err != nil:
		return 0, errors.New("it is not a duration")
	}
	return d, nil
}

// written is the form of a duration of any length.
var written = regexp.MustCompile(`^\+?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h|d|w))+$`)

// tooLong reports whether a text is a duration beyond the longest, given the result of
// its parser: parsers refuse what they cannot hold as if it were no duration.
func tooLong(text string, parsed time.Duration, err error) bool {
	return parsed > longestDuration || (err != nil && written.MatchString(text))
}

// PositiveDuration accepts a duration above zero.
func PositiveDuration() validator.String {
	return duration("a duration above zero", func(d time.Duration) bool { return d > 0 })
}

// Seconds accepts a duration of at least a second: platforms count in seconds.
func Seconds() validator.String {
	return duration("a duration of at least one second", func(d time.Duration) bool { return d >= time.Second })
}

// SecondsOrNone accepts zero as well.
func SecondsOrNone() validator.String {
	return duration("zero, or a duration of at least one second", func(d time.Duration) bool { return d == 0 || d >= time.Second })
}

func duration(expected string, ok func(time.Duration) bool) validator.String {
	return text{
		description: expected,
		summary:     "Not a usable duration",
		check: func(value string) string {
			switch d, err := ParseDuration(value); {
			case errors.Is(err, ErrTooLong):
				return fmt.Sprintf("Got %q, which is too long: %v. Expected less.", value, err)
			case err != nil || !ok(d):
				return fmt.Sprintf(`Got %q. Expected %s: a number with a unit, or several: "90d", "12w", "36h", "1d12h", "30m" (a day is 24 hours).`, value, expected)
			}
			return ""
		},
	}
}

// Timeout accepts a duration above zero, as the library for `timeouts` reads it. For
// users who want none, instead says what to do.
func Timeout(instead string) validator.String {
	return text{
		description: "a duration above zero such as 30s or 5m",
		summary:     "Not a usable duration",
		check: func(value string) string {
			const expected = `Expected a duration above zero, a number with a unit: "500ms", "30s", "5m", "1h30m".`
			d, err := time.ParseDuration(value)
			switch {
			case tooLong(value, d, err) && !strings.ContainsAny(value, "dw"):
				return fmt.Sprintf(`Got %q, which is too long. Expected a duration of at most "%.0fh".`, value, longestDuration.Hours())
			case err != nil:
				return fmt.Sprintf("Got %q. %s", value, expected)
			case d <= 0:
				return fmt.Sprintf("Got %q, which is not above zero. %s %s", value, expected, instead)
			}
			return ""
		},
	}
}
