// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// The ephemeral twins open with what the platform has. The echo puts it into the
// state, the only way to look at what is in none.
func TestAccEphemeral_accountsAndTransactions(t *testing.T) {
	t.Parallel()
	acctest.OnData(t, 1, 150, func(t *testing.T, d *acctest.Data) {
		t.Helper()
		accounts := d.Accounts()
		all := d.Transactions(accounts[0].ID)
		inbound, outbound, net := sums(t, all, "", "")
		data := func(name string) tfjsonpath.Path { return tfjsonpath.New("data").AtMapKey(name) }
		d.Run(resource.TestCase{
			ProtoV6ProviderFactories: acctest.EchoProviders(),
			Steps: []resource.TestStep{{
				Config: acctest.Echoing(d.HCL(`
ephemeral "openbanking_accounts" "all" {}

ephemeral "openbanking_transactions" "first" {
  account_id  = ephemeral.openbanking_accounts.all.accounts[0].id
  max_results = 3
}

provider "echo" {
  data = {
    accounts     = [for a in ephemeral.openbanking_accounts.all.accounts : a.id]
    count        = ephemeral.openbanking_transactions.first.total_count
    transactions = ephemeral.openbanking_transactions.first.transactions[*].id
    totals       = ephemeral.openbanking_transactions.first.totals
  }
}

resource "echo" "test" {}`)),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue("echo.test", data("accounts").AtSliceIndex(len(accounts)-1), knownvalue.StringExact(accounts[len(accounts)-1].ID)),
					statecheck.ExpectKnownValue("echo.test", data("count"), knownvalue.Int64Exact(int64(len(all)))),
					statecheck.ExpectKnownValue("echo.test", data("transactions").AtSliceIndex(2), knownvalue.StringExact(all[2].ID)),
					statecheck.ExpectKnownValue("echo.test", data("totals").AtMapKey(all[0].Currency), knownvalue.ObjectExact(map[string]knownvalue.Check{
						"inbound": knownvalue.StringExact(inbound), "outbound": knownvalue.StringExact(outbound), "net": knownvalue.StringExact(net),
					})),
				},
			}},
		})
	})
}
