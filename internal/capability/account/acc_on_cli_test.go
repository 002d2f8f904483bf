// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package account_test

import "testing"

// These scenarios run on the CLI too, since it has a part in them.

func TestAccAccountDataSources(t *testing.T) { TestAccountDataSources(t) }

func TestAccTransactionsDataSource(t *testing.T) { TestTransactionsDataSource(t) }
