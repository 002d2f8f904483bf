// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/wire"
)

func TestTimes(t *testing.T) {
	t.Parallel()
	var all wire.Times
	if got := all.Parse("a", "2026-03-01T13:00:00.5+01:00"); !got.Equal(time.Date(2026, 3, 1, 12, 0, 0, 5e8, time.UTC)) || got.Location() != time.UTC {
		t.Errorf("got %s", got)
	}
	if got := all.Parse("b", ""); !got.IsZero() || all.Err != nil {
		t.Errorf("got %s and %v for nothing", got, all.Err)
	}
	for _, field := range []string{"c", "d"} {
		if got := all.Parse(field, "2026-03-01"); !got.IsZero() {
			t.Errorf("got %s", got)
		}
	}
	if all.Err == nil || all.Err.Error() != `the field "c" is not an RFC 3339 instant` {
		t.Errorf("got %v, want an error about the first of them", all.Err)
	}
}

func TestSeconds(t *testing.T) {
	t.Parallel()
	for span, want := range map[time.Duration]int64{
		0: 0, 1: 1, time.Second: 1, time.Second + 1: 2, 24 * time.Hour: 86400,
	} {
		if got := wire.Seconds(span); got != want {
			t.Errorf("%s: got %d, want %d", span, got, want)
		}
	}
}

// TestAmount proves that a refused amount is told by what is wrong with it, and a long
// one is read exactly.
func TestAmount(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"12345678901234567890":       "",
		"-12345678901234567890.1234": "",
		"1.00001":                    "has more than four decimals",
		"12345678901234567890.12345": "has more than four decimals",
		"1e3":                        "is written with an exponent",
		"1.5E-4":                     "is written with an exponent",
		"999999999999999999999999999999999999999": "has 39 digits before its point",
		"1,5": "is not a decimal number",
		"":    "is not a decimal number",
	} {
		value, err := wire.Amount("amount", text)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
		if err == nil && value.String() != text {
			t.Errorf("%q was read as %s", text, value)
		}
	}
}

// FuzzAmount proves that an amount is read exactly or refused by the name of its
// field: written with four decimals it is the text again.
func FuzzAmount(f *testing.F) {
	for _, seed := range []string{"0", "-0.0000", "007.10", "999999999999999.9999", "-12.5", "1e3", "1.00001", "1000000000000000", "12345678901234567890.1234", "+1", ".5", "5.", "٣", "0x1", "NaN", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, err := wire.Amount("amount", text)
		if err != nil {
			if !strings.Contains(err.Error(), `"amount"`) {
				t.Errorf("the error does not name the field: %v", err)
			}
			return
		}
		if want, err := decimal.NewFromString(text); err != nil || !want.Equal(value) || len(text) > len("-.9999")+38 {
			t.Errorf("%q was read as %s", text, value)
		}
		again, err := wire.Amount("amount", value.StringFixed(4))
		if err != nil || !again.Equal(value) {
			t.Errorf("%q was read as %s and then as %s, %v", text, value, again, err)
		}
	})
}

// FuzzInstant proves that an instant is read exactly or refused by the name of
// its field: written again, in UTC, it is the same instant.
func FuzzInstant(f *testing.F) {
	for _, seed := range []string{
		"2026-03-01T12:00:00Z", "2026-03-01T13:00:00.5+01:00", "9999-12-31T23:59:59.999999999-23:59", "0000-01-01T00:00:00+14:00",
		"2026-03-01", "2026-02-30T12:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01t12:00:00z", "2026-03-01T12:00:00,5Z", "1772366400", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := wire.Instant("created_at", text)
		switch {
		case err != nil:
			if !strings.Contains(err.Error(), `"created_at"`) || (len(text) > 12 && strings.Contains(err.Error(), text)) || !at.IsZero() {
				t.Errorf("%q: got %s and %v", text, at, err)
			}
			return
		case text == "":
			if !at.IsZero() {
				t.Errorf("nothing was read as %s", at)
			}
			return
		case at.Location() != time.UTC:
			t.Errorf("%q was read as %s, which is not UTC", text, at)
		}
		if year := at.Year(); year < 0 || year > 9999 {
			return // The offset leads out of what RFC 3339 can write.
		}
		again, err := wire.Instant("created_at", at.Format(time.RFC3339Nano))
		if err != nil || !again.Equal(at) {
			t.Errorf("%q was read as %s and then as %s, %v", text, at, again, err)
		}
	})
}
