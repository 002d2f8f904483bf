// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sequences

import (
	"errors"
	"net/http"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

const secretAddress = "openbanking_app_secret.test"

// oktoWorld is an app's secret, and what a user declares about it.
type oktoWorld struct {
	*world
	people

	declared bool
	trigger  int
	rotate   any
	firstNew bool
	mayWait  bool // the last run said that a rotation waits for the next plan
}

// TestOktoSequences drives an app secret through random sequences and checks
// after each step, on the server:
//
//   - the state's secret works, or the next plan resets it and says why;
//   - where recipients are applied, it is there as a ciphertext that each of them
//     decrypts, and not in the clear;
//   - after an apply that succeeded the state's secret works and the next plan is
//     empty, whatever an earlier apply lost.
//
// The secret that a destroy leaves behind is nobody's, as Okto has it.
func TestOktoSequences(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newOktoWorld(t)
		t.Repeat(map[string]func(*rapid.T){
			"":                    func(t *rapid.T) { w.t = t; w.holds() },
			"apply":               func(t *rapid.T) { w.t = t; w.apply() },
			"change the trigger":  func(t *rapid.T) { w.t = t; w.declared = true; w.trigger++; w.apply() },
			"change the policy":   func(t *rapid.T) { w.t = t; w.changePolicy(); w.apply() },
			"change who decrypts": func(t *rapid.T) { w.t = t; w.declared = true; w.changePeople(t); w.apply() },
			"let time pass":       func(t *rapid.T) { w.t = t; w.Pass(someTime(t)) },
			"apply a plan later":  func(t *rapid.T) { w.t = t; w.applyLater() },
			"fail an apply":       func(t *rapid.T) { w.t = t; w.failApply() },
			"reset outside":       func(t *rapid.T) { w.t = t; w.resetOutside() },
			"replace":             func(t *rapid.T) { w.t = t; w.replace() },
			"destroy":             func(t *rapid.T) { w.t = t; w.declared = false; w.apply() },
		})
	})
}

func newOktoWorld(t *rapid.T) *oktoWorld {
	w := &oktoWorld{people: newPeople(t), declared: true, world: newWorld(t, acctest.Okto)}
	return w
}

func (w *oktoWorld) changePolicy() {
	w.declared = true
	w.rotate = rapid.SampledFrom([]any{nil, "30d"}).Draw(w.t, "rotate_after")
	w.firstNew = rapid.Bool().Draw(w.t, "create_before_destroy")
}

func (w *oktoWorld) planned(options ...engine.PlanOption) *engine.Plan {
	w.declare()
	p, err := w.workspace.Plan(w.t.Context(), w.resources, options...)
	if refused(err) { // The error says what to do.
		w.trigger++
		w.declare()
		p, err = w.workspace.Plan(w.t.Context(), w.resources, options...)
	}
	if err != nil {
		w.t.Fatalf("plan: %v", err)
	}
	w.mayWait = waits(p.Diagnostics)
	return p
}

func (w *oktoWorld) declare() {
	w.resources = nil
	if w.declared {
		w.resources = []engine.Resource{{
			Type: "openbanking_app_secret", Name: "test", CreateBeforeDestroy: w.firstNew,
			Attributes: engine.Values{"rotation_triggers": engine.Values{"version": strconv.Itoa(w.trigger)}, "rotate_after": w.rotate, "encrypt_to": w.encryptTo()},
		}}
	}
}

func (w *oktoWorld) apply() { w.finish(w.planned()) }

func (w *oktoWorld) finish(p *engine.Plan) {
	diagnostics, err := w.workspace.Apply(w.t.Context(), p)
	if err != nil {
		w.t.Fatalf("apply: %v", err)
	}
	waiting := w.mayWait || waits(diagnostics)
	if object := w.workspace.Object(secretAddress); object != nil && !waiting && w.open(w.t, object, "secret") != "" && !w.works(object) {
		w.t.Fatalf("after an apply the state's secret does not work")
	}
	if next := w.planned(); !next.Empty() && !waiting {
		w.t.Fatalf("the plan after an apply is not empty: %v", next.Diagnostics)
	}
}

// works asks Okto with the state's secret.
func (w *oktoWorld) works(object *engine.Object) bool {
	return w.Of("app_secret").Works(w.open(w.t, object, "secret")) == http.StatusOK
}

func (w *oktoWorld) applyLater() {
	p := w.planned()
	w.Pass(someTime(w.t))
	if _, err := w.workspace.Apply(w.t.Context(), p); err != nil {
		w.t.Fatalf("applying a plan later: %v", err)
	}
}

// failApply loses the answer of a reset, before or after Okto has carried it
// out. Nothing is promised but that the next apply mends it.
func (w *oktoWorld) failApply() {
	w.declared = true
	w.trigger++
	p := w.planned()
	kind := rapid.SampledFrom([]string{"reset_before", "reset_after", "truncate"}).Draw(w.t, "fails")
	if err := w.Sandbox().AddFault(sandbox.Fault{Kind: kind, Method: http.MethodPost, Path: "/okto/management/v1/apps/*/secret/reset", Count: 100}); err != nil {
		w.t.Fatalf("planning a fault: %v", err)
	}
	_, err := w.workspace.Apply(w.t.Context(), p)
	w.Sandbox().ClearFaults()
	if errors.Is(err, engine.ErrProviderBug) {
		w.t.Fatalf("a failing apply: %v", err)
	}
	if err == nil && !p.Empty() {
		w.t.Fatalf("an apply succeeded although every reset's answer was lost")
	}
}

func (w *oktoWorld) resetOutside() {
	if _, err := w.Platform.Reset(w.t.Context(), w.Sandbox(), w.Credentials["app_id"]); err != nil {
		w.t.Fatalf("resetting on the dashboard: %v", err)
	}
}

func (w *oktoWorld) replace() {
	if w.workspace.Object(secretAddress) == nil || !w.declared {
		w.t.Skip("no secret")
	}
	w.finish(w.planned(engine.Replace(secretAddress)))
}

// holds checks the invariants.
func (w *oktoWorld) holds() {
	object := w.workspace.Object(secretAddress)
	if object == nil || !w.declared || object.Tainted || w.works(object) {
		return
	}
	p := w.planned()
	if action := p.Action(secretAddress); !action.Replaces() {
		w.t.Fatalf("the state's secret does not work, the plan says %s", action)
	}
	if len(p.Diagnostics) == 0 {
		w.t.Fatalf("the state's secret does not work, and the plan does not say why it resets it")
	}
}
