// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account

import (
	"errors"
	"fmt"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestEphemeralTwins proves that an ephemeral resource says what the data source of
// its name says, result by result and error by error.
func TestEphemeralTwins(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		typeName string
		config   inprocess.Values
		listErr  error
		readErr  error
	}{
		"accounts":              {typeName: "openbanking_accounts"},
		"accounts of a bank":    {typeName: "openbanking_accounts", config: inprocess.Values{"bank_id": "aik-rs"}},
		"accounts, a failure":   {typeName: "openbanking_accounts", listErr: &platform.Error{Kind: platform.KindUnreachable, Err: errors.New("GET /accounts got no answer")}},
		"accounts, upside down": {typeName: "openbanking_accounts", config: inprocess.Values{"date_from": "2026-02-01", "date_to": "2026-01-01"}},
		"transactions":          {typeName: "openbanking_transactions", config: inprocess.Values{"account_id": "acc_1", "max_results": 2}},
		"totals":                {typeName: "openbanking_transactions", config: inprocess.Values{"account_id": "acc_1", "max_results": 0, "direction": "inbound"}},
		"half a result":         {typeName: "openbanking_transactions", config: inprocess.Values{"account_id": "acc_1", "max_results": 1.5}},
		"an id with a break":    {typeName: "openbanking_transactions", config: inprocess.Values{"account_id": "acc_1\n"}},
		"a bank of spaces":      {typeName: "openbanking_accounts", config: inprocess.Values{"bank_id": "\u3000"}},
		"no account":            {typeName: "openbanking_transactions"},
		"transactions, a failure": {
			typeName: "openbanking_transactions", config: inprocess.Values{"account_id": "acc_1"},
			readErr: &platform.Error{Kind: platform.KindConsentExpired, ConsentID: "cns_1", Err: errors.New("refused")},
		},
		"no date":     {typeName: "openbanking_transactions", config: inprocess.Values{"account_id": "acc_1", "date_from": "yesterday"}},
		"upside down": {typeName: "openbanking_transactions", config: inprocess.Values{"account_id": "acc_1", "date_from": "2026-02-01", "date_to": "2026-01-01"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBank()
			b.listErr, b.readErr = c.listErr, c.readErr
			want, wantDiags := serve(t, b).Data(c.typeName, c.config)
			lease, diags := inprocess.Ephemeral(t, connected(b), NewAccountsEphemeral, NewTransactionsEphemeral).Open(c.typeName, c.config)
			if fmt.Sprint(lease.Result) != fmt.Sprint(want) {
				t.Errorf("got %v, the data source says %v", lease.Result, want)
			}
			if fmt.Sprint(diags.Errors(), diags.Warnings()) != fmt.Sprint(wantDiags.Errors(), wantDiags.Warnings()) {
				t.Errorf("got %v, the data source says %v", diags.Errors(), wantDiags.Errors())
			}
			if len(lease.Private) != 0 {
				t.Errorf("keeps %q, although nothing is to be closed", lease.Private)
			}
		})
	}
}
