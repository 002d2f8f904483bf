// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"crypto/sha256"
	"encoding/binary"
	"io"
	"runtime"
	"sync"
	"weak"

	"github.com/jonboulle/clockwork"
)

// realClock is the machine's clock. All clients that wait by it have the same.
var realClock = clockwork.NewRealClock()

// governors are those of the process. A platform counts by credential and not
// by client, so two provider blocks with the same key must share one.
var governors registry

// registry finds the governor of a credential. It keeps none alive: a governor
// goes with the last client that has it. The zero value is empty.
type registry struct {
	mu    sync.Mutex
	known map[account]weak.Pointer[governor]
}

// account is whose requests a governor paces. The credential itself is not in
// it. Clients that wait by different clocks cannot wait for each other.
type account struct {
	id    [sha256.Size]byte
	clock clockwork.Clock
}

// accountOf names the user of the credentials at the base URL.
func accountOf(base string, secrets []string, clock clockwork.Clock) account {
	hash := sha256.New()
	for _, part := range append([]string{base}, secrets...) {
		_ = binary.Write(hash, binary.BigEndian, uint64(len(part))) // A hash takes everything.
		_, _ = io.WriteString(hash, part)
	}
	return account{id: [sha256.Size]byte(hash.Sum(nil)), clock: clock}
}

// get returns the account's governor, a new one if no client has one.
func (r *registry) get(a account) *governor {
	r.mu.Lock()
	defer r.mu.Unlock()
	if g := r.known[a].Value(); g != nil {
		return g
	}
	g := newGovernor(a.clock)
	if r.known == nil {
		r.known = map[account]weak.Pointer[governor]{}
	}
	r.known[a] = weak.Make(g)
	runtime.AddCleanup(g, r.forget, a)
	return g
}

// forget drops an account whose governor is gone, unless it has a new one.
func (r *registry) forget(a account) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known[a].Value() == nil {
		delete(r.known, a)
	}
}
