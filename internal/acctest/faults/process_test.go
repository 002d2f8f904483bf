// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"os"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/lifetime"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
)

// longestEnd is how long a process may take to end once the CLI has gone: ten seconds
// for a write that was under way, and as much and five for its undoing.
const longestEnd = 30 * time.Second

// process is that of a provider to which the run's CLI is connected.
type process struct {
	*lifetime.Process

	signals chan os.Signal
	over    chan struct{} // closed when it has ended
	killed  atomic.Bool   // the CLI was
}

// kill kills the CLI.
func (p *process) kill(ctx context.Context) {
	p.killed.Store(true)
	p.Disconnected(ctx)
}

// serve begins a phase of a run, which has a process of its own, by the end of the one
// before.
func (w *world) serve(server *lifetime.Server) tfprotov6.ProviderServer {
	w.leave()
	w.process = &process{Process: lifetime.NewProcess(server, w.clock, func() int { return 1 }), signals: make(chan os.Signal, 1), over: make(chan struct{})}
	w.process.Connected()
	go func(p *process) {
		defer close(p.over)
		p.Wait(p.signals)
	}(w.process)
	return relay.Server(server, relay.Hooks{Context: func(ctx context.Context, _ any) (context.Context, func()) { return w.process.Call(ctx) }})
}

// leave ends a phase as a CLI does: it asks for the end and leaves, after which the
// process has to end. One that was killed has left already.
func (w *world) leave() {
	if w.process == nil {
		return
	}
	left := w.clock.Now()
	if !w.process.killed.Load() {
		w.clock.Sleep(time.Millisecond) // Simulated time passes when nothing moves any more.
		select {
		case <-w.process.over:
			w.problem("the process has ended while the CLI was connected")
		default:
		}
		w.process.Finish(w.ctx)
		w.process.Disconnected(w.ctx)
	}
	<-w.process.over
	if took := w.clock.Since(left); took > longestEnd {
		w.problem("the process took %s to end", took)
	}
	w.process = nil
}
