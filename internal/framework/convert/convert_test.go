// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package convert_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	_ "github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/seeded"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/convert"
)

func TestText(t *testing.T) {
	t.Parallel()
	if got := convert.Text(""); !got.IsNull() {
		t.Errorf("no text becomes %s, want null", got)
	}
	if got := convert.Text(" "); got != types.StringValue(" ") {
		t.Errorf("a space becomes %s", got)
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	if got := convert.Time(time.Time{}); !got.IsNull() {
		t.Errorf("no time becomes %s, want null", got)
	}
	zone := time.FixedZone("", 2*60*60)
	for want, at := range map[string]time.Time{
		"2026-03-01T12:00:00Z":           time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
		"2026-03-01T10:00:00Z":           time.Date(2026, 3, 1, 12, 0, 0, 0, zone),
		"2026-02-28T23:30:00.123456789Z": time.Date(2026, 3, 1, 1, 30, 0, 123456789, zone),
		"1970-01-01T00:00:00Z":           time.Unix(0, 0),
	} {
		if got := convert.Time(at); got.ValueString() != want {
			t.Errorf("%s becomes %s, want %s", at, got, want)
		}
	}
}

func TestMoney(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0": "0.0000", "-0": "0.0000", "5000": "5000.0000", "12.5": "12.5000", "-12.5000": "-12.5000", "0.0001": "0.0001",
		"999999999999999.9999": "999999999999999.9999", "1e3": "1000.0000",
	} {
		amount := decimal.RequireFromString(text)
		if got := convert.Money(amount); got.ValueString() != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
		if got := convert.NullMoney(decimal.NewNullDecimal(amount)); got.ValueString() != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
	if got := convert.NullMoney(decimal.NullDecimal{}); !got.IsNull() {
		t.Errorf("no amount becomes %s, want null", got)
	}
}

// TestMoneyIsExact proves that no amount of four decimals is changed.
func TestMoneyIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.Int64().Draw(t, "units")
		want := big.NewRat(units, 10_000)
		got, ok := new(big.Rat).SetString(convert.Money(decimal.New(units, -4)).ValueString())
		if !ok || got.Cmp(want) != 0 {
			t.Fatalf("%d ten-thousandths become %s", units, got)
		}
	})
}
