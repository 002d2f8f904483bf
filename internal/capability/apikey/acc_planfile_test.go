// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apikey_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

var keyInState = regexp.MustCompile(`"key": "(tok_sandbox_\w+)"`)

// keyIn returns the one key that is in the workspace's state.
func keyIn(t *testing.T, w *acctest.Workspace) string {
	t.Helper()
	found := keyInState.FindStringSubmatch(w.File("terraform.tfstate"))
	if found == nil {
		t.Fatal("no key in the state")
	}
	return found[1]
}

// Pins GitLab's trap of a plan file that fails when it is applied the next day:
// what was not due when the plan was made is not rotated by its apply, and what
// was due is, however much later it comes.
func TestAccAPIKeyRotation_planFileAppliedLater(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	config := func(name string) string {
		return e.HCL(strings.Replace(rotating(`rotate_after = "30d"`), `"ci"`, `"`+name+`"`, 1))
	}
	w := e.NewWorkspace(config("ci"))
	run := func(want int, args ...string) string {
		t.Helper()
		r := w.Run(args...)
		if r.Code != want {
			t.Fatalf("%s: exit %d, expected %d:\n%s", strings.Join(args, " "), r.Code, want, r.Output)
		}
		return r.Output
	}
	inState := func() string { return keyIn(t, w) }
	run(0, "apply", "-auto-approve", "-no-color")
	first := inState()

	// An update, planned before the key was due and applied after.
	w.Configure(config("renamed"))
	run(2, "plan", "-detailed-exitcode", "-no-color", "-out=update.plan")
	advance(t, e, 31*24*time.Hour)()
	run(0, "apply", "-no-color", "update.plan")
	if inState() != first {
		t.Fatal("an update rotated the key")
	}

	// Due now: the pipeline's signal, and a plan that is applied a day later.
	output := run(2, "plan", "-detailed-exitcode", "-no-color", "-out=rotate.plan")
	if !strings.Contains(output, "it is due since") {
		t.Errorf("the plan does not say why it replaces the key:\n%s", output)
	}
	advance(t, e, 24*time.Hour)()
	run(0, "apply", "-no-color", "rotate.plan")
	second := inState()
	if second == first {
		t.Fatal("the due key was not rotated")
	}
	e.API.As(second).Must(http.StatusOK, http.MethodGet, "/organisation", nil)
	run(0, "plan", "-detailed-exitcode", "-no-color")

	// A destroy says which key outlives it, where one does.
	w.Configure(e.HCL(rotating(`rotate_after = "30d"`, `overlap = "2h"`)))
	run(0, "apply", "-auto-approve", "-no-color")
	if output := run(0, "destroy", "-auto-approve", "-no-color"); !strings.Contains(output, "outlives its resource") || !strings.Contains(output, "2h") {
		t.Errorf("the destroy does not say that the key lives on:\n%s", output)
	}
	e.API.As(second).Must(http.StatusOK, http.MethodGet, "/organisation", nil)
	advance(t, e, 2*time.Hour+time.Second)()
	e.API.As(second).Must(http.StatusUnauthorized, http.MethodGet, "/organisation", nil)
}

// The key that the provider uses is never ended by it: not by a destroy, not by
// a rotation, and not past the plan by -replace.
func TestAccAPIKey_providersOwnKey(t *testing.T) {
	t.Parallel()
	e := acctest.New(t)
	id, _ := e.Must(http.StatusOK, http.MethodGet, "/organisation", nil)["apiKeyId"].(string)
	name, _ := e.Must(http.StatusOK, http.MethodGet, "/api-keys/"+id, nil)["name"].(string)
	declared := func(lines ...string) string {
		return e.HCL(strings.Replace(rotating(lines...), `"ci"`, `"`+name+`"`, 1))
	}
	own := regexp.MustCompile(`(?s)the provider's own key.*Give\s+the\s+provider\s+another\s+key`)
	e.Run(resource.TestCase{Steps: []resource.TestStep{
		{Config: declared(trigger("1")), ResourceName: address, ImportState: true, ImportStateId: id, ImportStatePersist: true},
		{Config: declared(trigger("1"))},
		{Config: declared(trigger("2")), ExpectError: own},
		{Config: declared(trigger("1"), `expires_after = "90d"`), ExpectError: own},
		{Config: declared(trigger("1")), Destroy: true, ExpectError: own},
		{Config: declared(trigger("1")), Taint: []string{address}, ExpectError: own},
		{ // Letting go of it is the way out.
			Config: e.HCL(`
removed {
  from = openbanking_api_key.test
  lifecycle { destroy = false }
}`),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectNonEmptyPlan()}},
			Check:            acctest.NotInState(address),
		},
	}})
	e.Must(http.StatusOK, http.MethodGet, "/organisation", nil)
}
