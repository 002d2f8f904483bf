// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package lifetime decides when the provider's process ends, and what it does before.
// The process lives as long as a CLI is connected: a signal that is sent to all
// processes of a run reaches the CLI too, which ends the run and then its providers.
// Before the end, writes that are under way are finished, and what nobody holds is
// undone: an object whose id no CLI has heard of, a key that was made for a run.
package lifetime

import (
	"context"
	"os"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/orphan"
)

const (
	// startup is how long a CLI may take to connect. It does so at once.
	startup = time.Minute
	// finishing is how long calls may take to come to an end: ten seconds for a write
	// that was interrupted, and as much and the [extra] for its undoing.
	finishing = 30 * time.Second
	// settling is how long a CLI has to save the answers to calls that were under way
	// when it asked for the end, as it does after a second interrupt. It does not say
	// when it has, and leaves half a state file if it ends while it writes.
	settling = 10 * time.Second
)

// Process is that of a provider.
type Process struct {
	server   *Server
	clock    clockwork.Clock
	parent   func() int
	cli      int           // the parent at the start
	met      chan struct{} // closed once a CLI has connected
	finished chan struct{} // closed once all is done
	over     chan struct{} // closed then, when the last CLI has left
	meet     func()        // closes met
	end      func()        // closes over

	mu          sync.Mutex // guards what follows
	finishing   bool
	connections int
	calls       int
	idle        chan struct{} // closed while there are no calls
}

// NewProcess returns the process of a server, to which nobody is connected yet. Its
// parent, such as [os.Getppid] returns it, is the CLI.
func NewProcess(server *Server, clock clockwork.Clock, parent func() int) *Process {
	p := &Process{
		server: server, clock: clock, parent: parent, cli: parent(),
		met: make(chan struct{}), finished: make(chan struct{}), over: make(chan struct{}), idle: make(chan struct{}),
	}
	p.meet, p.end = sync.OnceFunc(func() { close(p.met) }), sync.OnceFunc(func() { close(p.over) })
	close(p.idle)
	return p
}

// Wait returns when the process has to end: when the last CLI has left, or, before the
// first has come, at a signal or after a minute.
func (p *Process) Wait(signals <-chan os.Signal) {
	select {
	case <-p.met:
	case <-signals:
	case <-p.clock.After(startup):
	}
	select {
	case <-p.met: // Perhaps in the same moment.
		<-p.over
	default:
	}
}

// Connected notes that a CLI has connected.
func (p *Process) Connected() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.connections++
	p.meet()
}

// Disconnected notes that a connection has ended, whose calls have then been
// cancelled. After the last one the process ends: the CLI has.
func (p *Process) Disconnected(ctx context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.connections--
	if p.connections > 0 {
		return
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	go func() {
		p.Finish(gone)
		p.end()
	}()
}

// Call notes that a call is under way, until the function that it returns is called.
// The context of the call is one by which the server knows whether the CLI still
// listens.
func (p *Process) Call(ctx context.Context) (context.Context, func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.calls == 0 {
		p.idle = make(chan struct{})
	}
	p.calls++
	return orphan.WithCaller(ctx, func() bool { return p.listens(ctx) }), p.called
}

// listens reports whether the CLI that has made a call is still there. It is the
// parent of this process, which the system gives another one when the CLI is killed:
// at once, while the end of the connection takes its time to be noticed.
func (p *Process) listens(call context.Context) bool {
	return call.Err() == nil && p.parent() == p.cli
}

func (p *Process) called() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls--
	if p.calls == 0 {
		close(p.idle)
	}
}

// Finish stops what is under way, waits for its end, and closes what is still open. It
// is for the CLI to ask for, which has left when the context is over.
func (p *Process) Finish(ctx context.Context) {
	p.mu.Lock()
	first := !p.finishing
	p.finishing = true
	p.mu.Unlock()
	if !first {
		<-p.finished
		return
	}
	defer close(p.finished)
	_, _ = p.server.StopProvider(context.WithoutCancel(ctx), &tfprotov6.StopProviderRequest{}) // It cannot fail.
	p.settle(ctx)
	p.server.CloseAll() //nolint:contextcheck // What is open has contexts of its own.
}

// settle waits for the calls that are under way, and then for a CLI that is still
// there.
func (p *Process) settle(ctx context.Context) {
	p.mu.Lock()
	idle, busy := p.idle, p.calls > 0
	p.mu.Unlock()
	if !busy {
		return
	}
	select {
	case <-idle:
	case <-p.clock.After(finishing):
	}
	select {
	case <-ctx.Done():
	case <-p.clock.After(settling):
	}
}
