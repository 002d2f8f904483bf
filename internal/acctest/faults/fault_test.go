// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest/engine"
)

// requestTimeout is the provider's own, which is the default.
const requestTimeout = 30 * time.Second

// fault is one way in which a call, or a run, goes wrong.
type fault struct {
	name string
	// plan is what the sandbox's control plans; nil for nothing.
	plan map[string]any
	// commits says that the platform does what was asked, of which nobody hears. For
	// a call that changes nothing it makes no difference.
	commits bool
	// again says that for a call that changes nothing it is the same as another one.
	again bool
	// lasts says that it strikes every time, which the provider answers by asking
	// again; once says that it strikes once. Both is both.
	lasts, once bool
	// looks says that a call which only looks is struck by it too, where it is one of
	// several.
	looks bool
	// alike says that the provider cannot tell it from another one.
	alike bool
	// late has the platform do what was asked although its client has given up.
	late bool
	// refused has connections be refused.
	refused bool
	// signal interrupts the run, in the midst of the call: it reaches the CLI, which asks
	// the provider to stop, and the provider's process.
	signal os.Signal
	// killed ends the connection with the CLI in the midst of the call.
	killed bool
	// skew is by how much the platform's clock is off, all the time.
	skew time.Duration
}

// planned is a fault of the sandbox's.
func planned(name, kind string, commits bool, more map[string]any) fault {
	plan := merged(more, map[string]any{"kind": kind})
	_, after := plan["after"]
	return fault{name: name, plan: plan, commits: commits, again: after || kind == "reset_after" || kind == "non_json", lasts: true}
}

// faults are all of them.
func faults() []fault {
	late := map[string]any{"latency": (2 * requestTimeout).String()}
	after := map[string]any{"after": true}
	all := []fault{
		{name: "connection refused", refused: true, lasts: true, once: true},
		planned("reset before", "reset_before", false, nil),
		planned("reset after", "reset_after", true, nil),
		planned("timeout before", "latency", false, late),
		planned("timeout after", "latency", true, merged(late, after)),
		planned("429", "status", false, map[string]any{"status": http.StatusTooManyRequests}),
		planned("truncated body", "truncate", true, nil),
		planned("HTML in place of the platform", "status", false, map[string]any{"status": http.StatusOK, "body": "<!doctype html><title>Sign in</title>"}),
		planned("HTML after", "non_json", true, nil),
		planned("wrong content type", "content_type", true, nil),
		planned("error envelope before", "error_envelope", false, nil),
		planned("error envelope after", "error_envelope", true, after),
		planned("slow trickle", "trickle", true, map[string]any{"latency": "1s"}),
	}
	for _, status := range []int{http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout} {
		plan := map[string]any{"status": status}
		all = append(all,
			planned(strconv.Itoa(status)+" before", "status", false, plan),
			planned(strconv.Itoa(status)+" after", "status", true, merged(plan, after)))
	}
	belated := planned("timeout, done late", "latency", true, late)
	belated.late, belated.again, belated.once = true, true, true
	all = append(all, belated)
	for i, f := range all {
		switch f.name {
		case "HTML in place of the platform", "HTML after", "wrong content type", "error envelope before", "error envelope after":
			all[i].lasts, all[i].once = false, true // Nobody asks again.
		case "reset after", "429":
			all[i].once = true
		}
		all[i].alike = strings.HasPrefix(f.name, "500") || strings.HasPrefix(f.name, "502") || strings.HasPrefix(f.name, "504")
		all[i].looks = f.name == "HTML in place of the platform" || f.name == "timeout before" || f.name == "truncated body"
	}
	for _, f := range []fault{
		planned("date an hour ahead", "date", true, map[string]any{"shift": "1h"}),
		planned("date an hour behind", "date", true, map[string]any{"shift": "-1h"}),
		{name: "platform an hour ahead", skew: time.Hour},
		{name: "platform an hour behind", skew: -time.Hour},
		{name: "SIGINT before", signal: os.Interrupt},
		{name: "SIGINT after", signal: os.Interrupt, commits: true, again: true},
		{name: "SIGINT, hung before", signal: os.Interrupt, looks: true, plan: merged(late, map[string]any{"kind": "latency"})},
		{name: "SIGINT, hung after", signal: os.Interrupt, commits: true, again: true, plan: merged(late, after, map[string]any{"kind": "latency"})},
		{name: "SIGTERM before", signal: syscall.SIGTERM, looks: true},
		{name: "SIGTERM after", signal: syscall.SIGTERM, commits: true, again: true},
		{name: "end of connection before", killed: true, looks: true},
		{name: "end of connection after", killed: true, commits: true, again: true},
		{name: "end of connection, hung after", killed: true, commits: true, again: true, plan: merged(late, after, map[string]any{"kind": "latency"})},
	} {
		f.lasts, f.once = false, true
		all = append(all, f)
	}
	return all
}

// merged puts plans together.
func merged(plans ...map[string]any) map[string]any {
	all := map[string]any{}
	for _, p := range plans {
		maps.Copy(all, p)
	}
	return all
}

// forever is more often than any run asks.
const forever = 1000

// strike is a fault that strikes a call of an operation, counted from 0.
type strike struct {
	fault

	call     int
	persists bool // until the run ends
}

// arm plans the strike, and returns the run's context.
func (w *world) arm(s strike) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(w.ctx)
	count := 1
	if s.persists {
		count = forever
	}
	if s.plan != nil {
		// By path, so that the control itself is not struck.
		w.Control(http.MethodPost, "faults", merged(s.plan, map[string]any{"skip": s.call, "count": count}))
	}
	w.late.Store(s.late)
	if s.refused {
		w.network.refuse(s.call, count)
	}
	if s.interrupts() {
		w.interrupt = &interrupt{at: s.call, after: s.commits && s.plan == nil, hung: s.plan != nil, clock: w.clock, strike: func() {
			if s.killed {
				cancel(engine.ErrKilled)
				w.process.kill(w.ctx)
				return
			}
			w.process.signals <- s.signal
			cancel(nil)
		}}
	}
	w.record()
	return ctx, func() { cancel(nil) }
}

// interrupts reports whether the fault is one of the run itself.
func (f fault) interrupts() bool { return f.killed || f.signal != nil }

// disarm ends the fault, and reports whether it has struck.
func (w *world) disarm(s strike) bool {
	w.recorded()
	w.late.Store(false)
	struck := true
	if s.refused {
		struck = w.network.refusals() > 0
		w.network.refuse(0, 0)
	}
	if s.plan != nil {
		left := int64(0)
		planned, _ := w.Control(http.MethodGet, "faults", nil)["faults"].([]any)
		for _, f := range planned {
			fault, _ := f.(map[string]any)
			count, _ := fault["count"].(json.Number)
			times, _ := count.Int64()
			left += times
		}
		struck = left < forever && (s.persists || left == 0)
		w.Control(http.MethodDelete, "faults", nil)
	}
	if s.interrupts() {
		struck = struck && w.interrupt.struck
		w.interrupt = nil
	}
	if s.skew != 0 {
		struck = w.Sandbox().Now().Sub(w.clock.Now()).Round(time.Minute) == s.skew+w.passed
	}
	return struck
}
