// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package convert converts between the platform's values, where the zero value
// means "none", and Terraform's, where null does.
package convert

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"
)

// Text returns null for "".
func Text(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// Time returns the instant as RFC 3339 in UTC, null for the zero time.
func Time(t time.Time) types.String {
	if t.IsZero() {
		return types.StringNull()
	}
	return types.StringValue(t.UTC().Format(time.RFC3339Nano))
}

// Money returns the amount with four decimals, exactly.
func Money(amount decimal.Decimal) types.String {
	return types.StringValue(amount.StringFixed(4))
}

// NullMoney returns null for an amount that is not known.
func NullMoney(amount decimal.NullDecimal) types.String {
	if !amount.Valid {
		return types.StringNull()
	}
	return Money(amount.Decimal)
}

// Count returns null for 0, where a platform counts from 1.
func Count(n int64) types.Int64 {
	if n == 0 {
		return types.Int64Null()
	}
	return types.Int64Value(n)
}
