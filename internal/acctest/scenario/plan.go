// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// actions are the engine's actions, as the JSON of a plan has them.
var actions = map[engine.Action]tfjson.Actions{
	engine.NoOp:             {tfjson.ActionNoop},
	engine.Create:           {tfjson.ActionCreate},
	engine.Read:             {tfjson.ActionRead},
	engine.Update:           {tfjson.ActionUpdate},
	engine.DeleteThenCreate: {tfjson.ActionDelete, tfjson.ActionCreate},
	engine.CreateThenDelete: {tfjson.ActionCreate, tfjson.ActionDelete},
	engine.Delete:           {tfjson.ActionDelete},
}

// show is a plan as a CLI shows it.
func (f *folder) show(p *planned) *tfjson.Plan {
	f.t.Helper()
	plan := &tfjson.Plan{
		FormatVersion: "1.2", OutputChanges: map[string]*tfjson.Change{},
		PlannedValues: &tfjson.StateValues{RootModule: &tfjson.StateModule{}},
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		plan.ResourceChanges = append(plan.ResourceChanges, f.changeOf(c))
		if c.After != nil && !c.Deposed {
			at := placeOf(c.Address)
			known, _ := split(map[string]any(c.After))
			plan.PlannedValues.RootModule.Resources = append(plan.PlannedValues.RootModule.Resources, &tfjson.StateResource{
				Address: c.Address, Mode: at.mode, Type: at.typeName, Name: at.name, Index: at.index,
				AttributeValues: objectOf(engine.Values(asMap(known))), IdentityValues: objectOf(c.Identity),
			})
		}
	}
	for name, after := range p.outputs {
		plan.OutputChanges[name] = f.outputChange(name, after)
	}
	for name, before := range f.outputs {
		if _, kept := p.outputs[name]; !kept {
			plan.OutputChanges[name] = &tfjson.Change{Actions: actions[engine.Delete], Before: fromCty(before.value)}
		}
	}
	return plan
}

func (f *folder) changeOf(c *engine.Change) *tfjson.ResourceChange {
	at := placeOf(c.Address)
	known, unknown := split(map[string]any(c.After))
	schema := f.schemas.of(at.mode == tfjson.DataResourceMode, at.typeName)
	change := &tfjson.Change{Actions: actions[c.Action], BeforeSensitive: map[string]any{}, AfterSensitive: map[string]any{}, AfterUnknown: map[string]any{}}
	if c.Before != nil {
		change.Before, change.BeforeSensitive = decoded(c.Before), schema.sensitive(objectOf(c.Before))
	}
	if c.After != nil {
		change.After, change.AfterUnknown = decoded(known), decoded(unknown)
		change.AfterSensitive = schema.sensitive(map[string]any(c.After))
	}
	for _, attribute := range c.Replaces {
		change.ReplacePaths = append(change.ReplacePaths, []any{attribute})
	}
	if c.Import != nil {
		change.Importing = &tfjson.Importing{ID: c.Import.ID}
	}
	r := &tfjson.ResourceChange{
		Address: c.Address, Mode: at.mode, Type: at.typeName, Name: at.name, Index: at.index, ProviderName: f.providerName, Change: change,
	}
	if c.Deposed {
		r.DeposedKey = "deposed"
	}
	return r
}

func (f *folder) outputChange(name string, after output) *tfjson.Change {
	before, existed := f.outputs[name]
	change := &tfjson.Change{After: fromCty(after.value), AfterUnknown: !after.value.IsWhollyKnown(), AfterSensitive: after.sensitive}
	switch {
	case !existed:
		change.Actions = actions[engine.Create]
	case after.value.IsWhollyKnown() && before.value.RawEquals(after.value):
		change.Actions, change.Before = actions[engine.NoOp], fromCty(before.value)
	default:
		change.Actions, change.Before = actions[engine.Update], fromCty(before.value)
	}
	return change
}

// split tells what is known of a value from what is not: of the latter there is true
// at each place that a CLI marks.
func split(value any) (known, unknown any) {
	switch v := value.(type) {
	case engine.Unknown:
		return nil, true
	case map[string]any:
		knownMap, unknownMap := map[string]any{}, map[string]any{}
		for name, inner := range v {
			k, u := split(inner)
			if u != true {
				knownMap[name] = k
			}
			if u != nil {
				unknownMap[name] = u
			}
		}
		return knownMap, unknownMap
	case []any:
		knownList, unknownList := make([]any, len(v)), make([]any, len(v))
		for i := range v {
			k, u := split(v[i])
			if u == nil {
				u = false
			}
			knownList[i], unknownList[i] = k, u
		}
		return knownList, unknownList
	}
	return value, nil
}

func asMap(value any) map[string]any {
	m, _ := value.(map[string]any)
	return m
}

// isEmpty reports whether a plan changes nothing, outputs included.
func isEmpty(plan *tfjson.Plan) bool {
	for _, r := range plan.ResourceChanges {
		if !r.Change.Actions.NoOp() {
			return false
		}
	}
	for _, o := range plan.OutputChanges {
		if !o.Actions.NoOp() {
			return false
		}
	}
	return true
}

// describe names what a plan changes, and no values, which may be secret.
func describe(plan *tfjson.Plan) string {
	var lines []string
	for _, r := range plan.ResourceChanges {
		if r.Change.Actions.NoOp() {
			continue
		}
		before, after := asMap(r.Change.Before), asMap(r.Change.After)
		var differ []string
		for _, name := range slices.Sorted(maps.Keys(after)) {
			if fmt.Sprint(before[name]) != fmt.Sprint(after[name]) {
				differ = append(differ, name)
			}
		}
		differ = append(differ, slices.Sorted(maps.Keys(asMap(r.Change.AfterUnknown)))...)
		lines = append(lines, fmt.Sprintf("  %s: %v, with %s", r.Address, r.Change.Actions, strings.Join(differ, ", ")))
	}
	for _, name := range slices.Sorted(maps.Keys(plan.OutputChanges)) {
		if o := plan.OutputChanges[name]; !o.Actions.NoOp() {
			lines = append(lines, fmt.Sprintf("  output %s: %v", name, o.Actions))
		}
	}
	return strings.Join(lines, "\n")
}
