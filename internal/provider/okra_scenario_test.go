// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// Okra's three keys look alike to people, so each in another's place is named for
// what it is, before any call.
func TestProvider_badConfigurationOfOkra(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okra, acctest.AnyRequest())
	others := o.Sandbox().Credentials().Organisations[0]
	production := others.Get("okra", "production", "secret_key")
	base, _ := strings.CutSuffix(o.Endpoint, "/sandbox")
	with := func(environment, endpoint, key string) string {
		return block("environment = \"" + environment + "\"\nendpoint = \"" + endpoint + "\"\nokra = { secret_key = \"" + key + "\" }")
	}
	for name, c := range map[string]struct {
		config, want string
		calls        bool
	}{
		"no environment": {
			config: block("endpoint = \"" + o.Endpoint + "\"\nokra = { secret_key = \"" + o.Credential() + "\" }"), want: `(?s)Environment is missing.*environment =`,
		},
		"a public key":              {config: with("sandbox", o.Endpoint, others.Get("okra", "sandbox", "public_key")), want: `(?si)public\s+(API\s+)?key`},
		"a client token":            {config: with("sandbox", o.Endpoint, others.Get("okra", "", "client_token")), want: `(?si)client\s+token`},
		"a key of Tok":              {config: with("sandbox", o.Endpoint, o.On(acctest.Tok).Credential()), want: `(?s)Tok`},
		"an endpoint of production": {config: with("production", o.Endpoint, o.Credential()), want: `(?s)endpoint.*sandbox`},
		"a key of production": {
			config: with("sandbox", o.Endpoint, production), want: `(?s)refused\s+the\s+provider's\s+credential.*of\s+another\s+environment`, calls: true,
		},
		"a key of the sandbox": {
			config: with("production", base, o.Credential()), want: `(?s)refused\s+the\s+provider's\s+credential.*of\s+another\s+environment`, calls: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.In(t).Run(resource.TestCase{Steps: []resource.TestStep{{
				Config:      c.config + "data \"openbanking_accounts\" \"test\" {}\n",
				ExpectError: regexp.MustCompile(c.want),
			}}})
		})
	}
}

// Both orders in which Okra's pages write the sandbox's path work, and the older
// host's paths are the newer one's.
func TestProvider_pathOrdersOfOkra(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okra, acctest.Bank(1, 5))
	want := len(o.All("/products/accounts"))
	for _, path := range []string{"/okra/v2/sandbox", "/okra/v2/sandbox/", "/okra/sandbox/v2"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			root, _ := strings.CutSuffix(o.Endpoint, "/okra/v2/sandbox")
			o.In(t).Run(resource.TestCase{Steps: []resource.TestStep{{
				Config: block("environment = \"sandbox\"\nendpoint = \""+root+path+"\"\nokra = { secret_key = \""+o.Credential()+"\" }") +
					"data \"openbanking_accounts\" \"test\" {}\n",
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue("data.openbanking_accounts.test", tfjsonpath.New("accounts"), knownvalue.ListSizeExact(want)),
				},
			}}})
		})
	}
}

// What a platform lacks is said at plan, with the platforms that have it.
func TestProvider_whatOkraLacks(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okra)
	for name, c := range map[string]struct{ config, want string }{
		"a consent": {
			"resource \"openbanking_consent\" \"test\" {\n bank_id = \"5d6fe57a4099cc4b210bbeb2\"\n callback_url = \"https://app.example.com/\"\n}",
			`(?s)Okra has no consent.*Platforms\s+that\s+do:\s+Tok`,
		},
		"the list of consents": {`data "openbanking_consents" "test" {}`, `(?s)Okra has no consent.*Platforms\s+that\s+do:\s+Tok`},
		"an app secret":        {`resource "openbanking_app_secret" "test" {}`, `(?s)Okra has no app_secret.*Platforms\s+that\s+do:\s+Okto`},
		"a key without a type": {`resource "openbanking_api_key" "test" { name = "ci" }`, `(?s)Okra needs type`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.In(t).Run(resource.TestCase{Steps: []resource.TestStep{{
				Config: o.HCL(c.config), PlanOnly: true, ExpectError: regexp.MustCompile(c.want),
			}}})
		})
	}
	e := acctest.New(t)
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config:      e.HCL("resource \"openbanking_api_key\" \"test\" {\n name = \"ci\"\n type = \"public\"\n}"),
		PlanOnly:    true,
		ExpectError: regexp.MustCompile(`(?s)Tok has no type.*Okra`),
	}}})
}

// A public key can be read again at any time: an import has it, and it does not
// authenticate the API.
func TestProvider_publicKeyOfOkra(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okra)
	const address = "openbanking_api_key.test"
	config := o.HCL("resource \"openbanking_api_key\" \"test\" {\n name = \"widget\"\n type = \"public\"\n}")
	o.Run(resource.TestCase{
		CheckDestroy: o.Of("api_key").CheckDestroyed(),
		Steps: []resource.TestStep{
			{
				Config: config,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(address, tfjsonpath.New("key"), knownvalue.StringRegexp(regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`))),
				},
				Check: resource.TestCheckResourceAttrWith(address, "key", func(key string) error {
					o.API.As(key).Must(http.StatusUnauthorized, http.MethodPost, "/products/accounts", map[string]any{})
					return nil
				}),
			},
			{Config: config, ResourceName: address, ImportState: true, ImportStateVerify: true},
		},
	})
}

// The banks are those that Okra documents, and Nigeria's.
func TestProvider_banksOfOkra(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okra)
	o.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config: o.HCL(`
data "openbanking_banks" "all" { country = "NG" }
data "openbanking_banks" "abroad" { country = "HR" }

output "gtbank" {
  value = one([for b in data.openbanking_banks.all.banks : b if b.id == "5d6fe57a4099cc4b210bbeb3"])
}`),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("gtbank", knownvalue.ObjectPartial(map[string]knownvalue.Check{
				"country": knownvalue.StringExact("NG"), "currencies": knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("NGN")}),
			})),
			statecheck.ExpectKnownValue("data.openbanking_banks.abroad", tfjsonpath.New("banks"), knownvalue.ListSizeExact(0)),
		},
	}}})
}
