// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package function_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// The keys of these tests open nothing.
const (
	sandboxKey = "tok_sandbox_0123456789abcdefghijABCDEFGHx7Qa"
	liveKey    = "tok_live_0123456789abcdefghijABCDEFGHx7Qa"
)

// run runs steps on the CLI without any provider block: no credential, no
// endpoint, no platform.
func run(t *testing.T, c resource.TestCase) {
	t.Helper()
	t.Setenv("TOK_API_KEY", "")
	c.ProtoV6ProviderFactories = acctest.EchoProviders()
	resource.Test(t, c)
}

func output(name string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownOutputValue(name, check)
}

func emptyPlan() resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
}

// example returns a function's example.
func example(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "examples", "functions", name, "function.tf"))
	if err != nil {
		t.Fatal(err)
	}
	return acctest.Required + string(text)
}

// The examples compute without credentials, and plan empty afterwards.
func TestAccFunctions_examples(t *testing.T) {
	for name, test := range map[string]struct {
		variables config.Variables
		output    string
		want      knownvalue.Check
	}{
		"iban": {nil, "payout", knownvalue.MapExact(map[string]knownvalue.Check{
			"bank": knownvalue.StringExact("HR 1001005"), "iban": knownvalue.StringExact("HR1210010051863000160"),
		})},
		"key_info": {
			config.Variables{"service_key": config.StringVariable(sandboxKey)},
			"service_key_fingerprint",
			knownvalue.StringExact(fingerprint(sandboxKey)),
		},
		"webhook_signature_valid": {
			config.Variables{"signing_secret": config.StringVariable(exampleSecret)},
			"delivery_is_genuine",
			knownvalue.Bool(true),
		},
	} {
		t.Run(name, func(t *testing.T) {
			text := example(t, name)
			run(t, resource.TestCase{Steps: []resource.TestStep{
				{Config: text, ConfigVariables: test.variables, ConfigStateChecks: []statecheck.StateCheck{output(test.output, test.want)}},
				{Config: text, ConfigVariables: test.variables, ConfigPlanChecks: emptyPlan()},
			}})
		})
	}
}

// An error is shown at the argument, and shows no key.
func TestAccFunctions_errors(t *testing.T) {
	for name, test := range map[string]struct {
		config    string
		variables config.Variables
		want      string
	}{
		"a wrong IBAN": {
			example(t, "iban"),
			config.Variables{"payout_iban": config.StringVariable("HR13 1001 0051 8630 0016 0")},
			`Invalid value for "value" parameter: Not a valid IBAN: its check digits are 13, but those of the rest are 12`,
		},
		"an IBAN from elsewhere": {
			example(t, "iban"),
			config.Variables{"payout_iban": config.StringVariable("DE89 3704 0044 0532 0130 00")},
			`Payouts to DE are not set up`,
		},
		"a key of production": {
			example(t, "key_info"),
			config.Variables{"service_key": config.StringVariable(liveKey)},
			`runs on a key of the sandbox`,
		},
		"no key": {
			example(t, "key_info"),
			config.Variables{"service_key": config.StringVariable("sk_" + sandboxKey)},
			`Invalid value for "key" parameter: Not a credential that can be told by its form`,
		},
		"a result that would be shown": {
			acctest.Required + `
variable "key" { sensitive = true }
output "info" { value = provider::openbanking::key_info(var.key).fingerprint }`,
			config.Variables{"key": config.StringVariable(sandboxKey)},
			`Output refers to sensitive values`,
		},
		"an ephemeral key's fingerprint in the state": {
			acctest.Required + `
variable "key" { ephemeral = true }
resource "terraform_data" "deployed" { input = provider::openbanking::key_info(var.key).fingerprint }`,
			config.Variables{"key": config.StringVariable(sandboxKey)},
			`(?i)ephemeral value`,
		},
		"a broken secret": {
			example(t, "webhook_signature_valid"),
			config.Variables{"signing_secret": config.StringVariable(exampleSecret[:20])},
			`Invalid value for "secret" parameter: Not a signing secret`,
		},
		"a wrong IBAN in a variable's own condition": {
			acctest.Required + `
variable "iban" {
  validation {
    condition     = can(provider::openbanking::iban(var.iban))
    error_message = "This is no IBAN."
  }
}
output "iban" { value = var.iban }`,
			config.Variables{"iban": config.StringVariable("HR13 1001 0051 8630 0016 0")},
			`This is no IBAN`,
		},
		"a null": {
			acctest.Required + `output "iban" { value = provider::openbanking::iban(null) }`, nil,
			`(?i)argument must not be null`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			// The CLI breaks lines where it likes.
			want := regexp.MustCompile(strings.ReplaceAll(test.want, " ", `[\s│╷]+`))
			said := ""
			run(t, resource.TestCase{
				// Instead of ExpectError, which looks for what should be there only.
				ErrorCheck: func(err error) error {
					said = err.Error()
					return nil
				},
				Steps: []resource.TestStep{{Config: test.config, ConfigVariables: test.variables}},
			})
			if !want.MatchString(said) {
				t.Errorf("want an error with %q, got %q", test.want, said)
			}
			for _, key := range []string{sandboxKey[12:], liveKey[9:], exampleSecret[6:20]} {
				if strings.Contains(said, key) {
					t.Errorf("the CLI shows the key: %s", said)
				}
			}
		})
	}
}

// What an argument is, the result is: unknown until the apply, ephemeral where a
// provider block takes it.
func TestAccFunctions_arguments(t *testing.T) {
	t.Run("unknown", func(t *testing.T) {
		text := acctest.Required + `
resource "terraform_data" "iban" { input = "hr1210010051863000160" }
output "iban" { value = provider::openbanking::iban(terraform_data.iban.output).formatted }
output "numbers" {
  # A header is text, and the CLI makes a number of it.
  value = provider::openbanking::webhook_signature_valid("` + exampleSecret + `", "` + exampleID + `", "1614265330", terraform_data.iban.output, "v1,x", null, null)
}`
		run(t, resource.TestCase{Steps: []resource.TestStep{
			{
				Config: text,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectUnknownOutputValue("iban"), plancheck.ExpectUnknownOutputValue("numbers"),
				}},
				ConfigStateChecks: []statecheck.StateCheck{
					output("iban", knownvalue.StringExact("HR12 1001 0051 8630 0016 0")),
					output("numbers", knownvalue.Bool(false)),
				},
			},
			{Config: text, ConfigPlanChecks: emptyPlan()},
		}})
	})
	t.Run("ephemeral", func(t *testing.T) {
		text := acctest.Echoing(acctest.Required) + `
variable "key" { ephemeral = true }
provider "echo" { data = provider::openbanking::key_info(var.key).hint }
resource "echo" "test" {}`
		run(t, resource.TestCase{Steps: []resource.TestStep{{
			Config: text, ConfigVariables: config.Variables{"key": config.StringVariable(sandboxKey)},
			Check: resource.TestCheckResourceAttr("echo.test", "data", "tok_sandbox_…x7Qa"),
		}}})
	})
}

// A key that a function was given is in no log at any level, no plan file and no
// state; what the function says of it is where the configuration puts it.
func TestAccFunctions_leaveNoKey(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	const code = 2 // of a plan with changes
	w := e.NewWorkspace(acctest.Required + `
variable "key" { ephemeral = true }
variable "secret" { ephemeral = true }
check "key" {
  assert {
    condition     = provider::openbanking::key_info(var.key).environment == "sandbox"
    error_message = "This is a key of production."
  }
}
check "delivery" {
  assert {
    condition     = provider::openbanking::webhook_signature_valid(var.secret, "msg_1", 1614265330, "body", "v1,x", null, null)
    error_message = "This delivery is forged."
  }
}
check "mistake" {
  assert {
    condition     = can(provider::openbanking::key_info("x${var.key}"))
    error_message = "This is no key."
  }
}
resource "terraform_data" "something" {}
`)
	log := filepath.Join(w.Dir, "trace.log")
	for name, value := range map[string]string{"TF_VAR_key": liveKey, "TF_VAR_secret": exampleSecret, "TF_LOG": "TRACE", "TF_LOG_PATH": log} {
		w.Setenv(name, value)
	}
	planned := w.Run("plan", "-no-color", "-out=plan.bin", "-detailed-exitcode")
	shown := w.Run("show", "-json", "plan.bin")
	applied := w.Run("apply", "-no-color", "-auto-approve")
	if planned.Code != code || shown.Code != 0 || applied.Code != 0 {
		t.Fatalf("plan %d, show %d, apply %d:\n%s", planned.Code, shown.Code, applied.Code, planned.Output+shown.Output+applied.Output)
	}
	for _, text := range []string{"This is a key of production.", "This delivery is forged.", "This is no key."} {
		if words := strings.Join(strings.Fields(strings.ReplaceAll(applied.Output, "│", "")), " "); !strings.Contains(words, text) {
			t.Errorf("the apply does not say %q:\n%s", text, applied.Output)
		}
	}
	texts := map[string]string{"the plan's output": planned.Output, "the plan file": shown.Output, "the apply's output": applied.Output}
	for _, file := range []string{"trace.log", "plan.bin", "terraform.tfstate"} {
		data, err := os.ReadFile(filepath.Join(w.Dir, file))
		if err != nil {
			t.Fatal(err)
		}
		texts[file] = string(data)
	}
	if !strings.Contains(texts["trace.log"], "CallFunction") {
		t.Error("the log does not tell of any function, so nothing was proved")
	}
	for where, text := range texts {
		for _, secret := range []string{liveKey[9:], exampleSecret[6:]} {
			if strings.Contains(text, secret) {
				t.Errorf("a secret is in %s", where)
			}
		}
	}
}
