// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okra

import (
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/apihttp"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/bankdata"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/okra/tables"
)

func TestMoneyIsAnExactNumber(t *testing.T) {
	t.Parallel()
	for n, want := range map[money]string{
		0: "0", 1: "0.0001", 10_000: "1", 15_002_500: "1500.25", -10: "-0.001", -123_456: "-12.3456", 100_000_000: "10000",
		9_223_372_036_854_775_807: "922337203685477.5807",
	} {
		if text, err := json.Marshal(n); err != nil || string(text) != want {
			t.Errorf("%d: got %s, %v, expected %s", n, text, err, want)
		}
	}
	rng := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // A test's data.
	for range 10_000 {
		n := money(rng.Int64() >> rng.IntN(63) * (rng.Int64N(2)*2 - 1))
		text, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		read, ok := new(big.Rat).SetString(string(text))
		if !ok || read.Cmp(big.NewRat(int64(n), 10_000)) != 0 || strings.HasSuffix(string(text), ".") {
			t.Fatalf("%d is written as %s", n, text)
		}
	}
}

func TestAmountsAreRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		`0`: 0, `1500.25`: 15_002_500, `"1500.25"`: 15_002_500, `0.0001`: 1, `007`: -1, `"007"`: 70_000, `99999999999999.9999`: 999_999_999_999_999_999,
		`100000000000000`: -1, `1.`: -1, `.5`: -1, `-1`: -1, `1e2`: -1, `""`: -1, `null`: -1, `true`: -1, `[]`: -1, `" 1"`: -1, `1.00000`: -1,
	} {
		f, err := apihttp.ParseFields([]byte(`{"value":` + text + `}`))
		if err != nil {
			if want != -1 {
				t.Errorf("%s: %v", text, err)
			}
			continue
		}
		got, err := fields{f}.amount("value")
		if (err != nil) != (want == -1) || (err == nil && got != want) {
			t.Errorf("%s: got %d, %v, expected %d", text, got, err, want)
		}
	}
}

func TestTransactionIDs(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, time.February, n, 0, 0, 0, 0, time.UTC) }
	key := [tables.KeySize]byte{0x0a, 0xff, 0, 1, 2}
	for _, e := range []bankdata.Entry{
		{Made: day(3), Cleared: day(3), Number: 1}, {Made: day(3), Cleared: day(4), Number: 1}, {Made: day(1), Cleared: day(3), Number: 1<<placeBits - 1},
	} {
		transaction := tables.Transaction{Day: dayOf(e.Made), Number: placeOf(e)}
		id := transactionID(key, transaction)
		gotKey, gotDay, gotNumber, ok := parseTransactionID(id)
		if len(id) != 24 || !ok || string(gotKey) != string(key[:]) || gotDay != transaction.Day || gotNumber != transaction.Number {
			t.Errorf("%+v: got %s, which reads %x, %d, %d, %t", e, id, gotKey, gotDay, gotNumber, ok)
		}
		if seconds, err := strconv.ParseInt(id[:8], 16, 64); err != nil || seconds != e.Made.Unix() {
			t.Errorf("%s begins with %d, %v, expected the day's first second %d", id, seconds, err, e.Made.Unix())
		}
		if days, number := clearing(transaction); days != dayOf(e.Cleared)-dayOf(e.Made) || number != int64(e.Number) {
			t.Errorf("%+v: got %d days and number %d", e, days, number)
		}
		for _, other := range []string{strings.ToUpper(id), id[:22], id + "00", "g" + id[1:], id[:7] + "1" + id[8:]} {
			if _, _, _, ok := parseTransactionID(other); ok && other != id {
				t.Errorf("%s is taken for an id", other)
			}
		}
	}
}
