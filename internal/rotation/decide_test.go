// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package rotation

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func triggers(pairs ...string) types.Map {
	elements := map[string]attr.Value{}
	for pair := range slices.Chunk(pairs, 2) {
		elements[pair[0]] = types.StringValue(pair[1])
	}
	return types.MapValueMust(types.StringType, elements)
}

func someUnknown(name string) types.Map {
	return types.MapValueMust(types.StringType, map[string]attr.Value{name: types.StringUnknown()})
}

func withNull(name string) types.Map {
	return types.MapValueMust(types.StringType, map[string]attr.Value{name: types.StringNull()})
}

// TestDecideByTriggers pins the trap of maps that rotate when an entry is added
// after an import: only a changed value rotates.
func TestDecideByTriggers(t *testing.T) {
	t.Parallel()
	null, unknown := types.MapNull(types.StringType), types.MapUnknown(types.StringType)
	tests := map[string]struct {
		state, plan types.Map
		rotates     bool
	}{
		"none":                                 {null, null, false},
		"the same":                             {triggers("v", "1"), triggers("v", "1"), false},
		"a value changed":                      {triggers("v", "1"), triggers("v", "2"), true},
		"one of two changed":                   {triggers("a", "1", "b", "1"), triggers("a", "1", "b", "2"), true},
		"the map was added":                    {null, triggers("v", "1"), false},
		"the map was removed":                  {triggers("v", "1"), null, false},
		"an entry was added":                   {triggers("a", "1"), triggers("a", "1", "b", "1"), false},
		"an entry was removed":                 {triggers("a", "1", "b", "1"), triggers("a", "1"), false},
		"an entry was renamed":                 {triggers("a", "1"), triggers("b", "1"), false},
		"one removed, one changed":             {triggers("a", "1", "b", "1"), triggers("b", "2"), true},
		"a value became null":                  {triggers("v", "1"), withNull("v"), true},
		"a value is not known yet":             {triggers("v", "1"), someUnknown("v"), true},
		"a new value is not known yet":         {triggers("v", "1"), types.MapValueMust(types.StringType, map[string]attr.Value{"v": types.StringValue("1"), "w": types.StringUnknown()}), false},
		"the map is not known yet":             {triggers("v", "1"), unknown, true},
		"the map is not known, and had none":   {null, unknown, false},
		"the map is not known, and was empty":  {triggers(), unknown, false},
		"a value is not known, and had no map": {null, someUnknown("v"), false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reason, diags := Change{What: "key", State: Policy{Triggers: test.state}, Plan: Policy{Triggers: test.plan}}.Decide()
			if diags.HasError() || (reason.Text != "") != test.rotates {
				t.Errorf("reason %v, diagnostics %v, want rotation %t", reason, diags, test.rotates)
			}
		})
	}
}

// TestDecideGivesTheTrueReason proves that what is not known yet is not said to have
// changed, that a lost secret is not said to be due, whatever else the plan changes,
// and that the plan marks the attribute that is the cause.
func TestDecideGivesTheTrueReason(t *testing.T) {
	t.Parallel()
	due := Policy{Ready: types.BoolValue(true), RotatesAt: types.StringValue("2026-03-01T12:00:00Z"), Triggers: triggers("a", "1", "b", "1", "c", "1", "d", "1")}
	mixed := types.MapValueMust(types.StringType, map[string]attr.Value{
		"a": types.StringUnknown(), "b": types.StringValue("2"), "c": types.StringUnknown(), "d": types.StringValue("2"),
	})
	at := func(name string) string { return `rotation_triggers["` + name + `"]` }
	const lost = "it was rotated outside"
	tests := map[string]struct {
		change Change
		want   string
		causes []string
	}{
		"due":           {Change{State: due, Plan: Policy{Triggers: due.Triggers}}, "it is due since 2026-03-01T12:00:00Z", []string{"ready_for_rotation"}},
		"a trigger":     {Change{State: due, Plan: Policy{Triggers: triggers("b", "2")}}, `the trigger "b" changed`, []string{at("b")}},
		"two triggers":  {Change{State: due, Plan: Policy{Triggers: triggers("b", "2", "a", "2")}}, `the triggers "a", "b" changed`, []string{at("a"), at("b")}},
		"one not known": {Change{State: due, Plan: Policy{Triggers: someUnknown("a")}}, `the trigger "a" is not known yet and counts as changed`, []string{at("a")}},
		"some of both": {
			Change{State: due, Plan: Policy{Triggers: mixed}},
			`the triggers "b", "d" changed, and the triggers "a", "c" are not known yet and count as changed`,
			[]string{at("b"), at("d"), at("a"), at("c")},
		},
		"lost, and not due":         {Change{Lost: lost}, lost, []string{"ready_for_rotation"}},
		"lost, and another overlap": {Change{Lost: lost, State: due, PlanOverlap: types.StringValue("1h")}, lost, []string{"ready_for_rotation"}},
		"lost, and another overlap with a trigger": {
			Change{Lost: lost, State: due, Plan: Policy{Triggers: triggers("b", "2")}, PlanOverlap: types.StringValue("1h")}, lost, []string{"ready_for_rotation"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reason, diags := test.change.Decide()
			var causes []string
			for _, cause := range reason.Causes {
				causes = append(causes, cause.String())
			}
			if reason.Text != test.want || !slices.Equal(causes, test.causes) || len(diags) > 0 {
				t.Errorf("reason %q, causes %v, diagnostics %v, want %q and %v", reason.Text, causes, diags, test.want, test.causes)
			}
		})
	}
}

// TestDecideByTime proves that a due secret rotates unless the same plan changes
// when it is due, and that no clock takes part: there is none to pass.
func TestDecideByTime(t *testing.T) {
	t.Parallel()
	due := Policy{Ready: types.BoolValue(true), RotatesAt: types.StringValue("2026-03-01T12:00:00Z"), RotateAfter: types.StringValue("1d")}
	same := Policy{RotateAfter: types.StringValue("24h")} // said otherwise, meant the same
	other := Policy{RotateAfter: types.StringValue("2d")}
	tests := map[string]struct {
		change  Change
		rotates bool
		warns   bool
	}{
		"not due":                   {Change{State: Policy{Ready: types.BoolValue(false)}, Plan: same}, false, false},
		"due":                       {Change{State: due, Plan: same}, true, false},
		"due, another age":          {Change{State: due, Plan: other}, false, true},
		"due, an unknown age":       {Change{State: due, Plan: Policy{RotateAfter: types.StringUnknown()}}, true, false},
		"due, another overlap":      {Change{State: due, Plan: same, PlanOverlap: types.StringValue("1h")}, false, true},
		"due, an overlap of none":   {Change{State: due, Plan: same, PlanOverlap: types.StringValue("0s")}, true, false},
		"due, another expiry":       {Change{State: due, Plan: same, PlanExpiresAfter: types.StringValue("90d")}, false, true},
		"due, and a trigger":        {Change{State: Policy{Ready: due.Ready, Triggers: triggers("v", "1")}, Plan: Policy{Triggers: triggers("v", "2"), RotateAfter: other.RotateAfter}}, true, false},
		"not due, a policy changes": {Change{State: Policy{Ready: types.BoolValue(false)}, Plan: other}, false, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reason, diags := test.change.Decide()
			if (reason.Text != "") != test.rotates || (diags.WarningsCount() > 0) != test.warns || diags.HasError() {
				t.Errorf("reason %v, diagnostics %v, want rotation %t, warning %t", reason, diags, test.rotates, test.warns)
			}
		})
	}
}

// TestOverlapWithTrigger pins the trap that Delete sees the state's overlap: a
// plan that changes it and rotates at once would end the old secret by the old
// one.
func TestOverlapWithTrigger(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		state, plan types.String
		refused     bool
	}{
		"the same":            {types.StringValue("24h"), types.StringValue("1d"), false},
		"not set and none":    {types.StringNull(), types.StringValue("0s"), false},
		"set with it":         {types.StringNull(), types.StringValue("1h"), true},
		"removed with it":     {types.StringValue("1h"), types.StringNull(), true},
		"changed with it":     {types.StringValue("1h"), types.StringValue("2h"), true},
		"not known yet":       {types.StringValue("1h"), types.StringUnknown(), true},
		"not set, not known":  {types.StringNull(), types.StringUnknown(), true},
		"neither of them set": {types.StringNull(), types.StringNull(), false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reason, diags := Change{
				What: "key", State: Policy{Triggers: triggers("v", "1")}, Plan: Policy{Triggers: triggers("v", "2")},
				StateOverlap: test.state, PlanOverlap: test.plan,
			}.Decide()
			if diags.HasError() != test.refused || (reason.Text == "") != test.refused {
				t.Fatalf("reason %v, diagnostics %v, want refused %t", reason, diags, test.refused)
			}
			if test.refused && !strings.Contains(diags[0].Detail(), "Apply the overlap first") {
				t.Errorf("the error does not say what to do: %s", diags[0].Detail())
			}
		})
	}
}
