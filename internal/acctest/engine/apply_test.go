// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// failing returns a hook that ends one call, the next, in the given way.
func failing[R any](end outcome) func(context.Context, R) outcome {
	return func(context.Context, R) outcome {
		defer func() { end = well }()
		return end
	}
}

func TestApply_orderOfAReplacement(t *testing.T) {
	t.Parallel()
	p := newToy(t)
	p.run(things(engine.Values{"name": "x", "password_wo": "pssst"}))
	equal(t, "a creation sees the write-only value", p.took(), []string{"create t-1 name=x password=pssst"})
	equal(t, "the state does not", p.value("password_wo"), nil)
	equal(t, "identity", p.Object(thing).Identity, engine.Values{"id": "t-1"})

	p.run(things(engine.Values{"name": "y"}))
	equal(t, "an update has the private state", p.took(), []string{`update t-1 name=y private="t-1"`})

	p.run(things(engine.Values{"name": "y", "kind": "k"}))
	equal(t, "destroy first", p.took(), []string{`delete t-1 private="t-1"`, "create t-2 name=y password="})

	equal(t, "action", p.run(createFirst(things(engine.Values{"name": "y", "kind": "l"}))).Action(thing), engine.CreateThenDelete)
	equal(t, "create first", p.took(), []string{"create t-3 name=y password=", `delete t-2 private="t-2"`})
	equal(t, "deposed", len(p.Deposed(thing)), 0)
	equal(t, "identity", p.Object(thing).Identity, engine.Values{"id": "t-3"})

	p.run(nil)
	equal(t, "removed from the configuration", p.took(), []string{`delete t-3 private="t-3"`})
	equal(t, "state", len(p.Addresses()), 0)
}

func TestApply_failedCreation(t *testing.T) {
	t.Parallel()
	config := things(engine.Values{"name": "x"})

	p := newToy(t)
	p.create = failing[*resource.CreateResponse](failEarly)
	if err := p.failure(config); err == nil || errors.Is(err, engine.ErrProviderBug) {
		t.Errorf("a refusal is no bug: %v", err)
	}
	equal(t, "state after a creation that made nothing", len(p.Addresses()), 0)

	p.create = failing[*resource.CreateResponse](failLate)
	p.fails(config)
	if o := p.Object(thing); o == nil || !o.Tainted || o.Attributes["id"] != "t-1" {
		t.Fatalf("what a failed creation returned is saved and tainted: %+v", o)
	}
	p.took()
	p.remove = func() outcome { return failEarly }
	p.fails(config)
	equal(t, "tainted after a refused destruction", p.Object(thing).Tainted, true)
	p.remove = nil
	plan := p.run(config)
	equal(t, "action for a tainted object", plan.Action(thing), engine.DeleteThenCreate)
	equal(t, "its id before", plan.Change(thing).Before["id"], any("t-1"))
	// A tainted object is planned as if it were not there, so its private state
	// does not reach its end.
	equal(t, "the end of a tainted object", p.took(), []string{"delete t-1 private=", "create t-2 name=x password="})
	equal(t, "tainted after the replacement", p.Object(thing).Tainted, false)
}

func TestApply_failedUpdate(t *testing.T) {
	t.Parallel()
	p := newToy(t)
	p.run(things(engine.Values{"name": "x"}))
	p.update = failing[*resource.UpdateResponse](failEarly)
	p.fails(things(engine.Values{"name": "y"}))
	equal(t, "name after an update that did nothing", p.value("name"), any("x"))
	p.update = failing[*resource.UpdateResponse](failLate)
	p.fails(things(engine.Values{"name": "y"}))
	equal(t, "name after half an update", p.value("name"), any("y"))
	equal(t, "tainted", p.Object(thing).Tainted, false)
	equal(t, "the next plan", p.planned(things(engine.Values{"name": "y"})).Action(thing), engine.NoOp)
}

func TestApply_failedReplacement(t *testing.T) {
	t.Parallel()
	was, other := things(engine.Values{"name": "x"}), things(engine.Values{"name": "x", "kind": "k"})

	t.Run("the old one stays", func(t *testing.T) {
		t.Parallel()
		p := newToy(t)
		p.run(was)
		p.took()
		p.remove = func() outcome { return failEarly }
		p.fails(other)
		equal(t, "nothing was created", len(p.took()), 0)
		equal(t, "id", p.value("id"), any("t-1"))
		equal(t, "tainted", p.Object(thing).Tainted, false)
		p.fails(nil)
		equal(t, "id after a failed destruction", p.value("id"), any("t-1"))
	})
	t.Run("destroy first, then no new one", func(t *testing.T) {
		t.Parallel()
		p := newToy(t)
		p.run(was)
		p.create = failing[*resource.CreateResponse](failEarly)
		p.fails(other)
		equal(t, "state", len(p.Addresses()), 0)
	})
	t.Run("create first, then no new one", func(t *testing.T) {
		t.Parallel()
		p := newToy(t)
		p.run(was)
		p.create = failing[*resource.CreateResponse](failEarly)
		p.fails(createFirst(other))
		equal(t, "the old one is current again", p.value("id"), any("t-1"))
		equal(t, "deposed", len(p.Deposed(thing)), 0)
	})
	t.Run("create first, then half a new one", func(t *testing.T) {
		t.Parallel()
		p := newToy(t)
		p.run(was)
		p.create = failing[*resource.CreateResponse](failLate)
		p.fails(createFirst(other))
		equal(t, "id", p.value("id"), any("t-2"))
		equal(t, "tainted", p.Object(thing).Tainted, true)
		if deposed := p.Deposed(thing); len(deposed) != 1 || deposed[0].Attributes["id"] != "t-1" || deposed[0].Tainted {
			t.Fatalf("deposed: %+v", deposed)
		}
		p.took()

		plan := p.run(createFirst(other))
		equal(t, "actions", []engine.Action{plan.Changes[0].Action, plan.Changes[1].Action}, []engine.Action{engine.CreateThenDelete, engine.Delete})
		equal(t, "all is well in the end", p.took(), []string{
			"create t-3 name=x password=", "delete t-2 private=\"t-2\"", "delete t-1 private=\"t-1\"",
		})
		equal(t, "deposed", len(p.Deposed(thing)), 0)
	})
	t.Run("create first, then the old one stays", func(t *testing.T) {
		t.Parallel()
		p := newToy(t)
		p.run(was)
		p.remove = func() outcome { return failEarly }
		p.fails(createFirst(other))
		equal(t, "id", p.value("id"), any("t-2"))
		equal(t, "tainted", p.Object(thing).Tainted, false)
		equal(t, "deposed", p.Deposed(thing)[0].Attributes["id"], any("t-1"))
		// A deposed object waits until the current one was changed well.
		p.update, p.remove = failing[*resource.UpdateResponse](failEarly), nil
		p.took()
		p.fails(createFirst(things(engine.Values{"name": "y", "kind": "k"})))
		equal(t, "nothing was done", len(p.took()), 0)
		p.run(createFirst(other))
		equal(t, "the old one goes", p.took(), []string{`delete t-1 private="t-1"`})

		// What is gone by itself needs no end.
		p.remove = func() outcome { return failEarly }
		p.fails(createFirst(other), engine.Replace(thing))
		delete(p.things, "t-2")
		equal(t, "changes", p.run(createFirst(other)).Empty(), true)
		equal(t, "deposed", len(p.Deposed(thing)), 0)
	})
}

func TestApply_secondPlan(t *testing.T) {
	t.Parallel()
	t.Run("late values are known by then", func(t *testing.T) {
		t.Parallel()
		p := newToy(t)
		p.run(things(engine.Values{"name": "x", "tags": []string{"a"}}))
		p.took()
		config := things(engine.Values{"name": engine.Late{Value: "y"}, "tags": []any{engine.Late{Value: "b"}, "a"}})
		plan := p.run(config)
		equal(t, "name in the plan", plan.Change(thing).After["name"], any(engine.Unknown{}))
		equal(t, "update", p.took(), []string{`update t-1 name=y private="t-1"`})
		equal(t, "tags", p.value("tags"), any([]any{"a", "b"}))
	})
	t.Run("what turns out to be the same is left alone", func(t *testing.T) {
		t.Parallel()
		p := newToy(t)
		p.run(things(engine.Values{"name": "x", "size": 1}))
		p.took()
		equal(t, "action", p.run(things(engine.Values{"name": engine.Late{Value: "x"}, "size": 1})).Action(thing), engine.Update)
		equal(t, "nothing was done", len(p.took()), 0)
	})
	t.Run("a replacement stays one", func(t *testing.T) {
		t.Parallel()
		p := newToy(t)
		p.run(things(engine.Values{"name": "x", "kind": "k"}))
		p.took()
		p.run(things(engine.Values{"name": "x", "kind": engine.Late{Value: "k"}}))
		equal(t, "done", p.took(), []string{`delete t-1 private="t-1"`, "create t-2 name=x password="})
	})
	t.Run("what stays unknown is refused", func(t *testing.T) {
		t.Parallel()
		p := newToy(t)
		if err := p.failure(things(engine.Values{"name": engine.Unknown{}})); err == nil || !strings.Contains(err.Error(), "Configuration contains unknown value") {
			t.Error(err)
		}
		equal(t, "nothing was done", len(p.took()), 0)
	})
}

// A plan that depends on more than state and configuration, such as a clock, is
// another one at apply.
func TestApply_inconsistentFinalPlan(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		later func(context.Context, *resource.ModifyPlanResponse)
		want  string
	}{
		"another value": {func(ctx context.Context, resp *resource.ModifyPlanResponse) {
			resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("size"), 3)...)
		}, "the provider produced an invalid new value: size: was 2, but now 3"},
		"unknown where it was known": {func(ctx context.Context, resp *resource.ModifyPlanResponse) {
			resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("size"), types.Int64Unknown())...)
		}, "size: was known, but now unknown"},
		"a sensitive value is not shown": {func(ctx context.Context, resp *resource.ModifyPlanResponse) {
			resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("secret"), "hunter99")...)
		}, "secret: inconsistent values for sensitive attribute"},
		"a replacement": {func(ctx context.Context, resp *resource.ModifyPlanResponse) {
			resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("secret"), types.StringUnknown())...)
			resp.RequiresReplace.Append(path.Root("secret"))
		}, "the provider changed the planned action from Update to DeleteThenCreate"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newToy(t)
			p.run(things(engine.Values{"name": "x"}))
			p.took()
			planned := false
			p.plan = func(ctx context.Context, _ resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
				if planned {
					test.later(ctx, resp)
					return
				}
				resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("size"), 2)...)
			}
			plan, err := p.Plan(t.Context(), things(engine.Values{"name": "y"}))
			if err != nil {
				t.Fatal(err)
			}
			planned = true
			_, err = p.Apply(t.Context(), plan)
			if !errors.Is(err, engine.ErrProviderBug) || !strings.Contains(err.Error(), "Provider produced inconsistent final plan") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
			if strings.Contains(err.Error(), "hunter") {
				t.Error("the secret is in the error")
			}
			equal(t, "nothing was done", len(p.took()), 0)
			equal(t, "name", p.value("name"), any("x"))
		})
	}
}

func TestApply_inconsistentResult(t *testing.T) {
	t.Parallel()
	p := newToy(t)
	p.plan = func(ctx context.Context, _ resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("changes"), 5)...)
	}
	err := p.failure(things(engine.Values{"name": "x"}))
	if !errors.Is(err, engine.ErrProviderBug) || !strings.Contains(err.Error(), "Provider produced inconsistent result after apply: changes: was 5, but now 0") {
		t.Error(err)
	}
	// It exists all the same, and nothing is known to be right about it.
	equal(t, "id", p.value("id"), any("t-1"))
	equal(t, "tainted", p.Object(thing).Tainted, true)
}

func TestApply_interrupt(t *testing.T) {
	t.Parallel()
	p := newToy(t)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	p.create = func(call context.Context, _ *resource.CreateResponse) outcome {
		interrupt()
		<-call.Done() // The provider was asked to stop.
		return failLate
	}
	plan := p.planned(append(things(engine.Values{"name": "x"}), engine.Resource{Type: "toy_thing", Name: "b", Attributes: engine.Values{"name": "y"}}))
	_, err := p.Apply(ctx, plan)
	if err == nil || !strings.Contains(err.Error(), "The answer was lost.") || !strings.Contains(err.Error(), "execution halted") {
		t.Errorf("got %v", err)
	}
	equal(t, "what came back is saved, and nothing more begins", p.Addresses(), []string{thing})
	equal(t, "tainted", p.Object(thing).Tainted, true)
}
