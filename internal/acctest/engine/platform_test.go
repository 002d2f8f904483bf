// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine_test

import (
	"net/http"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// platform is a workspace of the real provider on a sandbox of the test's own,
// whose traffic is held against the OpenAPI document.
type platform struct {
	*engine.Workspace
	*acctest.World

	t *testing.T
}

func newPlatform(t *testing.T, options ...engine.Option) platform {
	t.Helper()
	w := acctest.Start(t, acctest.Tok)
	return platform{w.Engine(nil, options...), w, t}
}

// must plans and applies, and returns the plan.
func (p platform) must(resources []engine.Resource, options ...engine.PlanOption) *engine.Plan {
	p.t.Helper()
	plan, err := p.Plan(p.t.Context(), resources, options...)
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := p.Apply(p.t.Context(), plan); err != nil {
		p.t.Fatal(err)
	}
	return plan
}

// key is an API key with a name, which may be a late one.
func key(name any) engine.Resource {
	return engine.Resource{Type: "openbanking_api_key", Name: "ci", Attributes: engine.Values{"name": name}}
}

const keyAddress = "openbanking_api_key.ci"

func TestPlatform_lifeOfAKey(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)

	created := p.must([]engine.Resource{key("one")})
	if got := created.Action(keyAddress); got != engine.Create {
		t.Errorf("the first plan: got %s", got)
	}
	if after := created.Change(keyAddress).After; after["key"] != (engine.Unknown{}) || after["name"] != "one" {
		t.Errorf("the first plan has %v", after)
	}
	first := p.Object(keyAddress)
	if first == nil || first.Attributes["status"] != "active" || first.Identity["id"] != first.Attributes["id"] {
		t.Fatalf("the state has %+v", first)
	}
	if again := p.must([]engine.Resource{key("one")}); !again.Empty() {
		t.Errorf("the second plan is not empty: %+v", again.Changes)
	}
	if renamed := p.must([]engine.Resource{key("two")}); renamed.Action(keyAddress) != engine.Update {
		t.Errorf("a new name: got %s", renamed.Action(keyAddress))
	}
	if now := p.Object(keyAddress).Attributes; now["id"] != first.Attributes["id"] || now["name"] != "two" {
		t.Errorf("after the new name the state has %v", now)
	}
	if replaced := p.must([]engine.Resource{key("two")}, engine.Replace(keyAddress)); replaced.Action(keyAddress) != engine.DeleteThenCreate {
		t.Errorf("-replace: got %s", replaced.Action(keyAddress))
	}
	if now := p.Object(keyAddress).Attributes; now["id"] == first.Attributes["id"] || now["key"] == first.Attributes["key"] {
		t.Error("-replace left the key")
	}
	if gone := p.must([]engine.Resource{key("two")}, engine.Destroy()); gone.Action(keyAddress) != engine.Delete {
		t.Errorf("-destroy: got %s", gone.Action(keyAddress))
	}
	if left := p.Addresses(); len(left) != 0 {
		t.Errorf("after -destroy the state has %v", left)
	}
	if deletes := p.Sandbox().Requests().ByRoute["DELETE /tok/v1/api-keys/{id}"]; deletes != 2 {
		t.Errorf("got %d revocations, expected 2: %v", deletes, p.Sandbox().Requests().ByRoute)
	}
}

func TestPlatform_createFirst(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	one := key("one")
	one.CreateBeforeDestroy = true
	p.must([]engine.Resource{one})
	old := p.Object(keyAddress)

	// The old key cannot be revoked, so it waits as a deposed object.
	if err := p.Sandbox().AddFault(sandbox.Fault{Method: http.MethodDelete, Path: "/tok/v1/api-keys/*", Kind: "status", Status: http.StatusForbidden}); err != nil {
		t.Fatal(err)
	}
	plan, err := p.Plan(t.Context(), []engine.Resource{one}, engine.Replace(keyAddress))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Apply(t.Context(), plan); err == nil {
		t.Fatal("the apply went well")
	}
	waiting := p.Deposed(keyAddress)
	if len(waiting) != 1 || waiting[0].Attributes["id"] != old.Attributes["id"] {
		t.Fatalf("deposed: %+v", waiting)
	}
	if now := p.Object(keyAddress); now == nil || now.Tainted || now.Attributes["id"] == old.Attributes["id"] {
		t.Errorf("the new key is %+v", now)
	}
	next := p.must([]engine.Resource{one})
	if len(next.Changes) != 2 || next.Action(keyAddress) != engine.NoOp || next.Changes[1].Action != engine.Delete || !next.Changes[1].Deposed {
		t.Errorf("the next plan has %+v", next.Changes)
	}
	if left := p.Deposed(keyAddress); len(left) != 0 {
		t.Errorf("still deposed: %+v", left)
	}
}

// BenchmarkPlatform_step measures what a property test pays for a step: a plan
// and an apply that updates a key on a sandbox.
func BenchmarkPlatform_step(b *testing.B) {
	w := acctest.Start(b, acctest.Tok, acctest.AnyTraffic()).Engine(nil)
	for n := 0; b.Loop(); n++ {
		plan, err := w.Plan(b.Context(), []engine.Resource{key([]string{"one", "two"}[n%2])})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := w.Apply(b.Context(), plan); err != nil {
			b.Fatal(err)
		}
	}
}
