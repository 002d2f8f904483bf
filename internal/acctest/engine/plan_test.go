// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// equal fails the test unless both are equal.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestPlan_phasesHaveTheirOwnProvider(t *testing.T) {
	t.Parallel()
	validated := []string{"1 ValidateProviderConfig", "1 ValidateResourceConfig"}
	for name, step := range map[string]struct {
		exists bool
		act    func(*toy)
		want   []string
	}{
		"create": {false, func(p *toy) { p.run(things(engine.Values{"name": "x"})) }, append(slices.Clone(validated),
			"2 ValidateProviderConfig", "2 ConfigureProvider", "2 ValidateResourceConfig", "2 PlanResourceChange",
			"3 ValidateProviderConfig", "3 ConfigureProvider", "3 ValidateResourceConfig", "3 PlanResourceChange", "3 ApplyResourceChange")},
		"nothing to do": {true, func(p *toy) { p.run(things(engine.Values{"name": "x"})) }, append(slices.Clone(validated),
			"2 ValidateProviderConfig", "2 ConfigureProvider", "2 UpgradeResourceState", "2 ReadResource", "2 ValidateResourceConfig", "2 PlanResourceChange")},
		"without refresh": {true, func(p *toy) { p.planned(things(engine.Values{"name": "x"}), engine.NoRefresh()) }, append(slices.Clone(validated),
			"2 ValidateProviderConfig", "2 ConfigureProvider", "2 UpgradeResourceState", "2 ValidateResourceConfig", "2 PlanResourceChange")},
		"replace": {true, func(p *toy) { p.run(things(engine.Values{"name": "x", "kind": "other"})) }, append(slices.Clone(validated),
			"2 ValidateProviderConfig", "2 ConfigureProvider", "2 UpgradeResourceState", "2 ReadResource", "2 ValidateResourceConfig",
			"2 PlanResourceChange", "2 PlanResourceChange", // the second one for the object that comes
			"3 ValidateProviderConfig", "3 ConfigureProvider", "3 UpgradeResourceState", "3 ApplyResourceChange",
			"3 ValidateResourceConfig", "3 PlanResourceChange", "3 ApplyResourceChange")},
		"destroy": {true, func(p *toy) { p.run(things(engine.Values{"name": "x"}), engine.Destroy()) }, append(slices.Clone(validated),
			"2 ValidateProviderConfig", "2 ConfigureProvider", "2 UpgradeResourceState", "2 ReadResource", "2 ValidateResourceConfig", "2 PlanResourceChange",
			"3 ValidateProviderConfig", "3 ConfigureProvider", "3 UpgradeResourceState", "3 PlanResourceChange",
			"4 ValidateProviderConfig", "4 ConfigureProvider", "4 UpgradeResourceState", "4 ApplyResourceChange")},
		"removed from the configuration": {true, func(p *toy) { p.run(nil) }, []string{
			"1 ValidateProviderConfig",
			"2 ValidateProviderConfig", "2 ConfigureProvider", "2 UpgradeResourceState", "2 ReadResource", "2 PlanResourceChange",
			"3 ValidateProviderConfig", "3 ConfigureProvider", "3 UpgradeResourceState", "3 ApplyResourceChange",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newToy(t)
			if step.exists {
				p.run(things(engine.Values{"name": "x"}))
				p.calls, p.server = nil, 0
			}
			step.act(p)
			equal(t, "calls", p.calls, step.want)
		})
	}
}

func TestPlan_actionsAndValues(t *testing.T) {
	t.Parallel()
	unknown := engine.Unknown{}
	was := engine.Values{"name": "x", "kind": "k", "parts": []engine.Values{{"name": "one"}}}
	before := engine.Values{
		"id": "t-1", "name": "x", "kind": "k", "size": int64(7), "secret": "hunter1", "changes": int64(0), "password_wo": nil, "tags": nil,
		"parts": []any{map[string]any{"name": "one", "id": "part-one"}},
	}
	for name, test := range map[string]struct {
		config   engine.Values
		options  []engine.PlanOption
		action   engine.Action
		replaces []string
		after    engine.Values // what differs from before
	}{
		"the same": {config: was, action: engine.NoOp},
		"an update keeps what is constant": {
			config: engine.Values{"name": "y", "kind": "k", "parts": []engine.Values{{"name": "one"}}}, action: engine.Update,
			after: engine.Values{"name": "y", "changes": unknown, "size": unknown},
		},
		"an optional computed value is taken as configured": {
			config: engine.Values{"name": "x", "kind": "k", "size": 9, "parts": []engine.Values{{"name": "one"}}}, action: engine.Update,
			after: engine.Values{"size": int64(9), "changes": unknown},
		},
		"a list's elements are matched by index": {
			config: engine.Values{"name": "x", "kind": "k", "parts": []engine.Values{{"name": "one"}, {"name": "two"}}}, action: engine.Update,
			after: engine.Values{"changes": unknown, "size": unknown, "parts": []any{
				map[string]any{"name": "one", "id": "part-one"}, map[string]any{"name": "two", "id": unknown},
			}},
		},
		"a write-only value reaches no plan": {
			config: engine.Values{"name": "x", "kind": "k", "password_wo": "pssst", "parts": []engine.Values{{"name": "one"}}}, action: engine.NoOp,
		},
		"a replacement is planned without the old object": {
			config: engine.Values{"name": "x", "kind": "other", "parts": []engine.Values{{"name": "one"}}}, action: engine.DeleteThenCreate, replaces: []string{"kind"},
			after: engine.Values{
				"id": unknown, "kind": "other", "size": unknown, "secret": unknown, "changes": unknown,
				"parts": []any{map[string]any{"name": "one", "id": unknown}},
			},
		},
		"an unknown value replaces too": {
			config: engine.Values{"name": "x", "kind": engine.Late{Value: "k"}, "parts": []engine.Values{{"name": "one"}}}, action: engine.DeleteThenCreate, replaces: []string{"kind"},
			after: engine.Values{
				"id": unknown, "kind": unknown, "size": unknown, "secret": unknown, "changes": unknown,
				"parts": []any{map[string]any{"name": "one", "id": unknown}},
			},
		},
		"on request": {
			config: was, options: []engine.PlanOption{engine.Replace(thing)}, action: engine.DeleteThenCreate,
			after: engine.Values{
				"id": unknown, "size": unknown, "secret": unknown, "changes": unknown,
				"parts": []any{map[string]any{"name": "one", "id": unknown}},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newToy(t)
			p.run(things(was))
			change := p.planned(things(test.config), test.options...).Change(thing)
			after := maps.Clone(before)
			maps.Copy(after, test.after)
			equal(t, "change", change, &engine.Change{Address: thing, Action: test.action, Before: before, After: after, Replaces: test.replaces})
		})
	}
}

func TestPlan_refresh(t *testing.T) {
	t.Parallel()
	p := newToy(t)
	config := things(engine.Values{"name": "x"})
	p.run(config)

	p.rename = "drifted"
	plan := p.planned(config)
	equal(t, "action", plan.Action(thing), engine.Update)
	equal(t, "what the refresh found", plan.Refreshed(thing).Attributes["name"], any("drifted"))
	equal(t, "the state after a plan alone", p.value("name"), any("x"))
	equal(t, "action without refresh", p.planned(config, engine.NoRefresh()).Action(thing), engine.NoOp)

	plan = p.run(config, engine.RefreshOnly())
	equal(t, "changes of -refresh-only", len(plan.Changes), 0)
	equal(t, "the state after -refresh-only", p.value("name"), any("drifted"))

	equal(t, "changes of -refresh-only for an object that is not declared", len(p.planned(nil, engine.RefreshOnly()).Changes), 0)
	equal(t, "changes for an object that is not declared", len(p.planned(nil).Changes), 1)

	clear(p.things)
	plan = p.planned(config)
	equal(t, "action for a missing object", plan.Action(thing), engine.Create)
	if plan.Refreshed(thing) != nil {
		t.Errorf("the refreshed state has %v", plan.Refreshed(thing))
	}
	equal(t, "plan for a missing object that is not declared", len(p.planned(nil).Changes), 0)
	equal(t, "plan to destroy a missing object", len(p.planned(config, engine.Destroy()).Changes), 0)
	equal(t, "the same without refresh", p.planned(config, engine.Destroy(), engine.NoRefresh()).Action(thing), engine.Delete)
}

func TestPlan_targets(t *testing.T) {
	t.Parallel()
	p := newToy(t)
	both := append(things(engine.Values{"name": "x"}), engine.Resource{Type: "toy_thing", Name: "b", Attributes: engine.Values{"name": "y"}})
	plan := p.run(both, engine.Target("toy_thing.b"))
	equal(t, "changes", len(plan.Changes), 1)
	equal(t, "state", p.Addresses(), []string{"toy_thing.b"})
	p.run(both)
	equal(t, "state", p.Addresses(), []string{thing, "toy_thing.b"})
	p.run(nil, engine.Target(thing))
	equal(t, "state", p.Addresses(), []string{"toy_thing.b"})
	p.run(both, engine.Destroy(), engine.Target(thing, "toy_thing.b"))
	equal(t, "state", len(p.Addresses()), 0)
}

func TestPlan_ignoredChanges(t *testing.T) {
	t.Parallel()
	p := newToy(t)
	p.run(things(engine.Values{"name": "x"}))
	config := things(engine.Values{"name": "y"})
	config[0].IgnoreChanges = []string{"name"}
	equal(t, "action", p.planned(config).Action(thing), engine.NoOp)
	equal(t, "a new object's name", p.planned(config, engine.Replace(thing)).Change(thing).After["name"], any("y"))
}

func TestPlan_destroyWarnsAndNeedsAGoodConfiguration(t *testing.T) {
	t.Parallel()
	p := newToy(t)
	p.run(things(engine.Values{"name": "x"}))

	plan := p.planned(things(engine.Values{"name": "x"}), engine.Destroy())
	equal(t, "warnings", plan.Diagnostics.Warnings(), []string{"toy_thing.a: Gone for good: Nobody can bring a thing back."})

	p.plan = func(_ context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
		if !req.Plan.Raw.IsNull() {
			resp.Diagnostics.AddError("Not like this", "The configuration is refused.")
		}
	}
	_, err := p.Plan(t.Context(), things(engine.Values{"name": "x"}), engine.Destroy())
	if err == nil || !strings.Contains(err.Error(), "Not like this") {
		t.Errorf("a destroy plan is a normal plan first: got %v", err)
	}
	if errors.Is(err, engine.ErrProviderBug) {
		t.Error("what the provider says itself is no bug of it")
	}
	equal(t, "without refresh it is not", p.planned(things(engine.Values{"name": "x"}), engine.Destroy(), engine.NoRefresh()).Action(thing), engine.Delete)
}

func TestPlan_refusesWhatBreaksTheRules(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		attribute string
		value     any
		want      string
	}{
		"another value than configured":            {"name", "mine", `name: planned value "mine" does not match config value "x"`},
		"a value for what only the user sets":      {"kind", "mine", `kind: planned value "mine" for a non-computed attribute`},
		"unknown for a configured value":           {"name", types.StringUnknown(), "name: planned value engine.Unknown{} does not match config value"},
		"fewer elements than configured":           {"parts", []toyPart{}, "parts: count in plan (0) disagrees with count in config (1)"},
		"another element than configured":          {"parts", []toyPart{{types.StringValue("mine"), types.StringUnknown()}}, `parts[0].name: planned value "mine"`},
		"nothing for a list that is configured":    {"parts", []toyPart(nil), "parts: planned for absence but config wants existence"},
		"a value for what the provider may decide": {"changes", 5, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newToy(t)
			p.plan = func(ctx context.Context, _ resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
				resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(test.attribute), test.value)...)
			}
			_, err := p.Plan(t.Context(), things(engine.Values{"name": "x", "parts": []engine.Values{{"name": "one"}}}))
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want == "":
			case !errors.Is(err, engine.ErrProviderBug) || !strings.Contains(err.Error(), "Provider produced invalid plan") || !strings.Contains(err.Error(), test.want):
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestPlan_errorsOfOneResourceLeaveTheOthers(t *testing.T) {
	t.Parallel()
	p := newToy(t)
	plan, err := p.Plan(t.Context(), append(things(engine.Values{"name": "x"}), engine.Resource{Type: "toy_thing", Name: "b"}))
	if err == nil || !strings.Contains(err.Error(), "toy_thing.b: name: Missing Configuration for Required Attribute") {
		t.Errorf("got %v", err)
	}
	equal(t, "changes after a failed validation", len(plan.Changes), 0)

	p.plan = func(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
		var name types.String
		resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("name"), &name)...)
		if name.ValueString() == "bad" {
			resp.Diagnostics.AddAttributeError(path.Root("name"), "Bad name", "Nobody is called that.")
		}
	}
	plan, err = p.Plan(t.Context(), append(things(engine.Values{"name": "bad"}), engine.Resource{Type: "toy_thing", Name: "b", Attributes: engine.Values{"name": "good"}}))
	var failed *engine.Error
	if !errors.As(err, &failed) {
		t.Fatalf("got %v", err)
	}
	equal(t, "errors", failed.Diagnostics, engine.Diagnostics{{Address: thing, Attribute: "name", Summary: "Bad name", Detail: "Nobody is called that."}})
	equal(t, "the other's action", plan.Action("toy_thing.b"), engine.Create)
}
