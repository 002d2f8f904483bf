// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/hashicorp/go-version"
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// asCLI is the version that the runner is for checks of the CLI's version: the first
// with identities, which the engine has.
var asCLI = version.Must(version.NewVersion("1.12.0"))

// What a case and a step may have. Anything else ends the test.
var (
	caseFields = []string{"CheckDestroy", "ProtoV6ProviderFactories", "Steps", "TerraformVersionChecks"}
	stepFields = []string{
		"Check", "Config", "ConfigPlanChecks", "ConfigStateChecks", "ConfigVariables", "Destroy", "ExpectError", "ExpectNonEmptyPlan",
		"ImportState", "ImportStateId", "ImportStateKind", "ImportStatePersist", "ImportStateVerify", "ImportStateVerifyIgnore",
		"PlanOnly", "PreConfig", "RefreshPlanChecks", "RefreshState", "ResourceName", "Taint",
	}
)

// Run runs a test case in process, on the one provider that it names.
func Run(tb testing.TB, c resource.TestCase) {
	tb.Helper()
	refuse(tb, "TestCase", c, caseFields)
	for _, step := range c.Steps {
		refuse(tb, "TestStep", step, stepFields)
	}
	checkVersion(tb, c.TerraformVersionChecks)
	name, server := providerOf(tb, c)
	f := newFolder(tb, name, server, newSchemas(tb, server()))
	defer f.end(c.CheckDestroy)
	applied := "" // the configuration of the last step that was applied
	for i := range c.Steps {
		step := &c.Steps[i]
		where := fmt.Sprintf("Step %d/%d", i+1, len(c.Steps))
		if step.PreConfig != nil {
			step.PreConfig()
		}
		if step.Config != "" && !step.Destroy {
			for _, address := range step.Taint {
				f.workspace.Taint(address)
			}
		}
		switch {
		case step.ImportState:
			expect(tb, where+" error running import", step.ExpectError, f.importStep(step, applied))
		case step.RefreshState:
			expect(tb, where+" error running refresh", step.ExpectError, f.refreshStep(step))
		case step.Config != "":
			expect(tb, where+" error", step.ExpectError, f.configStep(step))
			applied = step.Config
		default:
			tb.Fatalf("%s, unsupported test mode", where)
		}
	}
}

// refuse ends the test where a struct has a field that the runner does not know.
func refuse(tb testing.TB, what string, value any, known []string) {
	tb.Helper()
	v := reflect.ValueOf(value)
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; !v.Field(i).IsZero() && !slices.Contains(known, name) {
			tb.Fatalf("the runner does not support %s.%s; run this scenario on a CLI, or teach it", what, name)
		}
	}
}

func checkVersion(tb testing.TB, checks []tfversion.TerraformVersionCheck) {
	tb.Helper()
	for _, check := range checks {
		resp := tfversion.CheckTerraformVersionResponse{}
		check.CheckTerraformVersion(tb.Context(), tfversion.CheckTerraformVersionRequest{TerraformVersion: asCLI}, &resp)
		if resp.Error != nil {
			tb.Fatal(resp.Error)
		}
		if resp.Skip != "" {
			tb.Skip(resp.Skip)
		}
	}
}

func providerOf(tb testing.TB, c resource.TestCase) (string, func() tfprotov6.ProviderServer) {
	tb.Helper()
	if len(c.ProtoV6ProviderFactories) != 1 {
		tb.Fatalf("the runner does not support %d providers at once; run this scenario on a CLI", len(c.ProtoV6ProviderFactories))
	}
	for name, factory := range c.ProtoV6ProviderFactories {
		return name, func() tfprotov6.ProviderServer {
			server, err := factory()
			if err != nil {
				tb.Fatalf("the provider %s: %v", name, err)
			}
			return server
		}
	}
	return "", nil
}

// failed says which part of a step failed, in plugin-testing's words.
func failed(what string, err error) error { return fmt.Errorf("%s: %w", what, err) }

// expect ends the test where a step did not end as expected.
func expect(tb testing.TB, where string, want *regexp.Regexp, err error) {
	tb.Helper()
	switch {
	case want == nil && err != nil:
		tb.Fatalf("%s: %v", where, err)
	case want == nil:
	case err == nil:
		tb.Fatalf("%s: expected an error but got none", where)
	case !want.MatchString(err.Error()):
		tb.Fatalf("%s: expected an error with pattern (%s), no match on: %v", where, want, err)
	}
}

// end destroys what the test has left, and checks that.
func (f *folder) end(check resource.TestCheckFunc) {
	f.t.Helper()
	before := legacy(f.state())
	if len(before.RootModule().Resources) == 0 {
		return
	}
	p, err := f.plan(true, engine.NoRefresh())
	if err == nil {
		err = f.apply(p)
	}
	if err == nil && check != nil {
		err = check(before)
	}
	if err != nil {
		f.t.Fatalf("Error running post-test destroy, there may be dangling resources: %v", err)
	}
}

// configStep plans and applies the step's configuration, and looks whether the plans
// after that are empty.
func (f *folder) configStep(step *resource.TestStep) error {
	f.t.Helper()
	f.configure(step.Config, step.ConfigVariables)
	if !step.PlanOnly {
		if err := f.applyStep(step); err != nil {
			return err
		}
	}
	what := "After applying this test step, the"
	if step.PlanOnly {
		what = "The"
	}
	plan, err := f.planAndShow(step.Destroy, engine.NoRefresh())
	if err != nil {
		return failed("Error running post-apply non-refresh plan", err)
	}
	if err := checkPlan(plan, step.ConfigPlanChecks.PostApplyPreRefresh); err != nil {
		return failed("Post-apply, pre-refresh plan check(s) failed", err)
	}
	if !isEmpty(plan) && !step.ExpectNonEmptyPlan {
		return fmt.Errorf("%s non-refresh plan was not empty.\n%s", what, describe(plan))
	}
	if plan, err = f.planAndShow(step.Destroy); err != nil {
		return failed("Error running post-apply refresh plan", err)
	}
	if err := checkPlan(plan, step.ConfigPlanChecks.PostApplyPostRefresh); err != nil {
		return failed("Post-apply refresh plan check(s) failed", err)
	}
	switch {
	case !isEmpty(plan) && !step.ExpectNonEmptyPlan:
		return fmt.Errorf("%s refresh plan was not empty.\n%s", what, describe(plan))
	case isEmpty(plan) && step.ExpectNonEmptyPlan:
		return fmt.Errorf("%s refresh plan is empty. Expected a non-empty plan", what)
	}
	return nil
}

func (f *folder) applyStep(step *resource.TestStep) error {
	f.t.Helper()
	p, err := f.plan(step.Destroy)
	if err != nil {
		return failed("Error running pre-apply plan", err)
	}
	if err := checkPlan(f.show(p), step.ConfigPlanChecks.PreApply); err != nil {
		return failed("Pre-apply plan check(s) failed", err)
	}
	before := legacy(f.state())
	if step.Check != nil && step.Destroy {
		// What is checked is what the destroy found.
		if err := f.refresh(); err != nil {
			return failed("Error running pre-apply refresh", err)
		}
		before = legacy(f.state())
		if p, err = f.plan(true); err != nil {
			return failed("Error running destroy plan after step.Check shimmed state was retrieved", err)
		}
	}
	if err := f.apply(p); err != nil {
		if step.Destroy {
			return failed("Error running destroy", err)
		}
		return failed("Error running apply", err)
	}
	if step.Check != nil {
		state := before
		if !step.Destroy {
			state = legacy(f.state())
		}
		if err := step.Check(state); err != nil {
			return failed("Check failed", err)
		}
	}
	if err := checkState(f.state(), step.ConfigStateChecks); err != nil {
		return failed("Post-apply refresh state check(s) failed", err)
	}
	return nil
}

func (f *folder) planAndShow(destroy bool, options ...engine.PlanOption) (*tfjson.Plan, error) {
	f.t.Helper()
	p, err := f.plan(destroy, options...)
	if err != nil {
		return nil, err
	}
	return f.show(p), nil
}

// refreshStep refreshes the state, and looks at the plan after that.
func (f *folder) refreshStep(step *resource.TestStep) error {
	f.t.Helper()
	if err := f.refresh(); err != nil {
		return err
	}
	if step.Check != nil {
		if err := step.Check(legacy(f.state())); err != nil {
			f.t.Fatal(err)
		}
	}
	plan, err := f.planAndShow(false)
	if err != nil {
		return failed("Error running post-refresh plan", err)
	}
	if err := checkPlan(plan, step.RefreshPlanChecks.PostRefresh); err != nil {
		return failed("Post-refresh plan check(s) failed", err)
	}
	if !isEmpty(plan) && !step.ExpectNonEmptyPlan {
		return fmt.Errorf("%s, a followup plan was not empty.\n%s", "After refreshing state during this test step", describe(plan))
	}
	return nil
}

func checkPlan(plan *tfjson.Plan, checks []plancheck.PlanCheck) error {
	var all []error
	for _, check := range checks {
		resp := plancheck.CheckPlanResponse{}
		check.CheckPlan(context.Background(), plancheck.CheckPlanRequest{Plan: plan}, &resp)
		all = append(all, resp.Error)
	}
	return errors.Join(all...)
}

func checkState(state *tfjson.State, checks []statecheck.StateCheck) error {
	var all []error
	for _, check := range checks {
		resp := statecheck.CheckStateResponse{}
		check.CheckState(context.Background(), statecheck.CheckStateRequest{State: state}, &resp)
		all = append(all, resp.Error)
	}
	return errors.Join(all...)
}
