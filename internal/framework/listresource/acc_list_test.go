// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package listresource_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/querycheck/queryfilter"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// needsQuery skips a test where the CLI has no queries. It comes after acctest.New,
// which skips where there is no CLI at all.
func needsQuery(t *testing.T) {
	t.Helper()
	acctest.NeedsTerraform(t, "1.14.0", "terraform query")
}

// byHand makes webhooks past the provider.
func byHand(e *acctest.Env, count int) {
	for n := range count {
		e.Must(http.StatusCreated, http.MethodPost, "/webhooks", map[string]any{
			"url": fmt.Sprintf("https://ledger.example.com/%d", n), "events": []string{"consent.expired", "account.updated"},
			"description": fmt.Sprintf("ledger %d", n),
		})
	}
}

// run runs the CLI, which has to end with a code.
func run(t *testing.T, w *acctest.Workspace, code int, args ...string) string {
	t.Helper()
	r := w.Run(append(args, "-no-color")...)
	if r.Code != code {
		t.Fatalf("%s: got exit code %d, want %d\n%s", strings.Join(args, " "), r.Code, code, r.Output)
	}
	return r.Output
}

// Each result has an identity, a name that a person recognises and, where it is
// asked for, the resource without its secret.
func TestAccQuery_results(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AutoAuthorize())
	needsQuery(t)
	byHand(e, 3)
	key := e.Must(http.StatusCreated, http.MethodPost, "/api-keys", map[string]any{"name": "ci"})
	id, _ := key["id"].(string)
	hint, _ := key["keyHint"].(string)
	e.Must(http.StatusCreated, http.MethodPost, "/consents", map[string]any{"bankId": "erste-hr", "callbackUrl": "https://app.example.com/"})
	second := knownvalue.StringExact("https://ledger.example.com/1 (ledger 1)")
	e.Run(resource.TestCase{Steps: []resource.TestStep{
		{Config: e.HCL()},
		{
			Query: true,
			Config: `
list "openbanking_api_key" "all" {
  provider         = openbanking
  include_resource = true
}

list "openbanking_webhook" "all" {
  provider         = openbanking
  include_resource = true
}

list "openbanking_webhook" "two" {
  provider = openbanking
  limit    = 2
  config {
    event = "consent.expired"
  }
}

list "openbanking_consent" "all" {
  provider = openbanking
}
`,
			QueryResultChecks: []querycheck.QueryResultCheck{
				querycheck.ExpectLength("openbanking_api_key.all", 1),
				querycheck.ExpectIdentity("openbanking_api_key.all", map[string]knownvalue.Check{
					"id": knownvalue.StringExact(id), "platform": knownvalue.StringExact("tok"), "environment": knownvalue.StringExact("sandbox"),
				}),
				querycheck.ExpectResourceKnownValues("openbanking_api_key.all", queryfilter.ByDisplayName(knownvalue.StringExact("ci ("+hint+")")), []querycheck.KnownValueCheck{
					{Path: tfjsonpath.New("name"), KnownValue: knownvalue.StringExact("ci")},
					{Path: tfjsonpath.New("key"), KnownValue: knownvalue.Null()},
					{Path: tfjsonpath.New("fingerprint"), KnownValue: knownvalue.NotNull()},
				}),
				querycheck.ExpectLength("openbanking_webhook.all", 3),
				querycheck.ExpectLength("openbanking_webhook.two", 2),
				querycheck.ExpectResourceKnownValues("openbanking_webhook.all", queryfilter.ByDisplayName(second), []querycheck.KnownValueCheck{
					{Path: tfjsonpath.New("url"), KnownValue: knownvalue.StringExact("https://ledger.example.com/1")},
					{Path: tfjsonpath.New("enabled"), KnownValue: knownvalue.Bool(true)},
					{Path: tfjsonpath.New("signing_secret"), KnownValue: knownvalue.Null()},
				}),
				querycheck.ExpectLength("openbanking_consent.all", 1),
			},
		},
	}})
}

// A limit that is a whole page costs that page: over the wire, where the provider
// does not see at once that nobody takes more.
func TestAccQuery_limit(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	needsQuery(t)
	byHand(e, 150)
	for limit, pages := range map[int]int{10: 1, 100: 1, 101: 2} {
		w := e.NewWorkspaceOn("", map[string]string{
			"main.tf":       e.HCL(),
			"q.tfquery.hcl": fmt.Sprintf("list \"openbanking_webhook\" \"some\" {\n  provider = openbanking\n  limit = %d\n}\n", limit),
		})
		w.Init()
		e.Sandbox().ClearRequests()
		output := run(t, w, 0, "query")
		if found := strings.Count(output, "list.openbanking_webhook.some "); found != limit {
			t.Errorf("the query finds %d, want %d", found, limit)
		}
		if requests := e.Sandbox().Requests().ByRoute; requests["GET /tok/v1/webhooks"] != pages {
			t.Errorf("%d of them take %v, want %d pages", limit, requests, pages)
		}
	}
}

// The query fails with any page of it: what the others had is not taken for all
// there is.
func TestAccQuery_errorAfterTheFirstPage(t *testing.T) {
	t.Parallel()
	var once sync.Once
	var e *acctest.Env
	e = acctest.New(t, acctest.Observed(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet && r.URL.Path == "/tok/v1/webhooks" {
				once.Do(func() {
					err := e.Sandbox().AddFault(sandbox.Fault{Kind: "status", Path: r.URL.Path, Status: http.StatusForbidden, Body: "{}"})
					if err != nil {
						t.Error(err)
					}
				})
			}
			next.ServeHTTP(w, r)
		})
	}))
	needsQuery(t)
	byHand(e, 150)
	w := e.NewWorkspaceOn("", map[string]string{
		"main.tf":       e.HCL(),
		"q.tfquery.hcl": "list \"openbanking_webhook\" \"all\" {\n  provider = openbanking\n  limit = 1000\n}\n",
	})
	w.Init()
	if output := run(t, w, 1, "query", "-generate-config-out=found.tf"); !strings.Contains(output, "Could not list the webhooks") {
		t.Errorf("the query says:\n%s", output)
	}
}

// everything is a query of every type, on every platform that has it.
const everything = `
list "openbanking_api_key" "key" {
  provider = openbanking
}

list "openbanking_webhook" "hook" {
  provider = openbanking
}

list "openbanking_consent" "consent" {
  provider = openbanking
}

list "openbanking_api_key" "okra" {
  provider = openbanking.okra
}

list "openbanking_webhook" "okra" {
  provider = openbanking.okra
}

list "openbanking_app_secret" "okto" {
  provider = openbanking.okto
}
`

// What people have made by hand on all platforms is under management after a
// query, a plan and an apply, and nobody has edited a line.
func TestAccQuery_adoption(t *testing.T) {
	t.Parallel()
	e := acctest.New(t, acctest.AutoAuthorize())
	needsQuery(t)
	okra, okto := e.On(acctest.Okra), e.On(acctest.Okto)
	byHand(e, 50)
	for n, name := range []string{"ci", `"${quoted}" %{if} ÄÖÜ`, "2026"} {
		e.Must(http.StatusCreated, http.MethodPost, "/api-keys", map[string]any{"name": name, "expiresInSeconds": 86400 * (n + 1)})
	}
	e.Must(http.StatusCreated, http.MethodPost, "/consents", map[string]any{"bankId": "erste-hr", "callbackUrl": "https://app.example.com/?a=b"})
	okra.Ask("/keys/create", map[string]any{"name": "okra", "type": "secret"})
	okra.Ask("/webhooks/set", map[string]any{"url": "https://example.com/okra", "token": "made-by-a-person"})

	aliased := e.HCL(`
provider "openbanking" {
  alias       = "okra"
  environment = "sandbox"
  endpoint    = "` + okra.Endpoint + `"
  okra        = { secret_key = "` + okra.Credential() + `" }
}

provider "openbanking" {
  alias       = "okto"
  environment = "sandbox"
  endpoint    = "` + okto.Endpoint + `"
  okto        = { management_token = "` + okto.Credential() + `" }
}
`)
	w := e.NewWorkspaceOn("", map[string]string{"main.tf": aliased, "all.tfquery.hcl": strings.ReplaceAll(everything, "\n}", "\n  limit = 1000\n}")})
	w.Init()
	run(t, w, 0, "validate", "-query")
	e.Sandbox().ClearRequests()
	run(t, w, 0, "query", "-generate-config-out=found.tf")
	queried := e.Sandbox().Requests()
	planned := run(t, w, 0, "plan", "-out=plan.bin")
	summary := regexp.MustCompile(`Plan: (\d+) to import, 0 to add, 0 to change, 0 to destroy`).FindStringSubmatch(planned)
	if found := strings.Count(w.File("found.tf"), "\nimport {"); summary == nil || summary[1] != fmt.Sprint(found) || found < 59 {
		t.Fatalf("the plan for the %d that were found:\n%s", found, planned)
	}
	run(t, w, 0, "apply", "plan.bin")
	run(t, w, 0, "plan", "-detailed-exitcode")
	if routes := queried.ByRoute; routes["GET /tok/v1/webhooks"] != 1 || routes["GET /tok/v1/api-keys"] != 1 || routes["GET /tok/v1/consents"] != 2 {
		t.Errorf("the query takes %v", routes)
	}
	for route, n := range e.Sandbox().Requests().ByRoute {
		if method, path, _ := strings.Cut(route, " "); method != http.MethodGet && !regexp.MustCompile(`/(list|get|getById)$`).MatchString(path) {
			t.Errorf("adopting wrote to the platform: %d times %s", n, route)
		}
	}
}

// What a filter gets wrong is found before anything is asked.
func TestAccQuery_validate(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	needsQuery(t)
	w := e.NewWorkspaceOn("", map[string]string{"main.tf": e.HCL(), "q.tfquery.hcl": `
list "openbanking_consent" "all" {
  provider = openbanking
  config {
    status         = "alive"
    created_before = "yesterday"
  }
}
`})
	w.Init()
	output := run(t, w, 1, "validate", "-query")
	for _, text := range []string{`"alive"`, "pending, active", "Not a time", `"yesterday"`} {
		if !strings.Contains(output, text) {
			t.Errorf("the CLI does not mention %s:\n%s", text, output)
		}
	}
	if total := e.Sandbox().Requests().Total; total != 0 {
		t.Errorf("validating takes %d requests", total)
	}
}
