// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"regexp"
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

// Seconds is a span as the control-plane contract sends it, in whole seconds,
// rounded up.
func Seconds(d time.Duration) int64 {
	return int64((d + time.Second - 1) / time.Second)
}

// plainAmount is what NUMERIC(19,4) can hold, the type of Tok's documents. The
// platforms write exponents only for what does not fit it.
var plainAmount = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,4})?$`)

// Amount parses an amount of money, exactly: at most fifteen digits before the
// point and four after it, without an exponent. What does not fit is refused,
// not rounded.
func Amount(field, text string) (decimal.Decimal, error) {
	if !plainAmount.MatchString(text) {
		return decimal.Decimal{}, &FieldError{field, "is not a decimal number with at most four decimals"}
	}
	value, err := decimal.NewFromString(text)
	if err != nil {
		return decimal.Decimal{}, &FieldError{field, "is not a decimal number"}
	}
	return value, nil
}
