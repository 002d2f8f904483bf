// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// overlap is the longest overlap that an operation declares.
const overlap = 2 * time.Hour

// phase is what a fault strikes.
type phase int

const (
	applies phase = iota // the apply of a plan that was made without a fault
	plans                // the plan, with the refresh before it
	imports              // the import
)

// operation is something that a run does with a resource: the world before it, and
// what is declared then.
type operation struct {
	name     string
	on       *platform
	kind     kind
	typeName string
	// before is what was applied before, nil for nothing; after is what is declared
	// then, nil for a destroy.
	before, after engine.Values
	firstNew      bool // create_before_destroy
	// prepare is what happens between the two; it may be nil.
	prepare func(w *world)
	options []engine.PlanOption
	phase   phase
	// secretless says that the state has no secret, as after an import, or with one
	// that the user gives.
	secretless bool
	// loses says that a lost answer leaves a pending consent, which has no
	// idempotency key.
	loses bool
	// untold says that the platform cannot tell what a lost create has made: the
	// apply says so, and the user imports it.
	untold bool
}

// with returns values with some more, or others.
func with(values, more engine.Values) engine.Values {
	all := maps.Clone(values)
	maps.Copy(all, more)
	return all
}

// prepared brings the world to where the operation begins.
func (w *world) prepared() bool {
	w.seeded = map[string]bool{}
	for id := range w.live() {
		w.seeded[id] = true
	}
	w.makeTwin()
	if w.before != nil {
		w.declare(w.before)
		if !w.settled("before") {
			return false
		}
	}
	w.declare(w.after)
	if w.prepare != nil {
		w.prepare(w)
	}
	return len(w.problems) == 0
}

// makeTwin makes an object by hand that is like the one that is declared, where
// there can be two. What is imported has one too.
func (w *world) makeTwin() {
	if w.kind != oneHook {
		w.twin = w.makeByHand()
		w.twinSeen = w.live()[w.twin]
	}
	if w.phase == imports {
		w.foreign = w.makeByHand()
	}
}

// makeByHand makes what is declared past the provider, and returns its id; "" where
// there is always one.
func (w *world) makeByHand() string {
	w.t.Helper()
	declared := w.before
	if declared == nil {
		declared = w.after
	}
	switch {
	case w.kind == keys && w.on.name == "okra":
		return w.must(http.MethodPost, "/keys/create", map[string]any{"name": declared["name"], "type": declared["type"]}).data().text("_id")
	case w.kind == keys:
		return w.must(http.MethodPost, "/api-keys", map[string]any{"name": declared["name"]}).text("id")
	case w.kind == hooks:
		return w.must(http.MethodPost, "/webhooks", map[string]any{"url": declared["url"], "events": declared["events"]}).text("id")
	case w.kind == oneHook:
		return w.must(http.MethodPost, "/webhooks/set", map[string]any{"url": declared["url"], "replace": true}).data().text("_id")
	case w.kind == consents:
		id := w.must(http.MethodPost, "/consents", map[string]any{"bankId": declared["bank_id"], "callbackUrl": declared["callback_url"]}).text("id")
		w.approve(id)
		return id
	}
	return ""
}

// approve approves a consent at the bank, as a person does.
func (w *world) approve(id string) {
	w.t.Helper()
	redirect, err := url.Parse(w.must(http.MethodGet, "/consents/"+id, nil).text("redirectUrl"))
	if err != nil || redirect.Path == "" {
		w.t.Fatalf("the consent %s has no page: %v", id, err)
	}
	_, page := w.send(http.MethodPost, redirect.Path+"/approve", http.Header{}, nil)
	callback, err := url.Parse(page.text("location"))
	if err != nil || callback.Path == "" {
		w.t.Fatalf("the bank leads nowhere: %v, %v", page, err)
	}
	w.send(http.MethodGet, callback.RequestURI(), http.Header{}, nil)
	if status := w.must(http.MethodGet, "/consents/"+id, nil).text("status"); status != "active" {
		w.t.Fatalf("the approved consent %s is %s", id, status)
	}
}

// run does the operation. When what a fault may strike begins, it asks for the
// context of that.
func (w *world) run(begin func() context.Context) error {
	switch w.phase {
	case plans:
		ctx := begin()
		p, err := w.plan(ctx, w.options...)
		w.recorded()
		if err != nil {
			return err
		}
		return w.apply(ctx, p) // It saves what the refresh has found, at the least.
	case imports:
		return w.takeIn(begin())
	case applies:
	}
	p, err := w.plan(w.ctx, w.options...)
	if err != nil {
		w.problem("the plan fails: %v", err)
		return err
	}
	if p.Empty() {
		w.problem("there is nothing to apply")
	}
	return w.apply(begin(), p)
}

// takeIn imports what was made past the provider.
func (w *world) takeIn(ctx context.Context) error {
	id := w.foreign
	if w.kind == secrets {
		id = w.sandbox.Credentials().Organisations[0].Get("okto", "sandbox", "app_id")
	}
	said, err := w.workspace.Import(ctx, w.address(), id)
	w.heard(said, err)
	return err
}

// adopt imports what the platform has, where it does not tell who made it.
func (w *world) adopt() {
	for id := range w.live() {
		w.foreign = id
	}
	if err := w.takeIn(w.ctx); err != nil {
		w.problem("what may have been made cannot be imported: %v", err)
		return
	}
	w.settled("after the import")
}
