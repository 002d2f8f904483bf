// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import "fmt"

// header names the registry, so that all CLIs share a mirror.
const header = `terraform {
  required_providers {
    openbanking = {
      source = "registry.terraform.io/openbanking-iac/openbanking"
    }
  }
}

variable "endpoint" {
  type = string
}

provider "openbanking" {
  endpoint = var.endpoint
}

`

// kind is a type of resource, and how each one of many is declared.
type kind struct {
	name, plural, attributes string
}

// kinds has the one first that is measured in all numbers.
var kinds = []kind{
	{"webhook", "webhooks", "  url    = \"https://example.com/hooks/${count.index}\"\n  events = [\"consent.expired\", \"account.updated\"]\n"},
	{"api_key", "API keys", "  name = \"key ${count.index}\"\n"},
	{"consent", "consents", "  bank_id      = \"erste-hr\"\n  callback_url = \"https://example.com/done/${count.index}\"\n"},
}

// many is the configuration of n resources.
func (k kind) many(n int) string {
	return fmt.Sprintf("resource \"openbanking_%s\" \"all\" {\n  count  = %d\n%s}\n", k.name, n, k.attributes)
}

// totals is the configuration that reads an account to its end.
func totals(account string) string {
	return fmt.Sprintf("data \"openbanking_transactions\" \"all\" {\n  account_id  = %q\n  max_results = 0\n}\n\noutput \"count\" {\n  value = data.openbanking_transactions.all.total_count\n}\n", account)
}
