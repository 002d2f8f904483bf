// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey_test

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

const echoed = "echo.test"

// lent is a key of a run, and the echo of it.
func lent(lines string) string {
	return `ephemeral "openbanking_api_key" "run" {
  name = "run"
  ` + lines + `
}

provider "echo" {
  data = ephemeral.openbanking_api_key.run
}

resource "echo" "test" {}
`
}

// ended checks that every key but the provider's own is revoked, and that there
// were some.
func ended(e *acctest.Keys, least int) error {
	n := 0
	for _, key := range e.All() {
		if key.Name != "run" {
			continue
		}
		n++
		if key.Status != "revoked" {
			return fmt.Errorf("a key of a run is %s, want revoked", key.Status)
		}
	}
	if n < least {
		return fmt.Errorf("%d keys were made for runs, want at least %d", n, least)
	}
	return nil
}

// A key is made for the run, works while it lasts, and is revoked at its end: in
// every plan and every apply.
func TestAccAPIKeyEphemeral_lifecycle(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(_ *testing.T, e *acctest.Keys) {
		e.NeedsOwnAccount()
		e.Run(resource.TestCase{
			ProtoV6ProviderFactories: acctest.EchoProviders(),
			Steps: []resource.TestStep{{
				Config: acctest.Echoing(e.HCL(lent(`ttl = "10m"`))),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(echoed, tfjsonpath.New("data").AtMapKey("key"), knownvalue.StringRegexp(regexp.MustCompile(e.Pattern))),
					statecheck.ExpectKnownValue(echoed, tfjsonpath.New("data").AtMapKey("id"), knownvalue.StringRegexp(regexp.MustCompile(e.IDPattern))),
					statecheck.ExpectKnownValue(echoed, tfjsonpath.New("data").AtMapKey("ttl"), knownvalue.StringExact("10m")),
					statecheck.ExpectKnownValue(echoed, tfjsonpath.New("data").AtMapKey("expires_at"), knownvalue.NotNull()),
				},
				Check: resource.ComposeTestCheckFunc(
					func(*terraform.State) error { return ended(e, 2) },
					resource.TestCheckResourceAttrWith(echoed, "data.key", func(key string) error {
						if got := e.Works(key); got != http.StatusUnauthorized {
							return fmt.Errorf("after the run a call with its key answers %d, want 401", got)
						}
						return nil
					}),
				),
			}},
		})
	})
}

// A name that only the apply knows defers the key to the apply.
func TestAccAPIKeyEphemeral_deferred(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(t *testing.T, e *acctest.Keys) {
		t.Helper()
		e.NeedsOwnAccount()
		before := len(e.All())
		config := e.HCL(`
resource "terraform_data" "later" {}

ephemeral "openbanking_api_key" "run" {
  name = "run ${terraform_data.later.id}"
}`)
		e.Run(resource.TestCase{Steps: []resource.TestStep{
			{Config: config, PlanOnly: true, ExpectNonEmptyPlan: true},
			{PreConfig: func() {
				if n := len(e.All()); n != before {
					t.Errorf("plans alone made %d keys", n-before)
				}
			}, Config: config},
		}})
	})
}

// What a run could not revoke is a warning, and ends by itself.
func TestAccAPIKeyEphemeral_notRevoked(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	k := e.API
	e.Run(resource.TestCase{
		ProtoV6ProviderFactories: acctest.EchoProviders(),
		Steps: []resource.TestStep{
			{
				PreConfig: func() {
					if err := e.Sandbox().AddFault(sandbox.Fault{
						Kind: "status", Method: http.MethodDelete, Path: "/tok/v1/api-keys/*", Count: 1000, Status: http.StatusForbidden,
						Body: `{"error":{"code":"FORBIDDEN","message":"no","requestId":"req_1"}}`,
					}); err != nil {
						t.Fatal(err)
					}
				},
				Config: acctest.Echoing(e.HCL(lent(`ttl = "60s"`))),
				Check: resource.TestCheckResourceAttrWith(echoed, "data.key", func(key string) error {
					k.As(key).Must(http.StatusOK, http.MethodGet, "/organisation", nil)
					if err := e.Sandbox().Advance(61 * time.Second); err != nil {
						return err
					}
					k.As(key).Must(http.StatusUnauthorized, http.MethodGet, "/organisation", nil)
					return nil
				}),
			},
		},
	})
}

func TestAccAPIKeyEphemeral_badInput(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	for name, c := range map[string]struct{ lines, want string }{
		"too short":   {`ttl = "59s"`, `(?s)Not a usable ttl.*60s`},
		"too long":    {`ttl = "2d"`, `(?s)Not a usable ttl.*24h`},
		"no duration": {`ttl = "soon"`, `(?s)Not a usable ttl`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e.In(t).Run(resource.TestCase{ProtoV6ProviderFactories: acctest.EchoProviders(), Steps: []resource.TestStep{{
				Config: acctest.Echoing(e.HCL(lent(c.lines))), ExpectError: regexp.MustCompile(c.want),
			}}})
		})
	}
	o := e.On(acctest.Okto)
	o.Run(resource.TestCase{ProtoV6ProviderFactories: acctest.EchoProviders(), Steps: []resource.TestStep{{
		Config: acctest.Echoing(o.HCL(lent(""))), ExpectError: regexp.MustCompile(`(?s)Okto has no api_key.*Tok\s+and\s+Okra`),
	}}})
}
