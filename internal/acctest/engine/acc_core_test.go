// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package engine_test

import (
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// pair does the same in process and on the CLI, each on a sandbox of its own,
// and compares what comes of it.
type pair struct {
	t     *testing.T
	sides [2]side // in process, CLI
	envs  [2]*acctest.Env
	names [2]names
	step  string
}

func newPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{t: t, envs: [2]*acctest.Env{acctest.New(t), acctest.New(t)}, names: [2]names{{}, {}}}
	p.sides = [2]side{newInProcess(t, p.envs[0]), newRealCLI(t, p.envs[1])}
	return p
}

// run plans, and applies where the plan went well.
func (p *pair) run(resources []engine.Resource, o options) {
	p.t.Helper()
	var planned, applied [2]string
	ok := [2]bool{}
	for i, s := range p.sides {
		var changes []engine.Change
		changes, ok[i] = s.plan(resources, o)
		planned[i] = fmt.Sprintf("ok=%t\n%s", ok[i], p.changes(i, changes))
	}
	p.compare("plan", planned)
	if ok[0] && ok[1] {
		for i, s := range p.sides {
			applied[i] = fmt.Sprintf("ok=%t", s.apply())
		}
	}
	p.compare("apply", applied)
	p.compareStates()
	for _, e := range p.envs {
		e.Sandbox().ClearFaults()
	}
}

// each does something with each side.
func (p *pair) each(act func(side, *acctest.Env)) {
	for i, s := range p.sides {
		act(s, p.envs[i])
	}
}

func (p *pair) changes(i int, changes []engine.Change) string {
	slices.SortStableFunc(changes, func(a, b engine.Change) int {
		return strings.Compare(p.place(a.Address, a.Deposed), p.place(b.Address, b.Deposed))
	})
	var lines []string
	for _, c := range changes {
		lines = append(lines, fmt.Sprintf("%s %s\n  before %s\n  after %s", p.place(c.Address, c.Deposed), c.Action, p.names[i].of(c.Before), p.names[i].of(c.After)))
	}
	return strings.Join(lines, "\n")
}

func (p *pair) place(address string, deposed bool) string {
	if deposed {
		return address + " (deposed)"
	}
	return address
}

func (p *pair) compareStates() {
	p.t.Helper()
	var states [2]string
	for i, s := range p.sides {
		objects := s.objects()
		slices.SortStableFunc(objects, func(a, b held) int {
			return strings.Compare(p.place(a.address, a.deposed), p.place(b.address, b.deposed))
		})
		for _, o := range objects {
			states[i] += fmt.Sprintf("%s tainted=%t %s\n", p.place(o.address, o.deposed), o.tainted, p.names[i].of(o.attributes))
		}
	}
	p.compare("state", states)
}

func (p *pair) compare(what string, of [2]string) {
	p.t.Helper()
	if diff := cmp.Diff(strings.Split(of[1], "\n"), strings.Split(of[0], "\n")); diff != "" {
		p.t.Fatalf("%s: the %s differs (-CLI +in process):\n%s", p.step, what, diff)
	}
}

// id returns the current object's id on one side; "" where there is none.
func id(s side, address string) string {
	for _, o := range s.objects() {
		if o.address == address && !o.deposed {
			text, _ := o.attributes["id"].(string)
			return text
		}
	}
	return ""
}

func (p *pair) refuse(method, path string) {
	for _, e := range p.envs {
		if err := e.Sandbox().AddFault(sandbox.Fault{Method: method, Path: path, Kind: "status", Status: http.StatusForbidden}); err != nil {
			p.t.Fatal(err)
		}
	}
}

const (
	aKey     = "/tok/v1/api-keys/*"
	allKeys  = "/tok/v1/api-keys"
	aWebhook = "/tok/v1/webhooks/*"
)

func first(r engine.Resource) engine.Resource {
	r.CreateBeforeDestroy = true
	return r
}

func list(r ...engine.Resource) []engine.Resource { return r }

func webhook(attributes engine.Values) engine.Resource {
	return engine.Resource{Type: "openbanking_webhook", Name: "w", Attributes: attributes}
}

func TestAccCore_keysLikeTheCLI(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	for _, step := range []struct {
		name      string
		before    func()
		resources []engine.Resource
		options   options
	}{
		{name: "create", resources: list(key("one"))},
		{name: "nothing to do", resources: list(key("one"))},
		{name: "update", resources: list(key("two"))},
		{name: "a refused update", before: func() { p.refuse(http.MethodPatch, aKey) }, resources: list(key("three"))},
		{name: "a refused destruction in a replacement", before: func() { p.refuse(http.MethodDelete, aKey) }, resources: list(key("two")), options: options{replace: keyAddress}},
		{name: "replace", resources: list(key("two")), options: options{replace: keyAddress}},
		{name: "a refused creation after the destruction", before: func() { p.refuse(http.MethodPost, allKeys) }, resources: list(key("two")), options: options{replace: keyAddress}},
		{name: "create again", resources: list(first(key("two")))},
		{name: "a refused creation before the destruction", before: func() { p.refuse(http.MethodPost, allKeys) }, resources: list(first(key("two"))), options: options{replace: keyAddress}},
		{name: "a refused destruction after the creation", before: func() { p.refuse(http.MethodDelete, aKey) }, resources: list(first(key("two"))), options: options{replace: keyAddress}},
		{name: "a deposed object waits for the current one", before: func() { p.refuse(http.MethodPatch, aKey) }, resources: list(first(key("three")))},
		{name: "a deposed object ends", resources: list(first(key("three")))},
		{name: "tainted", before: func() { p.each(func(s side, _ *acctest.Env) { s.taint(keyAddress) }) }, resources: list(first(key("three")))},
		{name: "a name that is known late", resources: list(key(engine.Late{Value: "four"}))},
		{name: "a late name that is the same", resources: list(key(engine.Late{Value: "four"}))},
		{name: "an invalid configuration", resources: list(key(""))},
		{name: "revoked outside, without refresh", before: func() { p.revoke() }, resources: list(key("four")), options: options{noRefresh: true}},
		{name: "revoked outside, refresh only", resources: list(key("four")), options: options{refreshOnly: true}},
		{name: "revoked outside", resources: list(key("four"))},
		{name: "gone outside", before: func() { p.revoke(); p.advance(31 * 24 * time.Hour) }, resources: list(key("four"))},
		{name: "gone outside and not wanted", before: func() { p.revoke(); p.advance(31 * 24 * time.Hour) }},
		{name: "create once more", resources: list(key("five"))},
		{name: "destroy with an invalid configuration", resources: list(key("")), options: options{destroy: true}},
		{name: "destroy", resources: list(key("five")), options: options{destroy: true}},
	} {
		p.step = step.name
		if step.before != nil {
			step.before()
		}
		p.run(step.resources, step.options)
	}
}

func (p *pair) revoke() {
	p.each(func(s side, e *acctest.Env) {
		e.Must(http.StatusNoContent, http.MethodDelete, "/api-keys/"+id(s, keyAddress), nil)
	})
}

func (p *pair) advance(d time.Duration) {
	for _, e := range p.envs {
		if err := e.Sandbox().Advance(d); err != nil {
			p.t.Fatal(err)
		}
	}
}

func TestAccCore_webhooksAndConsentsLikeTheCLI(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	hook := webhook(engine.Values{"url": "https://example.com/hook", "events": []string{"consent.revoked", "consent.authorized"}})
	fewer := webhook(engine.Values{"url": "https://example.com/hook", "events": []string{"consent.revoked"}, "description": "fewer", "enabled": false})
	consent := engine.Resource{Type: "openbanking_consent", Name: "c", Attributes: engine.Values{"bank_id": "erste-hr", "callback_url": "https://example.com/done"}}
	other := engine.Resource{Type: "openbanking_consent", Name: "c", Attributes: engine.Values{"bank_id": "otp-hr", "callback_url": "https://example.com/done"}}
	patient := engine.Resource{Type: "openbanking_consent", Name: "d", Attributes: engine.Values{"bank_id": "pbz-hr", "callback_url": "https://example.com/done"}}
	waiting := patient
	waiting.Attributes = maps.Clone(patient.Attributes)
	waiting.Attributes["wait_for_authorization"] = true
	for _, step := range []struct {
		name      string
		before    func()
		resources []engine.Resource
		options   options
	}{
		{name: "create", resources: list(hook, consent)},
		{name: "sets have no order", resources: list(webhook(engine.Values{"url": "https://example.com/hook", "events": []string{"consent.authorized", "consent.revoked"}}), consent)},
		{name: "update one", resources: list(fewer, consent)},
		{name: "changed outside", before: func() {
			p.each(func(s side, e *acctest.Env) {
				e.Must(http.StatusOK, http.MethodPatch, "/webhooks/"+id(s, "openbanking_webhook.w"), map[string]any{"enabled": true, "description": nil})
			})
		}, resources: list(fewer, consent)},
		{name: "a refused update beside a replacement", before: func() { p.refuse(http.MethodPatch, aWebhook) }, resources: list(hook, other)},
		{name: "a target", resources: list(hook, consent), options: options{target: "openbanking_consent.c"}},
		{name: "declined while the creation waits", before: func() {
			p.each(func(_ side, e *acctest.Env) { e.DecideNext("decline") })
		}, resources: list(hook, consent, waiting)},
		{name: "a tainted object is replaced", resources: list(hook, consent, patient)},
		{name: "another one beside", resources: list(hook, consent, key("one"))},
		{name: "forgotten and imported", before: func() {
			p.each(func(s side, _ *acctest.Env) {
				at := id(s, keyAddress)
				s.forget(keyAddress)
				if s.take(keyAddress, "key_00000000000000000000000000") {
					t.Error("something was imported that is not there")
				}
				if !s.take(keyAddress, at) {
					t.Error("the key was not imported")
				}
			})
		}, resources: list(hook, consent, key("one"))},
		{name: "removed from the configuration", resources: list(consent)},
		{name: "destroy", options: options{destroy: true, noRefresh: true}},
	} {
		p.step = step.name
		if step.before != nil {
			step.before()
		}
		p.run(step.resources, step.options)
	}
}

// TestAccCore_randomSequencesLikeTheCLI draws what happens; the seeds are fixed,
// so a failure repeats.
func TestAccCore_randomSequencesLikeTheCLI(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			p := newPair(t)
			draw := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // A sequence that repeats is the point.
			for n, step := range p.drawn(draw, 12) {
				p.step = fmt.Sprintf("step %d, %s", n, step)
			}
		})
	}
}

// drawn does one random step after the other, and yields its name before.
func (p *pair) drawn(draw *rand.Rand, steps int) iter.Seq2[int, string] {
	events := []struct {
		name string
		do   func()
	}{
		{"nothing", func() {}},
		{"a refused creation", func() { p.refuse(http.MethodPost, allKeys) }},
		{"a refused destruction", func() { p.refuse(http.MethodDelete, aKey) }},
		{"a refused update", func() { p.refuse(http.MethodPatch, aKey) }},
		{"revoked outside", func() { p.revoke() }},
		{"tainted", func() { p.each(func(s side, _ *acctest.Env) { s.taint(keyAddress) }) }},
		{"a lapse of 31 days", func() { p.advance(31 * 24 * time.Hour) }},
	}
	return func(yield func(int, string) bool) {
		for n := range steps {
			r := key([]string{"one", "two"}[draw.IntN(2)])
			r.CreateBeforeDestroy = draw.IntN(2) == 0
			var o options
			event := events[draw.IntN(len(events))]
			exists := id(p.sides[0], keyAddress) != ""
			if !exists && (event.name == "revoked outside" || event.name == "tainted") {
				event = events[0]
			}
			switch draw.IntN(6) {
			case 0:
				o.destroy = true
			case 1:
				o.noRefresh = true
			case 2, 3:
				if exists {
					o.replace = keyAddress
				}
			}
			if !yield(n, fmt.Sprintf("%s, %+v, create first: %t", event.name, o, r.CreateBeforeDestroy)) {
				return
			}
			event.do()
			p.run(list(r), o)
		}
	}
}
