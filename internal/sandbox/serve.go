// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// shutdownGrace is how long Serve waits for the requests under way.
const shutdownGrace = 5 * time.Second

// maxHeader is how many bytes a request's line and headers may have, a long URL
// and a credential by far included.
const maxHeader = 64 << 10

// Serve answers requests on the listener until ctx ends. Then it lets the
// requests under way finish and returns nil. It closes the listener, not the
// sandbox.
func (s *Sandbox) Serve(ctx context.Context, l net.Listener) error {
	s.engine.Serves(l.Addr())
	unused := newUnusedConnections()
	server := &http.Server{
		Handler:           s.handler,
		ConnState:         unused.track,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		MaxHeaderBytes:    maxHeader,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(s.options.Logger.Handler(), slog.LevelDebug),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	select {
	case err := <-served:
		return fmt.Errorf("serving on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	unused.close()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		return errors.Join(fmt.Errorf("some requests did not finish within %s: %w", shutdownGrace, err), server.Close())
	}
	return nil
}

// unusedConnections are those that clients opened and sent nothing on yet, as
// browsers and connection pools do. Shutdown would wait for them in vain.
type unusedConnections struct {
	mu     sync.Mutex
	open   map[net.Conn]struct{}
	closed bool
}

func newUnusedConnections() *unusedConnections {
	return &unusedConnections{open: map[net.Conn]struct{}{}}
}

// track follows a connection's life, as http.Server's ConnState.
func (u *unusedConnections) track(c net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(u.open, c)
	case u.closed:
		_ = c.Close()
	default:
		u.open[c] = struct{}{}
	}
}

// close ends the unused connections, and those still to come.
func (u *unusedConnections) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.closed = true
	for c := range u.open {
		_ = c.Close()
	}
}
