// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sequences

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

const (
	keyAddress  = "openbanking_api_key.test"
	hookAddress = "openbanking_webhook.test"
	// longest is the longest overlap that a sequence declares.
	longest = 2 * time.Hour
)

// tokWorld is a key and a webhook, what a user declares about them, and what the
// test has seen of them.
type tokWorld struct {
	*world
	people

	held map[string]bool // ids of keys that were in the state at some time

	declared bool
	trigger  int
	overlap  any
	rotate   any
	expires  any
	firstNew bool
	mayWait  bool // the last run said that a rotation waits for the next plan
}

// TestTokSequences drives an API key and a webhook through random sequences and
// checks after each step, on the server:
//
//   - the state's key works, or the next plan replaces it;
//   - the state's signing secret signs, or the next plan rotates it;
//   - where recipients are applied, either is there as a ciphertext that each of
//     them decrypts, and not in the clear;
//   - every live key is in the state, current or deposed, or was once and ends
//     within its overlap: none is in nobody's hands;
//   - there are exactly as many webhooks as the state has;
//   - what a lost answer leaves open is in the state as a placeholder, which stands
//     for one object at most;
//   - the provider's own key lives;
//   - after an apply that succeeded the next plan is empty.
func TestTokSequences(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newTokWorld(t)
		t.Repeat(map[string]func(*rapid.T){
			"":                    func(t *rapid.T) { w.t = t; w.holds() },
			"apply":               func(t *rapid.T) { w.t = t; w.apply() },
			"change the trigger":  func(t *rapid.T) { w.t = t; w.declared = true; w.trigger++; w.apply() },
			"change the policy":   func(t *rapid.T) { w.t = t; w.changePolicy(); w.apply() },
			"change who decrypts": func(t *rapid.T) { w.t = t; w.declared = true; w.changePeople(t); w.apply() },
			"let time pass":       func(t *rapid.T) { w.t = t; w.Pass(someTime(t)) },
			"apply a plan later":  func(t *rapid.T) { w.t = t; w.applyLater() },
			"fail an apply":       func(t *rapid.T) { w.t = t; w.failApply(w.failNext) },
			"lose an answer":      func(t *rapid.T) { w.t = t; w.loseAnswer() },
			"revoke outside":      func(t *rapid.T) { w.t = t; w.revokeOutside() },
			"rotate outside":      func(t *rapid.T) { w.t = t; w.rotateOutside() },
			"replace":             func(t *rapid.T) { w.t = t; w.replace() },
			"destroy":             func(t *rapid.T) { w.t = t; w.declared = false; w.apply() },
		})
	})
}

func newTokWorld(t *rapid.T) *tokWorld {
	w := &tokWorld{people: newPeople(t), held: map[string]bool{}, declared: true}
	w.world = newWorld(t, acctest.Tok)
	return w
}

func someTime(t *rapid.T) time.Duration {
	const day = 24 * time.Hour
	return rapid.SampledFrom([]time.Duration{time.Minute, time.Hour, 3 * time.Hour, 20 * day, 31 * day, 61 * day}).Draw(t, "passes")
}

func (w *tokWorld) changePolicy() {
	w.declared = true
	w.overlap = rapid.SampledFrom([]any{nil, "0s", "30m", "2h"}).Draw(w.t, "overlap")
	w.rotate = rapid.SampledFrom([]any{nil, "30d"}).Draw(w.t, "rotate_after")
	w.expires = rapid.SampledFrom([]any{nil, "60d"}).Draw(w.t, "expires_after")
	w.firstNew = rapid.Bool().Draw(w.t, "create_before_destroy")
}

// declare writes the configuration.
func (w *tokWorld) declare() {
	w.resources = nil
	if !w.declared {
		return
	}
	policy := engine.Values{
		"rotation_triggers": engine.Values{"version": strconv.Itoa(w.trigger)}, "overlap": w.overlap, "rotate_after": w.rotate,
		"encrypt_to": w.encryptTo(),
	}
	key := engine.Values{"name": "ci", "expires_after": w.expires}
	hook := engine.Values{"url": "https://hooks.example.com/", "events": []any{"consent.expired"}}
	for name, v := range policy {
		key[name], hook[name] = v, v
	}
	w.resources = []engine.Resource{
		{Type: "openbanking_api_key", Name: "test", Attributes: key, CreateBeforeDestroy: w.firstNew},
		{Type: "openbanking_webhook", Name: "test", Attributes: hook},
	}
}

// planned plans what is declared. A plan may be refused for a reason that it
// names; then nothing is applied.
func (w *tokWorld) planned(options ...engine.PlanOption) *engine.Plan {
	w.declare()
	p, err := w.workspace.Plan(w.t.Context(), w.resources, options...)
	if refused(err) { // The error says what to do.
		w.trigger++
		w.declare()
		p, err = w.workspace.Plan(w.t.Context(), w.resources, options...)
	}
	if err != nil {
		if !strings.Contains(err.Error(), "Overlap and trigger of the ") {
			w.t.Fatalf("plan: %v", err)
		}
		return nil
	}
	w.mayWait = waits(p.Diagnostics)
	return p
}

// waits reports whether somebody said that a rotation waits for the next plan.
func waits(diagnostics engine.Diagnostics) bool {
	return slices.ContainsFunc(diagnostics, func(d engine.Diagnostic) bool {
		return strings.Contains(d.Summary, "waits for the next plan") || strings.Contains(d.Summary, "is due for rotation")
	})
}

func (w *tokWorld) apply() {
	if p := w.planned(); p != nil {
		w.finish(p)
	}
}

func (w *tokWorld) finish(p *engine.Plan) {
	diagnostics, err := w.workspace.Apply(w.t.Context(), p)
	w.mayWait = w.mayWait || waits(diagnostics)
	w.remember()
	switch {
	case err == nil:
		w.nextPlanIsEmpty()
	case strings.Contains(err.Error(), "older than that already"):
		// The expiry that was declared has passed for this key; the error says
		// to change a trigger.
		w.expires = nil
	default:
		w.t.Fatalf("apply: %v", err)
	}
}

func (w *tokWorld) nextPlanIsEmpty() {
	p := w.plan()
	if !p.Empty() && !w.mayWait {
		w.t.Fatalf("the plan after an apply is not empty: %+v %v", p.Changes, p.Diagnostics)
	}
}

func (w *tokWorld) applyLater() {
	p := w.planned()
	if p == nil {
		return
	}
	w.Pass(someTime(w.t))
	_, err := w.workspace.Apply(w.t.Context(), p)
	w.remember()
	if err != nil && !strings.Contains(err.Error(), "older than that already") && !strings.Contains(err.Error(), "expir") {
		w.t.Fatalf("applying a plan later: %v", err)
	}
}

func (w *tokWorld) loseAnswer() {
	kind := rapid.SampledFrom([]string{"reset_before", "reset_after", "truncate", "non_json"}).Draw(w.t, "kind")
	w.failApply(func(method string) { w.loseNext(kind, method) })
}

// failApply applies while the next call by some method fails.
func (w *tokWorld) failApply(next func(method string)) {
	w.trigger++
	w.declared = true
	p := w.planned()
	if p == nil {
		return
	}
	next(rapid.SampledFrom([]string{http.MethodPost, http.MethodDelete, http.MethodPatch}).Draw(w.t, "fails"))
	// Whether it meets the fault depends on what it does.
	if _, err := w.workspace.Apply(w.t.Context(), p); errors.Is(err, engine.ErrProviderBug) {
		w.t.Fatalf("a failing apply: %v", err)
	}
	w.Sandbox().ClearFaults()
	w.remember()
}

func (w *tokWorld) revokeOutside() {
	object := w.workspace.Object(keyAddress)
	if object == nil {
		w.t.Skip("no key")
	}
	w.Call(http.MethodDelete, "/api-keys/"+text(object, "id"), nil)
}

func (w *tokWorld) rotateOutside() {
	object := w.workspace.Object(hookAddress)
	if object == nil {
		w.t.Skip("no webhook")
	}
	w.Call(http.MethodPost, "/webhooks/"+text(object, "id")+"/rotate-secret", map[string]any{"overlapSeconds": 0})
}

func (w *tokWorld) replace() {
	if w.workspace.Object(keyAddress) == nil || !w.declared {
		w.t.Skip("no key")
	}
	if p := w.planned(engine.Replace(keyAddress)); p != nil {
		w.finish(p)
	}
}

// remember notes which keys have been in the state.
func (w *tokWorld) remember() {
	for _, object := range w.inState() {
		w.held[text(object, "id")] = true
	}
}

func (w *tokWorld) inState() []*engine.Object {
	return w.objects(keyAddress)
}

// objects are those at an address, deposed ones too.
func (w *tokWorld) objects(address string) []*engine.Object {
	objects := w.workspace.Deposed(address)
	if current := w.workspace.Object(address); current != nil {
		objects = append(objects, current)
	}
	return objects
}

// placeholders counts the objects of which it is not known whether they exist.
func placeholders(objects []*engine.Object) int {
	count := 0
	for _, o := range objects {
		if strings.HasPrefix(text(o, "id"), "unknown:") {
			count++
		}
	}
	return count
}

func text(o *engine.Object, name string) string {
	s, _ := o.Attributes[name].(string)
	return s
}

// holds checks the invariants.
func (w *tokWorld) holds() {
	if status, _ := w.Call(http.MethodGet, "/organisation", nil); status != http.StatusOK {
		w.t.Fatalf("the provider's own key answers %d", status)
	}
	w.keysAreAccountedFor()
	w.webhooksAreAccountedFor()
	w.stateWorksOrThePlanSaysWhy()
}

func (w *tokWorld) keysAreAccountedFor() {
	inState := map[string]bool{}
	for _, object := range w.inState() {
		inState[text(object, "id")] = true
	}
	_, organisation := w.Call(http.MethodGet, "/organisation", nil)
	open := placeholders(w.inState())
	for _, key := range w.Of("api_key").Working() {
		id := key.ID
		if id == organisation["apiKeyId"] || inState[id] {
			continue
		}
		end, err := time.Parse(time.RFC3339, key.ExpiresAt)
		switch {
		case !w.held[id] && open > 0:
			open-- // The placeholder stands for this one.
		case !w.held[id]:
			w.t.Fatalf("the live key %s was never in the state", id)
		case err != nil || end.After(w.Sandbox().Now().Add(longest)):
			w.t.Fatalf("the live key %s is in nobody's hands and ends at %q", id, key.ExpiresAt)
		}
	}
}

func (w *tokWorld) webhooksAreAccountedFor() {
	hooks := w.Of("webhook").All()
	objects := w.objects(hookAddress)
	if most, least := len(objects), len(objects)-placeholders(objects); len(hooks) < least || len(hooks) > most {
		w.t.Fatalf("%d webhooks live, the state has %d to %d", len(hooks), least, most)
	}
}

func (w *tokWorld) stateWorksOrThePlanSaysWhy() {
	key, hook := w.workspace.Object(keyAddress), w.workspace.Object(hookAddress)
	if key == nil && hook == nil {
		return
	}
	w.declare()
	if !w.declared {
		return // Only a destroy is left to do.
	}
	p, err := w.workspace.Plan(w.t.Context(), w.resources)
	if err != nil {
		return // A plan that is refused says why.
	}
	if key != nil && !key.Tainted {
		status := w.Of("api_key").Works(w.open(w.t, key, "key"))
		if status != http.StatusOK && p.Action(keyAddress) != engine.DeleteThenCreate && p.Action(keyAddress) != engine.CreateThenDelete && p.Action(keyAddress) != engine.Create {
			w.t.Fatalf("the state's key answers %d, the plan says %s", status, p.Action(keyAddress))
		}
	}
	if hook != nil && !hook.Tainted {
		server := w.Of("webhook").Read(text(hook, "id"))
		if acctest.Fingerprint(w.open(w.t, hook, "signing_secret")) != server.Fingerprint && p.Action(hookAddress) != engine.Update {
			w.t.Fatalf("the state's signing secret does not sign, the plan says %s", p.Action(hookAddress))
		}
	}
}
