// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/inprocess"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol"
)

const (
	ephemeralKey = "openbanking_api_key"
	// ttl is how long a key lives that was made for a run, unless it is renewed.
	ttl = 10 * time.Minute
)

// The steps of an ephemeral key's life that a fault strikes.
var ephemeralSteps = []string{"open", "renew", "close", "end without a close"}

// TestEphemeralMatrix strikes the life of a key that is made for a run, also one that
// the CLI does not close, and that ends with the run. Whatever happens, an open that succeeds gives a key that works, a close that does not
// complain has ended it, and after its time no key is left but the one that a person
// has made by hand, by the same name.
func TestEphemeralMatrix(t *testing.T) {
	t.Parallel()
	var cells atomic.Int64
	t.Cleanup(func() { t.Logf("%d cells", cells.Load()) })
	for _, on := range acctest.With("api_key") {
		for _, step := range ephemeralSteps {
			o := (&operation{name: step, after: with(on.Kind("api_key").Least(0), engine.Values{"name": "run"})}).is(on, "api_key")
			t.Run(on.Name+" "+step, func(t *testing.T) {
				t.Parallel()
				calls := lives(t, o, nil)
				for _, c := range cellsOf(o, calls) {
					t.Run(c.String(), func(t *testing.T) { //nolint:paralleltest // The steps keep the machine busy.
						cells.Add(1)
						lives(t, o, &c.strike)
					})
				}
			})
		}
	}
}

// lives lets a key live, with a strike of one step or without, and returns the calls
// of that step.
func lives(t *testing.T, o *operation, s *strike) (calls []call) {
	t.Helper()
	var skew time.Duration
	if s != nil {
		skew = s.skew
	}
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, o, genuine, skew)
		defer w.close()
		if w.prepared() {
			w.declare(nil)
			l := &life{world: w, strike: s, provider: inprocess.On(t, w.serve(protocol.Server("test"))).Within(w.ctx)}
			l.run()
			calls = l.calls
			w.leave()
			if s == nil || s.interrupts() && s.plan == nil {
				w.check("after the run")
			}
			w.pass(ttl + time.Minute)
			w.check("after its time")
			w.leaks()
		}
		for _, problem := range w.problems {
			t.Error(problem)
		}
	})
	return calls
}

// life is that of a key which is made for a run.
type life struct {
	*world

	strike   *strike
	provider *inprocess.Provider
	calls    []call // of the step that is looked at
}

// run opens, renews and closes, as far as it comes.
func (l *life) run() {
	if said := l.provider.Configure(inprocess.Values(l.Block(nil))); said.HasError() {
		l.problem("the provider cannot be configured: %v", said)
		return
	}
	var lease inprocess.Lease
	opened := l.step("open", func(p *inprocess.Provider) (said inprocess.Diagnostics) {
		lease, said = p.Open(ephemeralKey, inprocess.Values{"name": l.after["name"], "ttl": ttl.String()})
		return said
	})
	if !opened {
		return
	}
	id, key := fmt.Sprint(lease.Result["id"]), fmt.Sprint(lease.Result["key"])
	if there := l.live()[id]; there.Fingerprint != acctest.Fingerprint(key) {
		l.problem("the key that was opened is not the platform's: %v", there)
	}
	l.step("renew", func(p *inprocess.Provider) (said inprocess.Diagnostics) {
		_, said = p.Renew(lease)
		return said
	})
	if l.strike != nil && l.strike.killed && l.name == "renew" {
		return // Nobody is left who could close it.
	}
	if l.name == "end without a close" {
		l.step(l.name, func(*inprocess.Provider) inprocess.Diagnostics { l.leave(); return nil })
		return
	}
	// That a key could not be revoked is a warning, so nothing may be said here.
	closed := l.step("close", func(p *inprocess.Provider) inprocess.Diagnostics { return p.Close(lease) })
	if there := l.live()[id]; closed && there.ID != "" {
		l.problem("the key lives on, and nobody says so: %v", there)
	}
}

// step does one step, under the fault if it is the one that is struck, and reports
// whether all went well, without a word.
func (l *life) step(name string, do func(*inprocess.Provider) inprocess.Diagnostics) bool {
	if name != l.name {
		return len(do(l.provider)) == 0
	}
	if l.strike == nil {
		l.record()
		said := do(l.provider)
		if l.calls = l.recorded(); len(said) > 0 {
			l.problem("%s, without a fault: %v", name, said)
		}
		return len(said) == 0
	}
	ctx, cancel := l.arm(*l.strike)
	said := do(l.provider.Within(ctx))
	cancel()
	if l.strike.killed {
		said = nil // Nobody hears it.
	}
	if !l.disarm(*l.strike) {
		l.problem("the fault has not struck")
	}
	for _, d := range said {
		l.said = append(l.said, engine.Diagnostic{Summary: d.Summary, Detail: d.Detail})
	}
	return len(said) == 0 && !l.strike.killed
}
