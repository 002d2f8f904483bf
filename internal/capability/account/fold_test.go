// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	_ "github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/seeded"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// genTransaction makes transactions as a platform may send them: any amount
// that NUMERIC(19,4) holds, without a sign.
func genTransaction() *rapid.Generator[platform.Transaction] {
	return rapid.Custom(func(t *rapid.T) platform.Transaction {
		const most = 999_999_999_999_999_999
		return platform.Transaction{
			ID:        rapid.StringMatching(`txn_[0-9A-Z]{4}`).Draw(t, "id"),
			Amount:    decimal.New(rapid.Int64Range(0, most).Draw(t, "amount"), -rapid.Int32Range(0, 4).Draw(t, "decimals")),
			Currency:  rapid.SampledFrom([]string{"EUR", "RSD", "BAM"}).Draw(t, "currency"),
			Direction: rapid.SampledFrom([]platform.Direction{platform.Inbound, platform.Outbound}).Draw(t, "direction"),
		}
	})
}

// TestFold compares with sums of exact fractions, made another way: totals
// cover every match, the newest are kept in their order, and what is left out
// is said.
func TestFold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		transactions := rapid.SliceOfN(genTransaction(), 0, 60).Draw(t, "transactions")
		f := fold{
			direction: rapid.SampledFrom([]platform.Direction{"", platform.Inbound, platform.Outbound}).Draw(t, "direction"),
			keep:      rapid.Int64Range(0, 70).Draw(t, "keep"),
		}
		var matching []platform.Transaction
		sums := map[string]*[2]big.Rat{} // Inbound and outbound by currency.
		for _, x := range transactions {
			f.add(x)
			if f.direction != "" && x.Direction != f.direction {
				continue
			}
			matching = append(matching, x)
			if sums[x.Currency] == nil {
				sums[x.Currency] = &[2]big.Rat{}
			}
			side := 0
			if x.Direction == platform.Outbound {
				side = 1
			}
			sums[x.Currency][side].Add(&sums[x.Currency][side], x.Amount.Rat())
		}

		if f.count != int64(len(matching)) {
			t.Fatalf("counted %d, want %d", f.count, len(matching))
		}
		kept := min(len(matching), int(f.keep))
		if len(f.newest) != kept || f.truncated() != (len(matching) > kept) {
			t.Fatalf("kept %d of %d and says truncated %t, want %d", len(f.newest), len(matching), f.truncated(), kept)
		}
		for i, got := range f.transactionModels() {
			if got.ID.ValueString() != matching[i].ID {
				t.Fatalf("number %d is %s, want %s", i, got.ID, matching[i].ID)
			}
		}
		totals := f.totalModels()
		if len(totals) != len(sums) {
			t.Fatalf("has totals of %d currencies, want %d", len(totals), len(sums))
		}
		for currency, sum := range sums {
			net := new(big.Rat).Sub(&sum[0], &sum[1])
			want := fmt.Sprintf("%s %s %s", sum[0].FloatString(4), sum[1].FloatString(4), net.FloatString(4))
			total := totals[currency]
			if got := fmt.Sprintf("%s %s %s", total.Inbound.ValueString(), total.Outbound.ValueString(), total.Net.ValueString()); got != want {
				t.Fatalf("the totals of %s are %s, want %s", currency, got, want)
			}
		}
	})
}

// TestFoldExact adds what floating-point numbers cannot: a tenth, again and
// again, and amounts of nineteen digits.
func TestFoldExact(t *testing.T) {
	t.Parallel()
	var f fold
	for range 10_000 {
		f.add(platform.Transaction{Amount: decimal.RequireFromString("0.1000"), Currency: "EUR", Direction: platform.Inbound})
		f.add(platform.Transaction{Amount: decimal.RequireFromString("999999999999999.9999"), Currency: "RSD", Direction: platform.Outbound})
	}
	totals := f.totalModels()
	if got := totals["EUR"].Inbound.ValueString(); got != "1000.0000" {
		t.Errorf("ten thousand tenths are %s", got)
	}
	if got := totals["RSD"].Outbound.ValueString(); got != "9999999999999999999.0000" {
		t.Errorf("ten thousand large amounts are %s", got)
	}
	if got := totals["RSD"].Net.ValueString(); got != "-9999999999999999999.0000" {
		t.Errorf("the net of outbound money is %s", got)
	}
}

// TestFoldDoesNotGrow proves that the memory needed depends on what is kept and
// on the currencies, not on the number of transactions.
func TestFoldDoesNotGrow(t *testing.T) {
	t.Parallel()
	currencies := []string{"EUR", "RSD", "BAM"}
	f := fold{keep: 10}
	for i := range 100_000 {
		f.add(platform.Transaction{
			ID: fmt.Sprintf("txn_%d", i), Amount: decimal.New(1, -4), Currency: currencies[i%len(currencies)], Direction: platform.Inbound,
		})
	}
	if f.count != 100_000 || !f.truncated() {
		t.Errorf("counted %d", f.count)
	}
	if len(f.newest) != 10 || cap(f.newest) > 100 {
		t.Errorf("keeps %d transactions in room for %d, want 10", len(f.newest), cap(f.newest))
	}
	if len(f.totals) != len(currencies) {
		t.Errorf("keeps totals of %d currencies", len(f.totals))
	}
	if f.newest[0].ID != "txn_0" || f.newest[9].ID != "txn_9" {
		t.Errorf("keeps %v, want the first that came", f.newest)
	}
}

// TestFold_unknownDirection proves that a transaction which went no way that is
// known is in no sum, and that a warning names it.
func TestFold_unknownDirection(t *testing.T) {
	t.Parallel()
	b := newBank()
	b.transactions[1].Direction = "reversal"
	data, diags := serve(t, b).Data("openbanking_transactions", inprocess.Values{"account_id": "acc_1"})
	diags.OneWarning(t, "acc_1", `"reversal"`, "1 of them", "txn_2")
	totals, _ := data["totals"].(map[string]any)
	is(t, totals["EUR"], map[string]any{"inbound": "12.5000", "outbound": "0.0000", "net": "12.5000"})
	if fmt.Sprint(data["total_count"]) != "3" {
		t.Errorf("got %v transactions", data["total_count"])
	}
}
