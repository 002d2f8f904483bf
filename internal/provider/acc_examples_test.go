// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

const examples = "../../examples"

// read returns an example's text.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// files returns the examples that match, of which there must be some.
func files(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(examples, pattern))
	if err != nil || len(found) == 0 {
		t.Fatalf("no example matches %s: %v", pattern, err)
	}
	return found
}

// name makes a subtest's name of an example's path.
func name(path string) string {
	relative, _ := filepath.Rel(examples, path)
	return filepath.ToSlash(relative)
}

// typeOf returns the resource or data source that an example is of.
func typeOf(path string) string { return filepath.Base(filepath.Dir(path)) }

// on configures the provider for a platform that has what the example is of.
func on(e *acctest.Env, path string) func(blocks ...string) string {
	switch {
	case strings.HasSuffix(path, "-okra.tf"):
		return e.On(acctest.Okra).HCL
	case typeOf(path) == "openbanking_app_secret":
		return e.On(acctest.Okto).HCL
	}
	return e.HCL
}

// Every type has an example; a new one without is not finished.
func TestExamplesExist(t *testing.T) {
	t.Parallel()
	p := provider.New("test")()
	schemas := schemaOf(t, p)
	for typeName := range schemas.ResourceSchemas {
		for _, file := range []string{"resource.tf", "import.sh", "import-by-string-id.tf", "import-by-identity.tf"} {
			files(t, filepath.Join("resources", typeName, file))
		}
	}
	for typeName := range schemas.DataSourceSchemas {
		files(t, filepath.Join("data-sources", typeName, "data-source.tf"))
	}
	for typeName := range schemas.EphemeralResourceSchemas {
		files(t, filepath.Join("ephemeral-resources", typeName, "ephemeral-resource.tf"))
	}
	for typeName := range schemas.ListResourceSchemas {
		files(t, filepath.Join("list-resources", typeName, "list-resource.tfquery.hcl"))
	}
	for typeName := range schemas.ActionSchemas {
		files(t, filepath.Join("actions", typeName, "action.tf"))
	}
	for name := range schemas.Functions {
		files(t, filepath.Join("functions", name, "function.tf"))
	}
}

// The examples of ephemeral resources, and those of a type that has one with
// variables, are applied on the CLI.
func TestAccExamples_apply(t *testing.T) {
	t.Parallel()
	applied(t, "ephemeral-resources/*/ephemeral-resource*.tf", "resources/openbanking_webhook/resource-o*.tf")
}

// The provider's example is valid and finds its key in the environment.
func TestAccExamples_provider(t *testing.T) {
	e := acctest.New(t)
	t.Setenv("TOK_API_KEY", e.Credential())
	text := read(t, filepath.Join(examples, "provider", "provider.tf"))
	local := strings.Replace(text, `provider "openbanking" {`, "provider \"openbanking\" {\n  endpoint = \""+e.Endpoint+"\"", 1)
	e.Run(resource.TestCase{Steps: []resource.TestStep{{Config: local + readBanks}}})
}

// The example of several platforms reads from each, with the credentials that it
// finds in the environment, in a process for each block as a user has them.
func TestAccExamples_providerAliases(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	text := read(t, filepath.Join(examples, "provider", "provider-aliases.tf"))
	root, _ := strings.CutSuffix(e.Endpoint, "/tok/v1")
	for alias, endpoint := range map[string]string{"lagos": "/okra/v2", "wallets": "/okto"} {
		line := "alias       = \"" + alias + "\""
		if !strings.Contains(text, line) {
			t.Fatalf("the example has no provider %s", alias)
		}
		text = strings.Replace(text, line, line+"\n  endpoint = \""+root+endpoint+"\"", 1)
	}
	w := e.NewWorkspace(acctest.Required + exampleID.ReplaceAllString(text, e.On(acctest.Okto).App()) + `
data "openbanking_banks" "nigerian" { provider = openbanking.lagos }

resource "openbanking_app_secret" "wallet" { provider = openbanking.wallets }

output "banks" { value = length(data.openbanking_banks.nigerian.banks) > 0 }
`)
	w.Setenv("OKRA_SECRET_KEY", e.Sandbox().Credentials().Organisations[0].Get("okra", "production", "secret_key"))
	w.Setenv("OKTO_MANAGEMENT_TOKEN", e.On(acctest.Okto).Credential())
	if output := must(t, w, "apply", "-auto-approve"); !strings.Contains(output, "banks = true") {
		t.Errorf("the banks were not read:\n%s", output)
	}
	must(t, w, "plan", "-detailed-exitcode")
}

var exampleID = regexp.MustCompile(`(?:\b(?:key|cns|whk)_[0-9A-Z]{26}\b|\b[0-9a-f]{8}-[0-9a-f-]{27}(?:/\d+)?\b)`)

// The import examples import: with the id of an object that exists in place of
// the one that the example makes up, and a resource block to import into.
func TestAccExamples_import(t *testing.T) {
	t.Parallel()
	posted := func(path string, body map[string]any) func(*acctest.Env) string {
		return func(e *acctest.Env) string {
			id, _ := e.Must(http.StatusCreated, http.MethodPost, path, body)["id"].(string)
			return id
		}
	}
	imports := map[string]struct {
		name string // of the resource in the example
		make func(*acctest.Env) (id string)
	}{
		"openbanking_api_key": {"reporting", posted("/api-keys", map[string]any{"name": "by hand"})},
		"openbanking_app_secret": {"wallet", func(e *acctest.Env) string {
			made := e.On(acctest.Okto).ResetByHand(e.On(acctest.Okto).App())
			return fmt.Sprintf("%s/%s", made.Text("app_id"), made.Text("version"))
		}},
		"openbanking_consent": {"erste", posted("/consents", map[string]any{"bankId": "erste-hr", "callbackUrl": "https://app.example.com/banking/callback"})},
		"openbanking_webhook": {"ledger", posted("/webhooks", map[string]any{"url": "https://ledger.example.com/", "events": []string{"consent.expired"}})},
	}
	for _, path := range files(t, "resources/*/import-by-*.tf") {
		t.Run(name(path), func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t)
			typeName := typeOf(path)
			id := imports[typeName].make(e)
			address := typeName + "." + imports[typeName].name
			c := resource.TestCase{Steps: []resource.TestStep{{
				Config: on(e, path)(read(t, filepath.Join(filepath.Dir(path), "resource.tf")), exampleID.ReplaceAllString(read(t, path), id)),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.StringExact(id)), // imported, not created
				}},
				Check: resource.TestCheckResourceAttr(address, "id", id),
			}}}
			if strings.Contains(path, "identity") {
				c.TerraformVersionChecks = []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)}
			}
			e.Run(c)
		})
	}
	for _, path := range files(t, "resources/*/import.sh") {
		typeName := typeOf(path)
		want := regexp.MustCompile(`^terraform import ` + typeName + `\.` + imports[typeName].name + ` ` + exampleID.String() + `\n$`)
		if text := read(t, path); !want.MatchString(text) {
			t.Errorf("%s: got %q, expected it to match %s", path, text, want)
		}
	}
}
