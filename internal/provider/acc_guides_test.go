// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

const day = 24 * time.Hour

// shown returns what the rotation guide shows.
func shown(t *testing.T, name string) string {
	t.Helper()
	return read(t, filepath.Join(examples, "guides", "rotation", name+".tf"))
}

// guideBlocks are those of the rotation guide that a user adds to a
// configuration for Tok, with nothing else.
var guideBlocks = []string{"age", "triggers", "webhook", "consent"}

// guideCases are the others, each with a test of its own here or, of the guide to
// secrets, beside.
var guideCases = []string{
	"two-slots", "kill", "left-over", "own-key", "minted-key", "app-secret",
	"ephemeral", "personal-data", "encrypted", "deploy", "vault-write", "vault-read", "state-encryption",
	"find.tfquery", "adopt", "adopted", "imports", "by-id",
	"end-with-service",
}

// A guide shows configuration by including a file, and each file is tested.
func TestGuides_showWhatIsTested(t *testing.T) {
	t.Parallel()
	tested := strings.Join(append(guideBlocks, guideCases...), " ") + " "
	for _, path := range files(t, "guides/*/*") {
		guide := filepath.Base(filepath.Dir(path))
		template := read(t, filepath.Join("../../templates/guides", guide+".md.tmpl"))
		if include := ` "examples/` + name(path) + `" }}`; !strings.Contains(template, include) {
			t.Errorf("the guide %s does not show %s", guide, path)
		}
		if !strings.Contains(tested, strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))+" ") {
			t.Errorf("no test applies %s", path)
		}
		if found := regexp.MustCompile("```(terraform|hcl)").FindString(template); found != "" {
			t.Errorf("the guide %s shows configuration that is in no file, and so in no test", guide)
		}
	}
}

func TestAccGuides_apply(t *testing.T) {
	t.Parallel()
	for _, name := range guideBlocks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t, acctest.AutoAuthorize())
			e.Run(resource.TestCase{Steps: []resource.TestStep{
				{Config: e.HCL(shown(t, name))},
				{Config: e.HCL(shown(t, name)), ConfigPlanChecks: emptyPlan()},
			}})
		})
	}
}

func emptyPlan() resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
}

// later moves the sandbox's clock before a step.
func later(t *testing.T, e *acctest.Env, d time.Duration) func() {
	t.Helper()
	return func() {
		if err := e.Sandbox().Advance(d); err != nil {
			t.Fatal(err)
		}
	}
}

// answers checks what the platform answers to a key that a step remembered.
func answers(e *acctest.Env, key *string, status int) resource.TestCheckFunc {
	return func(*terraform.State) error {
		e.API.As(*key).Must(status, http.MethodGet, "/organisation", nil)
		return nil
	}
}

// must runs the CLI, which has to end with 0.
func must(t *testing.T, w *acctest.Workspace, args ...string) string {
	t.Helper()
	r := w.Run(append(args, "-no-color")...)
	if r.Code != 0 {
		t.Fatalf("%s: got exit code %d, expected 0\n%s", strings.Join(args, " "), r.Code, r.Output)
	}
	return r.Output
}

// Two keys that are staggered once are due in turn from then on.
func TestAccGuides_twoSlots(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	together := e.HCL(shown(t, "two-slots"))
	w := e.NewWorkspace(together) // The test framework knows no for_each.
	must(t, w, "apply", "-auto-approve")
	w.Configure(strings.Replace(together, `a = "1"`, `a = "2"`, 1))
	for _, slot := range []string{"a", "b", "a", "b"} {
		later(t, e, 31*day)()
		output := must(t, w, "apply", "-auto-approve")
		if !strings.Contains(output, `mobile["`+slot+`"] must be replaced`) || !strings.Contains(output, "1 to add, 0 to change, 1 to destroy") {
			t.Errorf("expected slot %s alone to rotate\n%s", slot, output)
		}
		must(t, w, "plan", "-detailed-exitcode")
	}
}

// The steps of an incident end the old key at once.
func TestAccGuides_incident(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	const address = "openbanking_api_key.payments"
	usual := e.HCL(shown(t, "triggers"))
	noOverlap := strings.Replace(usual, `"1d"`, `"0s"`, 1)
	var old, second string
	e.Run(resource.TestCase{Steps: []resource.TestStep{
		{Config: usual, Check: acctest.Remember(address, "key", &old)},
		{Config: noOverlap, Check: answers(e, &old, http.StatusOK)},
		{
			Config: strings.Replace(noOverlap, `"none"`, `"2026-03-01"`, 1),
			Check: resource.ComposeTestCheckFunc(
				acctest.Remember(address, "key", &second), answers(e, &old, http.StatusUnauthorized), answers(e, &second, http.StatusOK)),
		},
		{Config: strings.Replace(usual, `"none"`, `"2026-03-01"`, 1), Check: answers(e, &second, http.StatusOK)},
	}})
}

// A key that no resource has any more ends at once when it is imported and
// removed again.
func TestAccGuides_kill(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	leaked := e.Must(http.StatusCreated, http.MethodPost, "/api-keys", map[string]any{"name": "reporting"})
	id, _ := leaked["id"].(string)
	key, _ := leaked["key"].(string)
	e.Run(resource.TestCase{Steps: []resource.TestStep{
		{
			Config: e.HCL(exampleID.ReplaceAllString(shown(t, "kill"), id)),
			Check: resource.ComposeTestCheckFunc(
				resource.TestCheckResourceAttr("openbanking_api_key.leaked", "id", id), answers(e, &key, http.StatusOK)),
		},
		{Config: e.HCL(), Check: answers(e, &key, http.StatusUnauthorized)},
	}})
}

// What a killed run has left is found by its name and by never having been used.
func TestAccGuides_leftOver(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	left := e.Must(http.StatusCreated, http.MethodPost, "/api-keys", map[string]any{"name": "reporting"})
	used := e.Must(http.StatusCreated, http.MethodPost, "/api-keys", map[string]any{"name": "ledger"})
	key, _ := used["key"].(string)
	if status, _ := e.API.As(key).Call(http.MethodGet, "/organisation", nil); status != http.StatusOK {
		t.Fatalf("the key answers %d", status)
	}
	id, _ := left["id"].(string)
	e.Run(resource.TestCase{Steps: []resource.TestStep{{
		Config: e.HCL(shown(t, "left-over")),
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("never_used", knownvalue.MapExact(map[string]knownvalue.Check{
			id: knownvalue.StringRegexp(regexp.MustCompile(`^reporting, created at \d{4}-\d\d-\d\dT`)),
		}))},
	}}})
}

// Two keys manage each other: both rotate in one apply, and the run after it
// works with the new ones.
func TestAccGuides_ownKey(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	made := func(name string) (id, key string) {
		answer := e.Must(http.StatusCreated, http.MethodPost, "/api-keys", map[string]any{"name": name})
		id, _ = answer["id"].(string)
		key, _ = answer["key"].(string)
		return id, key
	}
	idA, keyA := made("pipeline, a")
	idB, keyB := made("pipeline, b")
	local := strings.ReplaceAll(shown(t, "own-key"), `provider "openbanking" {`, "provider \"openbanking\" {\n  endpoint = \""+e.Endpoint+"\"\n")
	// A process for each provider block: the test framework has one for all, in
	// which the last configuration counts.
	w := e.NewWorkspace(acctest.Required + local + `
import {
  to = openbanking_api_key.a
  id = "` + idA + `"
}
import {
  to = openbanking_api_key.b
  id = "` + idB + `"
}
output "keys" {
  value     = [openbanking_api_key.a.key, openbanking_api_key.b.key]
  sensitive = true
}
`)
	with := func(a, b string) {
		w.Setenv("TF_VAR_key_a", a)
		w.Setenv("TF_VAR_key_b", b)
	}
	with(keyA, keyB)
	if output := must(t, w, "apply", "-auto-approve"); !strings.Contains(output, "2 imported, 0 added") {
		t.Fatalf("expected both keys to be imported\n%s", output)
	}
	later(t, e, 61*day)()
	must(t, w, "apply", "-auto-approve")

	var rotated []string
	if err := json.Unmarshal([]byte(w.Run("output", "-json", "keys").Output), &rotated); err != nil || len(rotated) != 2 {
		t.Fatalf("the output has %d keys: %v", len(rotated), err)
	}
	for _, old := range []string{keyA, keyB} {
		if slices.Contains(rotated, old) {
			t.Error("a key was not rotated")
		}
		e.API.As(old).Must(http.StatusOK, http.MethodGet, "/organisation", nil)
	}
	with(rotated[0], rotated[1])
	must(t, w, "plan", "-detailed-exitcode")
	later(t, e, 8*day)()
	e.API.As(keyA).Must(http.StatusUnauthorized, http.MethodGet, "/organisation", nil)
	must(t, w, "plan", "-detailed-exitcode")
}

// The app's secret is reset when it is created, and not again.
func TestAccGuides_appSecret(t *testing.T) {
	t.Parallel()
	o := acctest.On(t, acctest.Okto)
	text := o.HCL(shown(t, "app-secret"))
	o.Run(resource.TestCase{Steps: []resource.TestStep{
		{Config: text},
		{Config: text, ConfigPlanChecks: emptyPlan()},
	}})
}

// On the day that a key is due which another provider block authenticates with, no
// plan can be made. The key that is applied alone first makes one possible again.
func TestAccGuides_mintedKey(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	block := "provider \"openbanking\" {\n  endpoint = \"" + e.Endpoint + "\"\n"
	w := e.NewWorkspace(acctest.Required + block + "}\n" + strings.ReplaceAll(shown(t, "minted-key"), `provider "openbanking" {`, block))
	alone := []string{"apply", "-auto-approve", "-target=openbanking_api_key.hooks"}
	must(t, w, alone...)
	must(t, w, "apply", "-auto-approve")
	must(t, w, "plan", "-detailed-exitcode")

	later(t, e, 61*day)()
	if r := w.Run("plan", "-no-color"); r.Code != 1 || !strings.Contains(r.Output, "Provider setting is not known yet") || !strings.Contains(r.Output, "-target=") {
		t.Fatalf("expected a plan that cannot be made\n%s", r.Output)
	}
	if output := must(t, w, alone...); !strings.Contains(output, "1 added, 0 changed, 1 destroyed") {
		t.Fatalf("expected another key\n%s", output)
	}
	must(t, w, "plan", "-detailed-exitcode")
}
