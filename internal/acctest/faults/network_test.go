// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/acctest"
)

// networkKey is where a context has its network.
type networkKey struct{}

// TestMain has the provider's transport, which is like Go's default one, dial the
// network in memory that the context of a call names. Without one, as in the tests
// with a real CLI, it dials the real one.
func TestMain(m *testing.M) {
	if transport, ok := http.DefaultTransport.(*http.Transport); ok {
		usual := transport.DialContext
		transport.DialContext = func(ctx context.Context, kind, address string) (net.Conn, error) {
			if n, ok := ctx.Value(networkKey{}).(*network); ok {
				return n.dial(ctx)
			}
			return usual(ctx, kind, address)
		}
	}
	debug.SetGCPercent(400) // Each cell leaves a whole sandbox behind.
	acctest.Main(m)
}

// networks counts the networks of the process. Each has a port of its own on
// the loopback: requests to one address under one credential are paced together.
var networks atomic.Uint32 //nolint:gochecknoglobals // What must differ within a process is counted there.

// network is a network in memory with one server. Since nothing in it waits for
// anything outside of the process, time can be simulated around it.
type network struct {
	address  *net.TCPAddr
	arriving chan net.Conn
	closed   chan struct{}

	mu      sync.Mutex
	skip    int // how many connections are made before one is refused
	refuses int // how many are refused then
	refused int // how many were
}

func newNetwork() *network {
	n := networks.Add(1)
	return &network{
		address:  &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: int(n)},
		arriving: make(chan net.Conn), closed: make(chan struct{}),
	}
}

// refuse has connections be refused, after so many that are made.
func (n *network) refuse(skip, count int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.skip, n.refuses, n.refused = skip, count, 0
}

// refusals returns how many connections were refused since then.
func (n *network) refusals() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.refused
}

func (n *network) isRefused() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case n.refuses == 0:
		return false
	case n.skip > 0:
		n.skip--
		return false
	}
	n.refuses--
	n.refused++
	return true
}

// dial connects to the server.
func (n *network) dial(ctx context.Context) (net.Conn, error) {
	if n.isRefused() {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: n.address, Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
	ours, theirs := net.Pipe()
	select {
	case n.arriving <- conn{theirs}:
		return conn{ours}, nil
	case <-n.closed:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: n.address, Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept implements net.Listener.
func (n *network) Accept() (net.Conn, error) {
	select {
	case c := <-n.arriving:
		return c, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (n *network) Close() error {
	close(n.closed)
	return nil
}

// Addr implements net.Listener.
func (n *network) Addr() net.Addr { return n.address }

// conn is one end of a connection. The server sees that it comes from this machine,
// as the sandbox wants it.
type conn struct{ net.Conn }

// RemoteAddr implements net.Conn.
func (conn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
