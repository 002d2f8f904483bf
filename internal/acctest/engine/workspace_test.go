// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// Property tests drive workspaces too.
var _ engine.TB = (*rapid.T)(nil)

func TestWorkspace_stalePlanIsRefused(t *testing.T) {
	t.Parallel()
	p := newToy(t)
	first := p.planned(things(engine.Values{"name": "x"}))
	p.run(things(engine.Values{"name": "y"}))
	_, err := p.Apply(t.Context(), first)
	if err == nil || !strings.Contains(err.Error(), "Saved plan is stale") || errors.Is(err, engine.ErrProviderBug) {
		t.Errorf("got %v", err)
	}
	equal(t, "name", p.value("name"), any("y"))
}

func TestWorkspace_taintForgetRestore(t *testing.T) {
	t.Parallel()
	p := newToy(t)
	config := things(engine.Values{"name": "x"})
	p.run(config)
	before := p.Snapshot()

	p.Taint(thing)
	equal(t, "action", p.planned(config).Action(thing), engine.DeleteThenCreate)
	equal(t, "action, create first", p.planned(createFirst(config)).Action(thing), engine.CreateThenDelete)
	p.Untaint(thing)
	equal(t, "action", p.planned(config).Action(thing), engine.NoOp)

	p.Forget(thing)
	equal(t, "action for what the state does not know", p.planned(config).Action(thing), engine.Create)
	p.Restore(before)
	equal(t, "action", p.planned(config).Action(thing), engine.NoOp)
	equal(t, "private state", bytes.Contains(p.Object(thing).Private, []byte("made")), true)
}

func TestWorkspace_import(t *testing.T) {
	t.Parallel()
	for name, imported := range map[string]func(*toy, string) error{
		"by id": func(p *toy, id string) error {
			_, err := p.Import(p.t.Context(), thing, id)
			return err
		},
		"by identity": func(p *toy, id string) error {
			_, err := p.ImportIdentity(p.t.Context(), thing, engine.Values{"id": id})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newToy(t)
			p.things["t-9"] = true
			if err := imported(p, "t-8"); err == nil || !strings.Contains(err.Error(), "Cannot import non-existent remote object") {
				t.Errorf("of what is not there: %v", err)
			}
			equal(t, "state", len(p.Addresses()), 0)
			if err := imported(p, "t-9"); err != nil {
				t.Fatal(err)
			}
			equal(t, "name", p.value("name"), any("found"))
			equal(t, "identity", p.Object(thing).Identity, engine.Values{"id": "t-9"})
			equal(t, "the next plan", p.planned(things(engine.Values{"name": "found"})).Empty(), true)
			if err := imported(p, "t-9"); err == nil || !strings.Contains(err.Error(), "Resource already managed") {
				t.Errorf("twice: %v", err)
			}
		})
	}
}

func TestWorkspace_upgradesStates(t *testing.T) {
	t.Parallel()
	old := newToy(t)
	old.run(things(engine.Values{"name": "x"}))
	state := old.Snapshot()

	p := &toy{t: t, things: old.things, version: 1}
	p.Workspace = engine.New(t, p.serve, engine.Values{"greeting": "hello"})
	p.Restore(state)
	equal(t, "action", p.run(things(engine.Values{"name": "x, upgraded"})).Action(thing), engine.NoOp)
	equal(t, "name", p.value("name"), any("x, upgraded"))

	// There is no way back.
	newer := p.Snapshot()
	old.Restore(newer)
	_, err := old.Plan(t.Context(), things(engine.Values{"name": "x, upgraded"}))
	if err == nil || !strings.Contains(err.Error(), "managed by newer provider version") {
		t.Errorf("got %v", err)
	}
}

func TestWorkspace_withoutIdentity(t *testing.T) {
	t.Parallel()
	p := newToy(t, engine.WithoutIdentity())
	p.run(things(engine.Values{"name": "x"}))
	if o := p.Object(thing); o.Identity != nil {
		t.Errorf("got %v", o.Identity)
	}
	p.run(things(engine.Values{"name": "y"}))
	p.run(nil)
	equal(t, "calls with an identity", len(p.known), 0)
}

func TestWorkspace_identityGoesAlong(t *testing.T) {
	t.Parallel()
	p := newToy(t)
	p.run(things(engine.Values{"name": "x"}))
	p.known = nil
	p.run(things(engine.Values{"name": "y"}))
	equal(t, "an update", p.known, []string{"ReadResource", "PlanResourceChange", "PlanResourceChange", "ApplyResourceChange"})
	p.known = nil
	p.run(things(engine.Values{"name": "y"}), engine.Replace(thing))
	// Neither half of a replacement is told the old object's identity at apply.
	equal(t, "a replacement", p.known, []string{"ReadResource", "PlanResourceChange", "PlanResourceChange"})
	p.known = nil
	p.run(nil)
	equal(t, "a destruction", p.known, []string{"ReadResource", "PlanResourceChange", "ApplyResourceChange"})
}

func TestWorkspace_providerBlock(t *testing.T) {
	t.Parallel()
	p := newToy(t)
	p.Configure(engine.Values{})
	_, err := p.Plan(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), "greeting: Missing Configuration for Required Attribute") {
		t.Errorf("got %v", err)
	}
}

// misuse is a test that notes how it ends instead of ending.
type misuse struct{ message string }

func (*misuse) Helper() {}

func (m *misuse) Fatalf(format string, args ...any) {
	m.message = fmt.Sprintf(format, args...)
	panic(m)
}

func TestWorkspace_misuse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		act  func(*engine.Workspace) error
		want string
	}{
		"unknown attribute": {func(w *engine.Workspace) error {
			_, err := w.Plan(t.Context(), things(engine.Values{"title": "x"}))
			return err
		}, `there is no attribute "title"`},
		"wrong type": {func(w *engine.Workspace) error {
			_, err := w.Plan(t.Context(), things(engine.Values{"name": 1}))
			return err
		}, "name: got a int, expected a value for string"},
		"unknown resource": {func(w *engine.Workspace) error {
			_, err := w.Plan(t.Context(), []engine.Resource{{Type: "toy_thong", Name: "a"}})
			return err
		}, `no resource type "toy_thong"`},
		"twice": {func(w *engine.Workspace) error {
			_, err := w.Plan(t.Context(), append(things(engine.Values{"name": "x"}), things(engine.Values{"name": "y"})...))
			return err
		}, "in the configuration twice"},
		"a failed plan": {func(w *engine.Workspace) error {
			plan, err := w.Plan(t.Context(), things(engine.Values{}))
			if err == nil {
				return errors.New("the plan went well")
			}
			_, err = w.Apply(t.Context(), plan)
			return err
		}, "a plan with errors cannot be applied"},
		"taint of nothing": {func(w *engine.Workspace) error {
			w.Taint(thing)
			return nil
		}, "is not in the state"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &misuse{}
			p := &toy{t: t, things: map[string]bool{}}
			w := engine.New(m, p.serve, engine.Values{"greeting": "hello"})
			defer func() {
				if recover() == nil || !strings.Contains(m.message, test.want) {
					t.Errorf("got %q, want %q", m.message, test.want)
				}
			}()
			if err := test.act(w); err != nil {
				t.Error(err)
			}
		})
	}
}
