// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package appsecret_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
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

const (
	address = "openbanking_app_secret.test"
	cbd     = "lifecycle { create_before_destroy = true }"
)

// declared is the resource with some lines in its block.
func declared(lines ...string) string {
	return "resource \"openbanking_app_secret\" \"test\" {\n  " + strings.Join(lines, "\n  ") + "\n}\n"
}

func trigger(value string) string { return fmt.Sprintf("rotation_triggers = { version = %q }", value) }

func action(a plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, a)}}
}

func empty() resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
}

// answers checks the status with which Okto's own API answers to a secret that
// is remembered by now.
func answers(o *acctest.Env, secret *string, want int) resource.TestCheckFunc {
	return func(*terraform.State) error {
		if status := o.Of("app_secret").Works(*secret); status != want {
			return fmt.Errorf("the secret is answered with %d, expected %d", status, want)
		}
		return nil
	}
}

// live checks that the state's secret is the one that works, by asking Okto with
// it and by holding version and fingerprint against the control plane.
func live(o *acctest.Env) resource.TestCheckFunc {
	return func(state *terraform.State) error {
		attributes := state.RootModule().Resources[address].Primary.Attributes
		present := o.Present(attributes["app_id"])
		if attributes["version"] != fmt.Sprint(present["version"]) || attributes["fingerprint"] != present["fingerprint"] {
			return fmt.Errorf("the state has version %s, the platform %v", attributes["version"], present["version"])
		}
		secret := attributes["secret"]
		return answers(o, &secret, http.StatusOK)(state)
	}
}

func current() statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New("status"), knownvalue.StringExact("current"))
}

func TestAppSecret_lifecycle(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okto)
	before := o.Present(o.App())
	same := statecheck.CompareValue(compare.ValuesSame())
	o.Run(resource.TestCase{
		CheckDestroy: o.CheckForgotten,
		Steps: []resource.TestStep{
			{
				Config: o.HCL(declared()),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate),
					plancheck.ExpectUnknownValue(address, tfjsonpath.New("secret")),
					plancheck.ExpectSensitiveValue(address, tfjsonpath.New("secret")),
					plancheck.ExpectKnownValue(address, tfjsonpath.New("app_id"), knownvalue.StringExact(o.App())),
				}},
				ConfigStateChecks: []statecheck.StateCheck{
					same.AddStateValue(address, tfjsonpath.New("secret")),
					current(),
					statecheck.ExpectSensitiveValue(address, tfjsonpath.New("secret")),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.StringRegexp(regexp.MustCompile(`^`+regexp.QuoteMeta(o.App())+`/\d+$`))),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("fingerprint"), knownvalue.StringRegexp(regexp.MustCompile(`^sha256:[0-9a-f]{64}$`))),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("created_at"), knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}-\d\d-\d\dT.*Z$`))),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("rotates_at"), knownvalue.Null()),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("ready_for_rotation"), knownvalue.Bool(false)),
				},
				Check: resource.ComposeTestCheckFunc(live(o), func(*terraform.State) error {
					if present := o.Present(o.App()); before["fingerprint"] == present["fingerprint"] {
						return fmt.Errorf("creating did not reset the secret of %s", o.App())
					}
					return nil
				}),
			},
			{
				Config: o.HCL(declared(`rotate_after = "90d"`, trigger("1"))),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
					plancheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.NotNull()),
				}},
				ConfigStateChecks: []statecheck.StateCheck{
					same.AddStateValue(address, tfjsonpath.New("secret")),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("rotates_at"), knownvalue.NotNull()),
				},
				Check: live(o),
			},
			{
				Config:            o.HCL(declared(`rotate_after = "90d"`, trigger("1"))),
				ResourceName:      address,
				ImportState:       true,
				ImportStateVerify: true,
				// The platform shows a secret once and stores it nowhere; the
				// policy is the configuration's.
				ImportStateVerifyIgnore: []string{"secret", "rotate_after", "rotates_at", "rotation_triggers.%", "rotation_triggers.version"},
			},
		},
	})
}

// The app may be named on the resource; another one than the provider block's
// is another secret, and changing it leaves the first app's alone.
func TestAppSecret_anotherApp(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okto)
	other := o.OtherApp()
	var first string
	o.Run(resource.TestCase{
		CheckDestroy: o.CheckForgotten,
		Steps: []resource.TestStep{
			{
				Config: o.HCL(declared(fmt.Sprintf("app_id = %q", other))),
				Check: resource.ComposeTestCheckFunc(live(o), acctest.Remember(address, "secret", &first),
					resource.TestCheckResourceAttr(address, "app_id", other)),
			},
			{
				Config: o.HCL(declared()),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionDestroyBeforeCreate),
					plancheck.ExpectKnownValue(address, tfjsonpath.New("app_id"), knownvalue.StringExact(o.App())),
				}},
				Check: resource.ComposeTestCheckFunc(live(o), answers(o, &first, http.StatusOK)),
			},
			{
				Config: o.HCLWith(``, declared(fmt.Sprintf("app_id = %q", o.App()))), ConfigPlanChecks: empty(),
			},
			{
				Config:      o.HCL(declared(`app_id = "no-such-app"`)),
				ExpectError: regexp.MustCompile(`(?s)Unknown app.*Expected one of.*` + regexp.QuoteMeta(o.App())),
			},
		},
	})
}

// Only the platform's own not-found error for the app removes its secret from
// the state. Whatever else a refresh meets is an error, and the state is kept.
func TestAppSecret_onlyNotFoundRemovesFromState(t *testing.T) {
	t.Parallel()
	html := map[string]string{"Content-Type": "text/html"}
	envelope := func(code string) string {
		return `{"status":"error","error":{"code":1,"errorCode":"` + code + `","message":"no","trace_id":"t"}}`
	}
	for name, c := range map[string]struct {
		fault sandbox.Fault
		want  string // of the error; "" where the secret is gone
	}{
		"the platform's not found": {sandbox.Fault{Status: 404, Body: envelope("ER-TECH-0002")}, ""},
		"a wrong route's 404":      {sandbox.Fault{Status: 404, Body: envelope("ER-ROUTE")}, `404`},
		"a proxy's 404 page":       {sandbox.Fault{Status: 404, Body: "<h1>not here</h1>", Headers: html}, `404`},
		"a refused token":          {sandbox.Fault{Status: 401, Body: envelope("ER-TECH-0007")}, `(?s)refused\s+the\s+provider's\s+credential`},
		"a proxy's 502":            {sandbox.Fault{Status: 502, Body: "<h1>bad gateway</h1>", Headers: html}, `502`},
		"a not-found with 500":     {sandbox.Fault{Status: 500, Body: envelope("ER-TECH-0002")}, `500`},
		"a success with an error":  {sandbox.Fault{Status: 200, Body: envelope("ER-TECH-0002")}, `200`},
		"a success without data":   {sandbox.Fault{Status: 200, Body: `{"status":"success"}`}, `(?s)field\s+"data"\s+is\s+missing`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := acctest.On(t, acctest.Okto)
			config := o.HCLWith("max_retries = 0", declared())
			c.fault.Kind, c.fault.Method, c.fault.Path, c.fault.Count = "status", http.MethodGet, "/okto/management/v1/apps/*/secret", 1000
			broken := resource.TestStep{
				PreConfig: func() {
					if err := o.Sandbox().AddFault(c.fault); err != nil {
						t.Fatal(err)
					}
				},
				Config: config,
			}
			if c.want == "" {
				broken.RefreshState, broken.Config, broken.ExpectNonEmptyPlan = true, "", true
				broken.ExpectError = regexp.MustCompile(`Unknown app`) // Planned to be created again, and the app is gone.
			} else {
				broken.ExpectError = regexp.MustCompile(c.want)
			}
			after := resource.TestStep{PreConfig: o.Sandbox().ClearFaults, Config: config, ConfigPlanChecks: empty(), Check: live(o)}
			o.Run(resource.TestCase{
				CheckDestroy: o.CheckForgotten,
				Steps:        []resource.TestStep{{Config: config, Check: live(o)}, broken, after},
			})
		})
	}
}

func TestAppSecret_importLeavesAnEmptyPlan(t *testing.T) {
	t.Parallel()
	for name, suffix := range map[string]func(version any) string{
		"by the app's id":    func(any) string { return "" },
		"by the secret's id": func(version any) string { return fmt.Sprintf("/%v", version) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := acctest.On(t, acctest.Okto)
			made := o.ResetByHand(o.App())
			o.Run(resource.TestCase{Steps: []resource.TestStep{
				{
					Config: o.HCL(declared()), ResourceName: address,
					ImportState: true, ImportStateId: o.App() + suffix(made.Text("version")), ImportStatePersist: true,
				},
				{
					Config: o.HCL(declared()), ConfigPlanChecks: empty(),
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue(address, tfjsonpath.New("secret"), knownvalue.Null()),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("fingerprint"), knownvalue.StringExact(made.Fingerprint)),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.StringExact(fmt.Sprintf("%s/%s", o.App(), made.Text("version")))),
						current(),
					},
					Check: answers(o, &made.Secret, http.StatusOK),
				},
				{ // The next rotation fills the secret in.
					Config: o.HCL(declared(trigger("1"))), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				},
				{
					Config: o.HCL(declared(trigger("2"))), ConfigPlanChecks: action(plancheck.ResourceActionDestroyBeforeCreate),
					Check: resource.ComposeTestCheckFunc(live(o), answers(o, &made.Secret, http.StatusUnauthorized)),
				},
			}})
		})
	}
}

// Identities import too: by the secret's id, as the state has it, and by the
// app's alone.
func TestAppSecret_importByIdentity(t *testing.T) {
	t.Parallel()
	newer := []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)}
	o := acctest.On(t, acctest.Okto)
	o.Run(resource.TestCase{
		TerraformVersionChecks: newer,
		CheckDestroy:           o.CheckForgotten,
		Steps: []resource.TestStep{
			{
				Config: o.HCL(declared()),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectIdentity(address, map[string]knownvalue.Check{
						"id":          knownvalue.StringRegexp(regexp.MustCompile(`/\d+$`)),
						"platform":    knownvalue.StringExact("okto"),
						"environment": knownvalue.StringExact("sandbox"),
					}),
					statecheck.ExpectIdentityValueMatchesState(address, tfjsonpath.New("id")),
				},
			},
			{Config: o.HCL(declared()), ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
	o = acctest.On(t, acctest.Okto)
	version := o.Present(o.App())["version"]
	o.Run(resource.TestCase{
		TerraformVersionChecks: newer,
		Steps: []resource.TestStep{{
			Config: o.HCL(declared(), `
import {
  to       = `+address+`
  identity = { id = "`+o.App()+`", platform = "okto" }
}`),
			Check: resource.ComposeTestCheckFunc(
				resource.TestCheckResourceAttr(address, "version", fmt.Sprint(version)),
				resource.TestCheckNoResourceAttr(address, "secret"),
			),
		}},
	})
}

func TestAppSecret_importIsRefused(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okto)
	version := o.Present(o.App())["version"]
	o.ResetByHand(o.App())
	for id, want := range map[string]string{
		fmt.Sprintf("%s/%v", o.App(), version): `(?s)The app secret .* is superseded.*no\s+other\s+one\s+works`,
		"no-such-app":                          `(?s)Unknown app.*Expected one of`,
		o.App() + "/latest":                    `(?s)has\s+no\s+version\s+after\s+the\s+slash`,
	} {
		o.Run(resource.TestCase{Steps: []resource.TestStep{{
			Config: o.HCL(declared()), ResourceName: address, ImportState: true, ImportStateId: id, ExpectError: regexp.MustCompile(want),
		}}})
	}
}

// What a platform lacks is said at plan, with the platforms that have it.
func TestAppSecret_platformsLackTypes(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okto)
	tok := acctest.New(t)
	for config, want := range map[string]string{
		tok.HCL(declared(`app_id = "app-1"`)):                       `(?s)Tok has no app_secret.*Platforms\s+that\s+do:\s+Okto\.`,
		o.HCL(`resource "openbanking_api_key" "x" { name = "ci" }`): `(?s)Okto has no api_key.*Platforms\s+that\s+do:\s+Tok`,
		o.HCL("resource \"openbanking_consent\" \"x\" {\n  bank_id = \"erste-hr\"\n  callback_url = \"https://app.example.com/\"\n}"): `(?s)Okto has no consent.*Platforms\s+that\s+do:\s+Tok`,
		o.HCL("resource \"openbanking_webhook\" \"x\" {\n  url = \"https://a.example.com/\"\n  events = [\"consent.expired\"]\n}"):    `(?s)Okto has no webhook.*Platforms\s+that\s+do:\s+Tok`,
		o.HCL(`data "openbanking_accounts" "x" {}`): `(?s)Okto has no account.*Platforms\s+that\s+do:\s+Tok`,
		o.HCL(`data "openbanking_api_keys" "x" {}`): `(?s)Okto has no api_key.*Platforms\s+that\s+do:\s+Tok`,
		o.HCL(declared(`overlap = "1h"`)):           `(?s)Unsupported argument.*overlap`,
	} {
		o.Run(resource.TestCase{Steps: []resource.TestStep{{Config: config, PlanOnly: true, ExpectError: regexp.MustCompile(want)}}})
	}
}

// Whatever is wrong with Okto's block is said before anything is reset.
func TestAppSecret_badProviderBlock(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okto)
	credentials := o.Sandbox().Credentials().Organisations[0]
	version := o.Present(o.App())["version"]
	block := func(environment, appID, token string) string {
		return acctest.Required + fmt.Sprintf("provider \"openbanking\" {\n  endpoint = %q\n  %s\n  okto = { management_token = %q %s }\n}\n", o.Endpoint, environment, token, appID) + declared()
	}
	sandboxEnvironment, app := `environment = "sandbox"`, fmt.Sprintf(", app_id = %q", o.App())
	for config, want := range map[string]string{
		block(sandboxEnvironment, app, credentials.Get("okto", "sandbox", "app_secret")): `(?s)Not an Okto management token.*App Secret`,
		block("", app, o.Credential()):                                                            `(?s)Environment is missing.*environment\s+=\s+"sandbox"\s+or\s+environment\s+=\s+"production"`,
		block(`environment = "production"`, app, o.Credential()):                                  `(?s)belongs to\s+its\s+sandbox\s+environment`,
		block(sandboxEnvironment, app, credentials.Get("okto", "production", "management_token")): `(?s)belongs to\s+its\s+production\s+environment`,
		block(sandboxEnvironment, app, "okto_mgmt_unknown"):                                       `(?s)refused the\s+provider's\s+credential`,
		block(sandboxEnvironment, "", o.Credential()):                                             `(?s)App is missing.*okto\.app_id`,
	} {
		o.Run(resource.TestCase{Steps: []resource.TestStep{{Config: config, ExpectError: regexp.MustCompile(want)}}})
	}
	if got := o.Present(o.App())["version"]; got != version {
		t.Errorf("the secret was reset from version %v to %v", version, got)
	}
}
