// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// BenchmarkFold measures what a transaction costs once it is decoded.
func BenchmarkFold(b *testing.B) {
	f := fold{keep: defaultMaxResults}
	row := platform.Transaction{ID: "txn_1", Amount: decimal.RequireFromString("5000.0001"), Currency: "RSD", Direction: platform.Inbound}
	b.ReportAllocs()
	for b.Loop() {
		f.add(row)
	}
}
