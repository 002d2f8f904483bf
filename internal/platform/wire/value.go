// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Instant parses RFC 3339 into UTC. "", which `null` becomes, is the zero time.
func Instant(field, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}, &FieldError{field, "is not an RFC 3339 instant"}
	}
	return t.UTC(), nil
}

// Times parses several instants and remembers the first that is not one.
type Times struct{ Err error }

// Parse is [Instant] with the error kept for later.
func (t *Times) Parse(field, text string) time.Time {
	at, err := Instant(field, text)
	if t.Err == nil {
		t.Err = err
	}
	return at
}

// Once returns a list that is meant as a set without repeated and empty items. A list
// that was not sent stays nil.
func Once(list []string) []string {
	if list == nil {
		return nil
	}
	once := make([]string, 0, len(list))
	for _, text := range list {
		if text != "" && !slices.Contains(once, text) {
			once = append(once, text)
		}
	}
	return once
}

// Seconds is a span as the control-plane contract sends it, in whole seconds,
// rounded up.
func Seconds(d time.Duration) int64 {
	return int64((d + time.Second - 1) / time.Second)
}

// plainAmount is a decimal number as a person writes it: at most four digits after
// the point, as in Tok's documents, and before it more than any currency needs.
// Sums of such numbers are exact.
var plainAmount = regexp.MustCompile(`^-?[0-9]{1,38}(\.[0-9]{1,4})?$`)

// anyAmount is a decimal number of any length, with or without an exponent.
var anyAmount = regexp.MustCompile(`^-?([0-9]+)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// Amount parses an amount of money exactly; it refuses to round.
func Amount(field, text string) (decimal.Decimal, error) {
	if !plainAmount.MatchString(text) {
		return decimal.Decimal{}, &FieldError{field, notPlain(text)}
	}
	value, err := decimal.NewFromString(text)
	if err != nil {
		return decimal.Decimal{}, &FieldError{field, "is not a decimal number"}
	}
	return value, nil
}

// notPlain says why an amount is refused.
func notPlain(text string) string {
	switch parts := anyAmount.FindStringSubmatch(text); {
	case parts == nil:
		return "is not a decimal number"
	case parts[3] != "":
		return "is written with an exponent, so that nobody knows whether it is exact"
	case len(parts[2]) > len(".0000"):
		return "has more than four decimals"
	default:
		return fmt.Sprintf("has %d digits before its point, more than the 38 that are read", len(parts[1]))
	}
}
