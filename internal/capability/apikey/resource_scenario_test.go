// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey_test

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

const address = "openbanking_api_key.test"

func named(name string) string {
	return `resource "openbanking_api_key" "test" { name = "` + name + `" }`
}

// keyNamed is named, with what the platform needs beside it.
func keyNamed(e *acctest.Keys, name string) string {
	return keyRotating(e, fmt.Sprintf("name = \"%s\"", name))
}

func TestAPIKey_lifecycle(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(_ *testing.T, e *acctest.Keys) {
		sameID := statecheck.CompareValue(compare.ValuesSame())
		sameKey := statecheck.CompareValue(compare.ValuesSame())
		e.Run(resource.TestCase{
			CheckDestroy: e.CheckDestroyed(),
			Steps: []resource.TestStep{
				{
					Config: e.HCL(keyNamed(e, "ci")),
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
						plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate),
						plancheck.ExpectUnknownValue(address, tfjsonpath.New("key")),
						plancheck.ExpectSensitiveValue(address, tfjsonpath.New("key")),
					}},
					ConfigStateChecks: []statecheck.StateCheck{
						sameID.AddStateValue(address, tfjsonpath.New("id")),
						sameKey.AddStateValue(address, tfjsonpath.New("key")),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("name"), knownvalue.StringExact("ci")),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("status"), knownvalue.StringExact("active")),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.StringRegexp(regexp.MustCompile(e.IDPattern))),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("key"), knownvalue.StringRegexp(regexp.MustCompile(e.Pattern))),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("fingerprint"), knownvalue.StringRegexp(regexp.MustCompile(`^sha256:[0-9a-f]{64}$`))),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("created_at"), knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}-\d\d-\d\dT.*Z$`))),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("expires_at"), knownvalue.Null()),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("last_used_at"), knownvalue.Null()),
						statecheck.ExpectSensitiveValue(address, tfjsonpath.New("key")),
					},
					Check: keyAnswers(e, http.StatusOK),
				},
				{
					Config: e.HCL(keyNamed(e, "ci, renamed")),
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
						plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
						plancheck.ExpectKnownValue(address, tfjsonpath.New("key_hint"), knownvalue.NotNull()),
					}},
					ConfigStateChecks: []statecheck.StateCheck{
						sameID.AddStateValue(address, tfjsonpath.New("id")),
						sameKey.AddStateValue(address, tfjsonpath.New("key")),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("name"), knownvalue.StringExact("ci, renamed")),
					},
				},
				{
					Config:            e.HCL(keyNamed(e, "ci, renamed")),
					ResourceName:      address,
					ImportState:       true,
					ImportStateVerify: true,
					// The platform shows a key once, so an import cannot have it; the
					// test used it, so the time of its last use moved on.
					ImportStateVerifyIgnore: []string{"key", "last_used_at"},
				},
			},
		})
	})
}

// keyAnswers asks the platform with the key that is in the state.
func keyAnswers(e *acctest.Keys, status int) resource.TestCheckFunc {
	return resource.TestCheckResourceAttrWith(address, "key", func(key string) error {
		if got := e.Works(key); got != status {
			return fmt.Errorf("a call with the key answers %d, want %d", got, status)
		}
		return nil
	})
}

func TestAPIKey_importLeavesAnEmptyPlan(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(_ *testing.T, e *acctest.Keys) {
		made := e.Create("made by hand")
		id := made.ID
		e.Run(resource.TestCase{
			Steps: []resource.TestStep{
				{
					Config:             e.HCL(keyNamed(e, "made by hand")),
					ResourceName:       address,
					ImportState:        true,
					ImportStateId:      id,
					ImportStatePersist: true,
				},
				{
					Config: e.HCL(keyNamed(e, "made by hand")),
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
						plancheck.ExpectEmptyPlan(),
					}},
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue(address, tfjsonpath.New("key"), knownvalue.Null()),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("fingerprint"), knownvalue.StringExact(made.Fingerprint)),
					},
				},
			},
		})
	})
}

func TestAPIKey_importByIdentity(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(_ *testing.T, e *acctest.Keys) {
		e.Run(resource.TestCase{
			TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
			CheckDestroy:           e.CheckDestroyed(),
			Steps: []resource.TestStep{
				{
					Config: e.HCL(keyNamed(e, "ci")),
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectIdentity(address, map[string]knownvalue.Check{
							"id":          knownvalue.StringRegexp(regexp.MustCompile(e.IDPattern)),
							"platform":    knownvalue.StringExact(e.Platform.Name),
							"environment": knownvalue.StringExact("sandbox"),
						}),
						statecheck.ExpectIdentityValueMatchesState(address, tfjsonpath.New("id")),
					},
				},
				{
					Config:          e.HCL(keyNamed(e, "ci")),
					ResourceName:    address,
					ImportState:     true,
					ImportStateKind: resource.ImportBlockWithResourceIdentity,
				},
			},
		})
	})
}

func TestAPIKey_importOfAnotherEnvironmentIsRefused(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(_ *testing.T, e *acctest.Keys) {
		e.Run(resource.TestCase{
			TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
			Steps: []resource.TestStep{{
				Config: e.HCL(keyNamed(e, "ci"), `
import {
  to       = openbanking_api_key.test
  identity = { id = "`+e.Unknown+`", environment = "production" }
}`),
				ExpectError: regexp.MustCompile(`Import from another environment`),
			}},
		})
	})
}

func TestAPIKey_importOfAnUnknownIDIsRefused(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(_ *testing.T, e *acctest.Keys) {
		e.Run(resource.TestCase{
			Steps: []resource.TestStep{{
				Config:        e.HCL(keyNamed(e, "ci")),
				ResourceName:  address,
				ImportState:   true,
				ImportStateId: e.Unknown,
				ExpectError:   regexp.MustCompile(`(?s)non-existent\s+remote\s+object`),
			}},
		})
	})
}

// A key that was revoked past the provider is drift: it stays in the state, the
// plan says why, and the apply replaces it. Removing it in Read would lose
// create_before_destroy and show a creation instead.
func TestAPIKey_revokedOutsideIsReplaced(t *testing.T) {
	t.Parallel()
	for name, lifecycle := range map[string]struct {
		block  string
		action plancheck.ResourceActionType
	}{
		"destroy then create":   {"", plancheck.ResourceActionDestroyBeforeCreate},
		"create before destroy": {"lifecycle { create_before_destroy = true }", plancheck.ResourceActionCreateBeforeDestroy},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.OnKeys(t, func(_ *testing.T, e *acctest.Keys) {
				config := e.HCL(keyRotating(e, `name = "ci"`, lifecycle.block))
				differs := statecheck.CompareValue(compare.ValuesDiffer())
				var id string
				e.Run(resource.TestCase{
					CheckDestroy: e.CheckDestroyed(),
					Steps: []resource.TestStep{
						{
							Config:            config,
							ConfigStateChecks: []statecheck.StateCheck{differs.AddStateValue(address, tfjsonpath.New("key"))},
							Check:             acctest.Remember(address, "id", &id),
						},
						{
							PreConfig: func() { e.Revoke(id) },
							Config:    config,
							ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
								plancheck.ExpectResourceAction(address, lifecycle.action),
							}},
							ConfigStateChecks: []statecheck.StateCheck{
								differs.AddStateValue(address, tfjsonpath.New("key")),
								statecheck.ExpectKnownValue(address, tfjsonpath.New("status"), knownvalue.StringExact("active")),
							},
							Check: keyAnswers(e, http.StatusOK),
						},
					},
				})
			})
		})
	}
}

func TestAPIKey_driftOfTheNameIsSeen(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(t *testing.T, e *acctest.Keys) {
		t.Helper()
		var id string
		e.Run(resource.TestCase{
			CheckDestroy: e.CheckDestroyed(),
			Steps: []resource.TestStep{
				{Config: e.HCL(keyNamed(e, "ci")), Check: acctest.Remember(address, "id", &id)},
				{
					PreConfig: func() {
						e.Update(id, map[string]any{"name": "renamed by hand"})
					},
					Config: e.HCL(keyNamed(e, "ci")),
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
						plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
					}},
					Check: func(*terraform.State) error {
						if key := e.Read(id); key.Name != "ci" {
							t.Errorf("the server has the name %q", key.Name)
						}
						return nil
					},
				},
			},
		})
	})
}

// Only the platform's own not-found error for the object removes it from the
// state. Whatever else a refresh meets is an error, and the state is kept.
func TestAPIKey_onlyNotFoundRemovesFromState(t *testing.T) {
	t.Parallel()
	html := map[string]string{"Content-Type": "text/html"}
	for name, c := range map[string]struct {
		fault sandbox.Fault
		want  string
	}{
		"a wrong route's 404":     {sandbox.Fault{Status: 404, Body: `{"error":{"code":"ROUTE_NOT_FOUND","message":"no such route","requestId":"req_1"}}`}, `404`},
		"a proxy's 404 page":      {sandbox.Fault{Status: 404, Body: "<h1>not here</h1>", Headers: html}, `404`},
		"an empty 404":            {sandbox.Fault{Status: 404, Body: " "}, `404`},
		"a refused key":           {sandbox.Fault{Status: 401, Body: `{"error":{"code":"INVALID_API_KEY","message":"API key missing or invalid","requestId":"req_1"}}`}, `(?s)refused\s+the\s+provider's\s+credential`},
		"a forbidden call":        {sandbox.Fault{Status: 403, Body: `{"error":{"code":"FORBIDDEN","message":"no","requestId":"req_1"}}`}, `(?s)may\s+not\s+do\s+this`},
		"a proxy's 502":           {sandbox.Fault{Status: 502, Body: "<h1>bad gateway</h1>", Headers: html}, `502`},
		"a not-found with 500":    {sandbox.Fault{Status: 500, Body: `{"error":{"code":"NOT_FOUND","message":"odd","requestId":"req_1"}}`}, `500`},
		"a success that is HTML":  {sandbox.Fault{Status: 200, Body: "<h1>log in</h1>", Headers: html}, `(?s)text/html`},
		"a success with an error": {sandbox.Fault{Status: 200, Body: `{"error":{"code":"NOT_FOUND","message":"odd","requestId":"req_1"}}`}, `200`},
		"a success without an id": {sandbox.Fault{Status: 200, Body: `{"name":"x","status":"active"}`}, `(?s)"id"\s+is\s+missing`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t)
			config := e.HCLWith("max_retries = 0", named("ci"))
			var id string
			c.fault.Kind, c.fault.Method, c.fault.Path, c.fault.Count = "status", http.MethodGet, "/tok/v1/api-keys/*", 1000
			e.Run(resource.TestCase{
				CheckDestroy: e.Of("api_key").CheckDestroyed(),
				Steps: []resource.TestStep{
					{Config: config, Check: acctest.Remember(address, "id", &id)},
					{
						PreConfig: func() {
							if err := e.Sandbox().AddFault(c.fault); err != nil {
								t.Fatal(err)
							}
						},
						Config:      config,
						ExpectError: regexp.MustCompile(c.want),
					},
					{
						PreConfig: e.Sandbox().ClearFaults,
						Config:    config,
						ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
							plancheck.ExpectEmptyPlan(),
						}},
						ConfigStateChecks: []statecheck.StateCheck{
							statecheck.ExpectKnownValue(address, tfjsonpath.New("key"), knownvalue.NotNull()),
						},
					},
				},
			})
		})
	}
}

// Keys that died longer than 30 days ago are unknown to the platform: that is
// its own not-found error, and the resource is created anew.
func TestAPIKey_forgottenByThePlatformIsCreatedAgain(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(t *testing.T, e *acctest.Keys) {
		t.Helper()
		var id string
		e.Run(resource.TestCase{
			CheckDestroy: e.CheckDestroyed(),
			Steps: []resource.TestStep{
				{Config: e.HCL(keyNamed(e, "ci")), Check: acctest.Remember(address, "id", &id)},
				{
					PreConfig: func() {
						e.Revoke(id)
						if err := e.Sandbox().Advance(31 * 24 * 60 * 60 * 1e9); err != nil {
							t.Fatal(err)
						}
					},
					Config: e.HCL(keyNamed(e, "ci")),
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
						plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate),
					}},
				},
			},
		})
	})
}

// Deleting what is already gone succeeds.
func TestAPIKey_destroyAfterRevocationSucceeds(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(_ *testing.T, e *acctest.Keys) {
		var id string
		e.Run(resource.TestCase{
			CheckDestroy: e.CheckDestroyed(),
			Steps: []resource.TestStep{
				{Config: e.HCL(keyNamed(e, "ci")), Check: acctest.Remember(address, "id", &id)},
				{
					PreConfig: func() { e.Revoke(id) },
					Config:    e.HCL(keyNamed(e, "ci")),
					Destroy:   true,
				},
			},
		})
	})
}

func TestAPIKey_badNames(t *testing.T) {
	t.Parallel()
	acctest.OnKeys(t, func(t *testing.T, e *acctest.Keys) {
		t.Helper()
		for name, bad := range map[string]string{
			"empty":             ``,
			"too long":          `${join("", [for i in range(101) : "x"])}`,
			"a line break":      `a\nb`,
			"a space at an end": `ci `,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				e.In(t).Run(resource.TestCase{Steps: []resource.TestStep{{
					Config:      e.HCL(keyNamed(e, bad)),
					PlanOnly:    true,
					ExpectError: regexp.MustCompile(`Invalid Attribute Value|Not a usable name`),
				}}})
			})
		}
	})
}
