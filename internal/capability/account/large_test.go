// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/capability/account"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/okra"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform/tok"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// TestLargeReads reads accounts of the sandbox to their ends: in as few requests
// as the platform's largest page allows, with as many transactions as were asked
// for, and from the data source as from its ephemeral twin.
func TestLargeReads(t *testing.T) {
	t.Parallel()
	const transactions = 1150
	for name, test := range map[string]struct {
		dialect platform.Dialect
		config  func(base string, of sandbox.OrganisationCredentials) platform.Settings
		want    map[string]int // requests, by route
	}{
		"tok": {tok.Dialect{}, func(base string, of sandbox.OrganisationCredentials) platform.Settings {
			return platform.Settings{Endpoint: base + "/tok/v1", Credentials: map[string]string{"api_key": of.Get("tok", "sandbox", "api_key")}}
		}, map[string]int{"GET /tok/v1/accounts/{id}/transactions": 12}},
		"okra": {okra.Dialect{}, func(base string, of sandbox.OrganisationCredentials) platform.Settings {
			return platform.Settings{Environment: "sandbox", Endpoint: base + "/okra/v2/sandbox", Credentials: map[string]string{"secret_key": of.Get("okra", "sandbox", "secret_key")}}
		}, map[string]int{"POST /okra/v2/sandbox/transactions/getByAccount": 12, "POST /okra/v2/sandbox/accounts/getAccountDetails": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := sandbox.New(t.Context(), sandbox.Options{
				Tier: "unlimited", Seed: 1, Accounts: 1, Transactions: transactions, AutoAuthorize: true,
				Clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)),
			})
			if err != nil {
				t.Fatal(err)
			}
			server := httptest.NewUnstartedServer(s.Handler())
			server.Config.SetKeepAlivesEnabled(false)
			server.Start()
			t.Cleanup(func() {
				server.Close()
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
			settings := test.config(server.URL, s.Credentials().Organisations[0])
			settings.RequestTimeout = time.Minute
			opened, err := test.dialect.Open(settings)
			if err != nil {
				t.Fatal(err)
			}
			if opened.Consents != nil {
				if _, err := opened.Consents.Create(t.Context(), "erste-hr", "https://example.com/"); err != nil {
					t.Fatal(err)
				}
			}
			var id string
			for a, err := range opened.Accounts.List(t.Context(), platform.AccountFilter{}) {
				if err != nil {
					t.Fatal(err)
				}
				id = a.ID
				break
			}
			connection := &platform.Connection{Platform: opened, Dialects: []platform.Dialect{test.dialect}}
			data := inprocess.Connected(t, connection, nil, []func() datasource.DataSource{account.NewTransactions})
			twin := inprocess.Ephemeral(t, connection, account.NewTransactionsEphemeral)
			for _, c := range []struct {
				config inprocess.Values
				kept   int
			}{
				{inprocess.Values{"account_id": id, "max_results": 0}, 0},
				{inprocess.Values{"account_id": id}, 1000},
				{inprocess.Values{"account_id": id, "max_results": 5000}, transactions},
			} {
				s.ClearRequests()
				read, diags := data.Data("openbanking_transactions", c.config)
				diags.None(t)
				if diff := cmp.Diff(test.want, s.Requests().ByRoute); diff != "" {
					t.Errorf("requests (-want +got):\n%s", diff)
				}
				list, _ := read["transactions"].([]any)
				if len(list) != c.kept || read["total_count"] != int64(transactions) || read["truncated"] != (c.kept < transactions) {
					t.Errorf("%v: kept %d of %v, truncated is %v", c.config, len(list), read["total_count"], read["truncated"])
				}
				s.ClearRequests()
				lease, diags := twin.Open("openbanking_transactions", c.config)
				diags.None(t)
				if diff := cmp.Diff(read, lease.Result); diff != "" {
					t.Errorf("the ephemeral twin (-data source +twin):\n%s", diff)
				}
				if diff := cmp.Diff(test.want, s.Requests().ByRoute); diff != "" {
					t.Errorf("requests of the twin (-want +got):\n%s", diff)
				}
			}
		})
	}
}
