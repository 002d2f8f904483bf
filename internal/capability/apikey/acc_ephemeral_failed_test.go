// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey_test

import (
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// A CLI does not close a key of whose consumers one has failed. It is revoked
// nevertheless, before the run ends.
func TestAccAPIKeyEphemeral_consumerFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		consumer string
		plans    bool // the plan succeeds
	}{
		"a write-only argument that is refused": {consumer: `
resource "openbanking_webhook" "consumer" {
  url                       = "https://hooks.example.com/"
  events                    = ["consent.expired"]
  signing_secret_wo         = ephemeral.openbanking_api_key.run.key
  signing_secret_wo_version = "1"
}`},
		"a precondition": {consumer: `
resource "terraform_data" "consumer" {
  lifecycle {
    precondition {
      condition     = ephemeral.openbanking_api_key.run.name == "another"
      error_message = "It is not."
    }
  }
}`},
		"a provider block": {consumer: `
provider "openbanking" {
  alias       = "consumer"
  environment = "production"
  tok         = { api_key = ephemeral.openbanking_api_key.run.key }
}
data "openbanking_banks" "consumer" {
  provider = openbanking.consumer
}`},
		"a provisioner": {plans: true, consumer: `
resource "terraform_data" "consumer" {
  provisioner "local-exec" {
    command     = "test -z \"$API_KEY\""
    environment = { API_KEY = ephemeral.openbanking_api_key.run.key }
  }
}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t)
			e.NeedsOwnAccount()
			w := e.NewWorkspace(e.HCL("ephemeral \"openbanking_api_key\" \"run\" {\n  name = \"run\"\n}\n", c.consumer))
			for _, args := range []string{"plan", "apply -auto-approve"} {
				before := len(e.All("/api-keys"))
				run := w.Start(append(strings.Fields(args), "-no-color", "-input=false")...)
				r := run.Wait()
				if succeeds := c.plans && args == "plan"; (r.Code == 0) != succeeds {
					t.Errorf("%s ends with %d:\n%s", args, r.Code, r.Output)
				}
				keys := e.All("/api-keys")
				if len(keys) == before {
					t.Errorf("%s makes no key:\n%s", args, r.Output)
				}
				for _, key := range keys {
					if key["name"] == "run" && key["status"] != "revoked" {
						t.Errorf("after the %s the key is %s:\n%s", args, key["status"], r.Output)
					}
				}
				run.WaitForAll()
			}
		})
	}
}
