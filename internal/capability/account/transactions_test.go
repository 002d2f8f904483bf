// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestTransactions proves what is kept, what is counted, and what goes to the
// platform.
func TestTransactions(t *testing.T) {
	t.Parallel()
	eur := func(inbound, outbound, net string) map[string]any {
		return map[string]any{"inbound": inbound, "outbound": outbound, "net": net}
	}
	tests := map[string]struct {
		more      inprocess.Values
		ids       []string
		count     int64
		truncated bool
		totals    map[string]any
		filter    platform.TransactionFilter
	}{
		"all": {
			ids: []string{"txn_3", "txn_2", "txn_1"}, count: 3,
			totals: map[string]any{"EUR": eur("12.5000", "0.0001", "12.4999"), "RSD": eur("5000.0000", "0.0000", "5000.0000")},
		},
		"a period": {
			more: inprocess.Values{"date_from": "2026-01-01", "date_to": "2026-01-01"}, ids: []string{"txn_3", "txn_2", "txn_1"}, count: 3,
			totals: map[string]any{"EUR": eur("12.5000", "0.0001", "12.4999"), "RSD": eur("5000.0000", "0.0000", "5000.0000")},
			filter: platform.TransactionFilter{From: "2026-01-01", To: "2026-01-01"},
		},
		"inbound": {
			more: inprocess.Values{"direction": "inbound"}, ids: []string{"txn_3", "txn_1"}, count: 2,
			totals: map[string]any{"EUR": eur("12.5000", "0.0000", "12.5000"), "RSD": eur("5000.0000", "0.0000", "5000.0000")},
		},
		"outbound": {
			more: inprocess.Values{"direction": "outbound"}, ids: []string{"txn_2"}, count: 1,
			totals: map[string]any{"EUR": eur("0.0000", "0.0001", "-0.0001")},
		},
		"the newest": {
			more: inprocess.Values{"max_results": 1}, ids: []string{"txn_3"}, count: 3, truncated: true,
			totals: map[string]any{"EUR": eur("12.5000", "0.0001", "12.4999"), "RSD": eur("5000.0000", "0.0000", "5000.0000")},
		},
		"exactly as many": {
			more: inprocess.Values{"max_results": 1, "direction": "outbound"}, ids: []string{"txn_2"}, count: 1,
			totals: map[string]any{"EUR": eur("0.0000", "0.0001", "-0.0001")},
		},
		"totals only": {
			more: inprocess.Values{"max_results": 0}, count: 3, truncated: true,
			totals: map[string]any{"EUR": eur("12.5000", "0.0001", "12.4999"), "RSD": eur("5000.0000", "0.0000", "5000.0000")},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBank()
			config := inprocess.Values{"account_id": "acc_1"}
			maps.Copy(config, test.more)
			data, diags := serve(t, b).Data("openbanking_transactions", config)
			diags.None(t)
			is(t, data, map[string]any{"total_count": test.count, "truncated": test.truncated, "totals": test.totals})
			if b.filter != test.filter {
				t.Errorf("asked for %+v, want %+v", b.filter, test.filter)
			}
			list, ok := data["transactions"].([]any)
			if !ok || len(list) != len(test.ids) {
				t.Fatalf("got %v, want %v", data["transactions"], test.ids)
			}
			for i, id := range test.ids {
				is(t, list[i], map[string]any{"id": id, "external_id": "X-" + id})
			}
		})
	}
}

// TestTransactionAttributes compares every attribute of one transaction.
func TestTransactionAttributes(t *testing.T) {
	t.Parallel()
	data, diags := serve(t, newBank()).Data("openbanking_transactions", inprocess.Values{"account_id": "acc_1", "max_results": 1})
	diags.None(t)
	want := []any{map[string]any{
		"id": "txn_3", "external_id": "X-txn_3", "booking_date": "2026-02-25", "value_date": "2026-02-26", "amount": "5000.0000",
		"currency": "RSD", "direction": "inbound", "creditor_iban": "RS35105008123123123173", "debtor_iban": nil,
		"remittance_info": "Invoice", "source": "open_banking",
	}}
	if fmt.Sprint(data["transactions"]) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", data["transactions"], want)
	}
}

// TestNoTransactions proves that an account without any is no error and no null.
func TestNoTransactions(t *testing.T) {
	t.Parallel()
	data, diags := serve(t, &bank{}).Data("openbanking_transactions", inprocess.Values{"account_id": "acc_1"})
	diags.None(t)
	is(t, data, map[string]any{"transactions": []any{}, "totals": map[string]any{}, "total_count": int64(0), "truncated": false})
}

// TestDefaultOfMaxResults proves that a state stays readable where nobody
// thought about it, while the totals cover everything.
func TestDefaultOfMaxResults(t *testing.T) {
	t.Parallel()
	b := newBank()
	for len(b.transactions) < 1001 {
		b.transactions = append(b.transactions, b.transactions[0])
	}
	data, diags := serve(t, b).Data("openbanking_transactions", inprocess.Values{"account_id": "acc_1"})
	diags.None(t)
	is(t, data, map[string]any{"total_count": int64(1001), "truncated": true, "max_results": nil})
	if list, ok := data["transactions"].([]any); !ok || len(list) != 1000 {
		t.Errorf("kept %d transactions, want 1000", len(list))
	}
}

func TestTransactionErrors(t *testing.T) {
	t.Parallel()
	revoked := newBank()
	revoked.readErr = &platform.Error{Kind: platform.KindConsentRevoked, ConsentID: "cns_1", Err: errors.New("GET /accounts/acc_1/transactions was refused")}
	tests := map[string]struct {
		bank *bank
		more inprocess.Values
		want []string
	}{
		"a dead consent":        {revoked, nil, []string{"Could not read the transactions of the account acc_1", "was refused", "cns_1, was revoked", "openbanking_consent"}},
		"an empty account":      {newBank(), inprocess.Values{"account_id": ""}, []string{"account_id: "}},
		"no date":               {newBank(), inprocess.Values{"date_from": "01.02.2026"}, []string{"date_from: ", `"01.02.2026"`, "2026-01-31"}},
		"no such day":           {newBank(), inprocess.Values{"date_to": "2026-02-30"}, []string{"date_to: "}},
		"a period turned round": {newBank(), inprocess.Values{"date_from": "2026-02-01", "date_to": "2026-01-31"}, []string{"date_to: ", `"2026-02-01"`, `"2026-01-31"`}},
		"half a result":         {newBank(), inprocess.Values{"max_results": 1.5}, []string{"max_results: Not a whole number: Got 1.5, which is not a whole number"}},
		"results without end":   {newBank(), inprocess.Values{"max_results": 1e30}, []string{"max_results: Not a whole number: Got 1e+30, which is larger"}},
		"a space for an id":     {newBank(), inprocess.Values{"account_id": "\u00a0"}, []string{"account_id: Not an id", "nothing but white space"}},
		"an id with a break":    {newBank(), inprocess.Values{"account_id": "acc_1\n"}, []string{"account_id: Not an id", "beginning or end"}},
		"fewer than none":       {newBank(), inprocess.Values{"max_results": -1}, []string{"max_results: "}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := inprocess.Values{"account_id": "acc_1"}
			maps.Copy(config, test.more)
			_, diags := serve(t, test.bank).Data("openbanking_transactions", config)
			diags.OneError(t, test.want...)
		})
	}
}
