// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

const (
	readBanks = `data "openbanking_banks" "test" {}`
	oneKey    = `resource "openbanking_api_key" "test" { name = "ci" }`
)

func block(lines string) string {
	return acctest.Required + "provider \"openbanking\" {\n" + lines + "\n}\n"
}

// Whatever is wrong with the provider block is said before anything is planned,
// and nothing is made.
func TestProvider_badConfiguration(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AnyRequest())
	sandboxKey, liveKey := e.Credential(), e.Sandbox().Credentials().Organisations[0].Get("tok", "production", "api_key")
	keys := e.Count("/api-keys")
	endpoint := `endpoint = "` + e.Endpoint + `"`
	for name, c := range map[string]struct{ config, want string }{
		"a key of another environment": {
			block(endpoint + "\nenvironment = \"production\"\ntok = { api_key = \"" + sandboxKey + "\" }"),
			`(?s)Key and environment do not match.*sandbox\s+key.*"production"`,
		},
		"a live key for the sandbox": {
			block(endpoint + "\nenvironment = \"sandbox\"\ntok = { api_key = \"" + liveKey + "\" }"),
			`(?s)Key and environment do not match.*production\s+key.*"sandbox"`,
		},
		"an environment that is none": {
			block(endpoint + "\nenvironment = \"staging\"\ntok = { api_key = \"" + sandboxKey + "\" }"),
			`(?s)environment.*value must be one of`,
		},
		"something that is no key": {
			block(endpoint + "\ntok = { api_key = \"sk_test_1234\" }"),
			`(?s)Not a Tok API key.*tok_sandbox_\s+or\s+tok_live_`,
		},
		"a key with a line break": {
			block(endpoint + "\ntok = { api_key = \"" + sandboxKey + "\\n\" }"),
			`(?s)Credential with white space at an end.*line\s+break.*trimspace`,
		},
		"an endpoint without TLS": {
			block("endpoint = \"http://api.tok.example/v1\"\ntok = { api_key = \"" + sandboxKey + "\" }"),
			`(?s)Endpoint\s+cannot\s+be\s+used.*in\s+clear\s+text`,
		},
		"a timeout that is none": {
			block(endpoint + "\nrequest_timeout = \"0s\"\ntok = { api_key = \"" + sandboxKey + "\" }"),
			`(?s)Not a usable duration.*above\s+zero`,
		},
		"a key that nobody has": {
			block(endpoint + "\ntok = { api_key = \"tok_sandbox_00000000000000000000000000000000\" }"),
			`(?s)INVALID_API_KEY.*refused\s+the\s+provider's\s+credential`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e.In(t).Run(resource.TestCase{Steps: []resource.TestStep{{
				Config: c.config + readBanks + "\n" + oneKey, ExpectError: regexp.MustCompile(c.want),
			}}})
		})
	}
	t.Cleanup(func() {
		if n := e.Count("/api-keys"); n != keys {
			t.Errorf("bad configurations made %d keys", n-keys)
		}
	})
}

// A key's prefix is compared offline; what the server says about it counts too.
func TestProvider_serverSaysAnotherEnvironment(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	if err := e.Sandbox().AddFault(sandbox.Fault{
		Kind: "status", Path: "/tok/v1/organisation", Count: 100, Status: http.StatusOK,
		Body: `{"id":"org_1","name":"Adria","tier":"pro","environment":"production","apiKeyId":"key_1"}`,
	}); err != nil {
		t.Fatal(err)
	}
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config:      e.HCL(oneKey),
		ExpectError: regexp.MustCompile(`(?s)production\s+environment,\s+but\s+the\s+provider\s+is\s+set\s+to\s+sandbox`),
	}}})
	for route, n := range e.Sandbox().Requests().ByRoute {
		if !strings.HasSuffix(route, "/organisation") {
			t.Errorf("%d calls of %s in the wrong environment", n, route)
		}
	}
}

// What stands where the platform should: each is named for what it is.
func TestProvider_endpointIsNotThePlatform(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	serve := func(h http.HandlerFunc) string {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		return s.URL
	}
	for name, c := range map[string]struct{ endpoint, want string }{
		"nobody listens": {"http://127.0.0.1:1", `(?s)connection\s+was\s+refused.*Check\s+the\s+provider's\s+endpoint`},
		"a web page": {serve(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<h1>Sign in</h1>"))
		}), `(?s)text/html`},
		"a gateway without a platform": {serve(func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "bad gateway", http.StatusBadGateway)
		}), `(?s)502`},
		"a redirect elsewhere": {serve(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://elsewhere.example.com/secret-path")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}), `(?s)elsewhere\.example\.com`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e.In(t).Run(resource.TestCase{Steps: []resource.TestStep{{
				Config:      block("endpoint = \""+c.endpoint+"\"\nmax_retries = 0\ntok = { api_key = \""+e.Credential()+"\" }") + readBanks,
				ExpectError: regexp.MustCompile(c.want),
			}}})
		})
	}
}

// Without a platform's block its variable decides; without either it is an
// error that names both. Environment variables allow no parallel run.
func TestProvider_environmentVariables(t *testing.T) {
	e := acctest.New(t)
	config := block(`endpoint = "` + e.Endpoint + `"`)
	t.Setenv("TOK_API_KEY", "")
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config:      config + readBanks,
		ExpectError: regexp.MustCompile(`(?s)No platform is configured.*TOK_API_KEY`),
	}}})
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config:      block("endpoint = \""+e.Endpoint+"\"\ntok = {}") + readBanks,
		ExpectError: regexp.MustCompile(`(?s)Credential is missing.*TOK_API_KEY`),
	}}})
	t.Setenv("TOK_API_KEY", e.Credential())
	for _, config := range []string{config, block("endpoint = \"" + e.Endpoint + "\"\ntok = {}")} {
		e.Run(resource.TestCase{Steps: []resource.TestStep{{
			Config: config + `data "openbanking_banks" "test" { country = "HR" }`,
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("data.openbanking_banks.test", tfjsonpath.New("banks").AtSliceIndex(0).AtMapKey("country"), knownvalue.StringExact("HR")),
			},
		}}})
	}
}
