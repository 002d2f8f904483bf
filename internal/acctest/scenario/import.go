// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario

import (
	"fmt"
	"maps"
	"strings"

	"github.com/google/go-cmp/cmp"
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// importStep imports an object in the way that the step names. Without a
// configuration of its own it has that of the step that was applied last.
func (f *folder) importStep(step *resource.TestStep, applied string) error {
	f.t.Helper()
	config := step.Config
	if config == "" {
		config = applied
	}
	if step.ResourceName == "" || config == "" {
		f.t.Fatal("an import needs a resource name and a configuration")
	}
	switch {
	case step.ImportStateKind == resource.ImportCommandWithID:
		return f.importByCommand(step, config)
	case step.ImportStatePersist || step.ImportStateVerify:
		f.t.Fatal("an import block neither persists nor verifies a state")
	}
	return f.importByBlock(step, config)
}

// idOf is the id to import: the one that the step names, or the one in the state.
func (f *folder) idOf(step *resource.TestStep) string {
	f.t.Helper()
	if step.ImportStateId != "" {
		return step.ImportStateId
	}
	o := f.workspace.Object(step.ResourceName)
	if o == nil {
		f.t.Fatalf("%s is not in the state, and the step has no id", step.ResourceName)
	}
	id, _ := o.Attributes["id"].(string)
	return id
}

func (f *folder) importByCommand(step *resource.TestStep, config string) error {
	f.t.Helper()
	into := f
	if !step.ImportStatePersist {
		into = f.another()
	}
	into.configure(config, step.ConfigVariables)
	if err := into.importID(step.ResourceName, f.idOf(step)); err != nil {
		return err
	}
	if step.ImportStateVerify {
		return verify(legacy(f.state()), legacy(into.state()), step.ImportStateVerifyIgnore)
	}
	return nil
}

// importByBlock plans with an import block, in a copy of the state that the object is
// not in. The plan may do nothing else with it.
func (f *folder) importByBlock(step *resource.TestStep, config string) error {
	f.t.Helper()
	into := f.another()
	into.workspace.Restore(f.workspace.Snapshot())
	into.workspace.Forget(step.ResourceName)
	into.importing = &importing{address: step.ResourceName, what: engine.Import{ID: f.idOf(step)}}
	var before engine.Values
	if step.ImportStateKind == resource.ImportBlockWithResourceIdentity {
		if o := f.workspace.Object(step.ResourceName); o != nil {
			before = o.Identity
		}
		if len(before) == 0 {
			return fmt.Errorf("importing resource %s: expected prior state to have resource identity values, got none", step.ResourceName)
		}
		into.importing.what = engine.Import{Identity: before}
	}
	into.configure(config, step.ConfigVariables)
	plan, err := into.planAndShow(false)
	if err != nil {
		return failed("generating plan with import config", err)
	}
	for i, change := range plan.ResourceChanges {
		if change.Address != step.ResourceName {
			continue
		}
		switch actions := change.Change.Actions; {
		case change.Change.Importing == nil:
			return fmt.Errorf("importing resource %s: expected an import operation, got %q action with plan\n%s", change.Address, actions, describe(plan))
		case !step.ExpectNonEmptyPlan && !actions.NoOp():
			return fmt.Errorf("importing resource %s: expected a no-op import operation, got %q action with plan\n%s", change.Address, actions, describe(plan))
		case before != nil && !cmp.Equal(objectOf(before), plannedIdentity(plan, i)):
			return fmt.Errorf("importing resource %s: expected identity values %v, got %v", change.Address, before, plannedIdentity(plan, i))
		}
		return nil
	}
	return fmt.Errorf("importing resource %s: expected a resource change, got no changes", step.ResourceName)
}

func plannedIdentity(plan *tfjson.Plan, change int) map[string]any {
	for _, r := range plan.PlannedValues.RootModule.Resources {
		if r.Address == plan.ResourceChanges[change].Address {
			return r.IdentityValues
		}
	}
	return nil
}

// verify compares each imported object with the one of the same id that was there.
func verify(state, imported *terraform.State, ignore []string) error {
	for key, one := range imported.RootModule().Resources {
		if strings.HasPrefix(key, "data.") {
			continue
		}
		found := false
		for _, old := range state.RootModule().Resources {
			if old.Type != one.Type || old.Primary.ID != one.Primary.ID {
				continue
			}
			found = true
			if diff := cmp.Diff(compared(old, ignore), compared(one, ignore)); diff != "" {
				return fmt.Errorf("ImportStateVerify attributes not equivalent. Difference is shown below. The - symbol indicates attributes missing after import.\n\n%s", diff)
			}
		}
		if !found {
			return fmt.Errorf("ImportStateVerify: resource with ID %s not found", one.Primary.ID)
		}
	}
	return nil
}

// compared are the attributes that count.
func compared(r *terraform.ResourceState, ignore []string) map[string]string {
	attributes := maps.Clone(r.Primary.Attributes)
	maps.DeleteFunc(attributes, func(key, value string) bool {
		if value == "0" && (strings.HasSuffix(key, ".#") || strings.HasSuffix(key, ".%")) || key == "timeouts" || strings.HasPrefix(key, "timeouts.") {
			return true
		}
		for _, prefix := range ignore {
			if strings.HasPrefix(key, prefix) {
				return true
			}
		}
		return false
	})
	return attributes
}
