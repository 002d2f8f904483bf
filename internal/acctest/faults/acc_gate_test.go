// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
)

// gate keeps the answers to creates back while it is closed, and then cuts the
// connection.
type gate struct {
	closed  atomic.Bool
	once    sync.Once
	arrived chan struct{} // closed when the first create is done
	proceed chan struct{} // to be closed when its connection is to be cut
}

func (g *gate) close() { g.closed.Store(true) }

func (g *gate) open() { g.closed.Store(false) }

// wrap puts the gate around a platform.
func (g *gate) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !g.closed.Load() || r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/api-keys") {
			next.ServeHTTP(rw, r)
			return
		}
		next.ServeHTTP(httptest.NewRecorder(), r)
		g.once.Do(func() { close(g.arrived) })
		select {
		case <-g.proceed:
		case <-r.Context().Done():
		}
		panic(http.ErrAbortHandler)
	})
}
