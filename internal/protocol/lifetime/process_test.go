// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package lifetime_test

import (
	"context"
	"os"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/framework/orphan"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/lifetime"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/relay"
)

// stoppable is a provider that can be stopped.
type stoppable struct {
	relay.Framework

	stopped chan struct{}
}

func (s stoppable) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	close(s.stopped)
	return &tfprotov6.StopProviderResponse{}, nil
}

// lived is the process of a test, in simulated time.
type lived struct {
	*lifetime.Process

	clock   clockwork.Clock
	parent  atomic.Int64
	stopped chan struct{}
	signals chan os.Signal
	over    chan struct{} // closed when the process ends
}

// live lets a process live in simulated time.
func live(t *testing.T, test func(t *testing.T, p *lived)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &lived{clock: clockwork.NewRealClock(), stopped: make(chan struct{}), signals: make(chan os.Signal, 1), over: make(chan struct{})}
		p.Process = lifetime.NewProcess(lifetime.NewServer(stoppable{stopped: p.stopped}), p.clock, func() int { return int(p.parent.Load()) })
		go func() {
			defer close(p.over)
			p.Wait(p.signals)
		}()
		test(t, p)
		<-p.over
	})
}

// ends fails the test unless the process ends after exactly so much time.
func (p *lived) ends(t *testing.T, after time.Duration) {
	t.Helper()
	begun := p.clock.Now()
	<-p.over
	if took := p.clock.Since(begun); took != after {
		t.Errorf("it ends after %s, want %s", took, after)
	}
}

// lives fails the test if the process has ended.
func (p *lived) lives(t *testing.T) {
	t.Helper()
	synctest.Wait()
	select {
	case <-p.over:
		t.Error("it has ended")
	default:
	}
}

// TestProcess_alone proves that a process to which no CLI connects ends by itself, and
// by any signal.
func TestProcess_alone(t *testing.T) {
	t.Parallel()
	live(t, func(t *testing.T, p *lived) {
		t.Helper()
		p.ends(t, time.Minute)
	})
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		live(t, func(t *testing.T, p *lived) {
			t.Helper()
			p.signals <- signal
			p.ends(t, 0)
		})
	}
}

// TestProcess_signals proves that no signal ends a process while a CLI is connected,
// and that the end of the last connection does.
func TestProcess_signals(t *testing.T) {
	t.Parallel()
	live(t, func(t *testing.T, p *lived) {
		t.Helper()
		p.signals <- os.Interrupt // It and the connection come in the same moment.
		p.Connected()
		p.Connected()
		p.lives(t)
		select { // It may have been taken.
		case <-p.signals:
		default:
		}
		p.signals <- syscall.SIGTERM
		p.clock.Sleep(time.Hour)
		p.lives(t)
		p.Disconnected(t.Context())
		p.lives(t)
		p.Disconnected(t.Context())
		p.ends(t, 0)
		<-p.stopped
	})
}

// TestProcess_calls proves that a process whose CLI has gone waits for the calls that
// are under way, which know about it, but not for ever.
func TestProcess_calls(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ takes, want time.Duration }{
		"one that ends":   {takes: 12 * time.Second, want: 12 * time.Second},
		"one that hangs":  {takes: time.Hour, want: 30 * time.Second},
		"none any longer": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			live(t, func(t *testing.T, p *lived) {
				t.Helper()
				p.Connected()
				connection, cut := context.WithCancel(t.Context())
				call, done := p.Call(connection)
				_, other := p.Call(connection)
				other()
				if !orphan.Heard(call) {
					t.Error("nobody listens although the CLI is there")
				}
				if c.takes == 0 {
					done()
				} else {
					p.clock.AfterFunc(c.takes, done)
				}
				cut()
				if orphan.Heard(call) {
					t.Error("somebody listens although the CLI has gone")
				}
				p.Disconnected(t.Context())
				p.ends(t, c.want)
			})
		})
	}
}

// TestProcess_parentIsGone proves that a CLI which was killed does not count as
// listening, although its connection has not ended yet.
func TestProcess_parentIsGone(t *testing.T) {
	t.Parallel()
	live(t, func(t *testing.T, p *lived) {
		t.Helper()
		p.Connected()
		connection, cut := context.WithCancel(t.Context())
		call, done := p.Call(connection)
		p.parent.Store(1)
		if orphan.Heard(call) {
			t.Error("somebody listens although the CLI has gone")
		}
		done()
		cut()
		p.Disconnected(connection)
		p.ends(t, 0)
	})
}

// TestProcess_Finish proves that a CLI which asks for the end has to wait until calls
// have ended, and has ten seconds more to save their answers.
func TestProcess_Finish(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ takes, want time.Duration }{
		"nothing is under way": {},
		"a call is under way":  {takes: 3 * time.Second, want: 13 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			live(t, func(t *testing.T, p *lived) {
				t.Helper()
				p.Connected()
				if c.takes > 0 {
					_, done := p.Call(t.Context())
					p.clock.AfterFunc(c.takes, done)
				}
				begun := p.clock.Now()
				p.Finish(t.Context())
				if took := p.clock.Since(begun); took != c.want {
					t.Errorf("it takes %s, want %s", took, c.want)
				}
				<-p.stopped
				p.lives(t)
				p.Disconnected(t.Context())
				p.ends(t, 0)
			})
		})
	}
}
