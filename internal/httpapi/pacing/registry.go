// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing

import (
	"crypto/sha256"
	"encoding/binary"
	"io"
	"runtime"
	"sync"
	"time"
	"weak"

	"github.com/jonboulle/clockwork"
)

// limiters are those of the process. A platform counts by credential and not by
// client, so two provider blocks with the same key must share one.
var limiters registry

// For returns the limiter of the user of the credentials at the base URL, and begins
// a run: failures of an earlier one may be over. Calls give up together where none
// has succeeded for as long as the patience, or a minute if that is longer. Clients
// that wait by different clocks get different limiters.
func For(base string, credentials []string, clock clockwork.Clock, patience time.Duration) *Limiter {
	l := limiters.get(accountOf(base, credentials, clock))
	now := clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bucket.patience = max(l.bucket.patience, patience)
	l.bucket.still = Standstill{fine: now}
	return l
}

// registry finds the limiter of a credential. It keeps none alive, since the protocol
// never says when a provider is done with one: a limiter goes with the last client
// that has it. The zero value is empty.
type registry struct {
	mu    sync.Mutex
	known map[account]weak.Pointer[Limiter]
}

// account identifies a user of a platform, without the credential itself. Clients
// that wait by different clocks cannot wait for each other.
type account struct {
	id    [sha256.Size]byte
	clock clockwork.Clock
}

func accountOf(base string, credentials []string, clock clockwork.Clock) account {
	hash := sha256.New()
	for _, part := range append([]string{base}, credentials...) {
		_ = binary.Write(hash, binary.BigEndian, uint64(len(part))) // A hash takes everything.
		_, _ = io.WriteString(hash, part)
	}
	return account{id: [sha256.Size]byte(hash.Sum(nil)), clock: clock}
}

// get returns the account's limiter, a new one if no client has one.
func (r *registry) get(a account) *Limiter {
	r.mu.Lock()
	defer r.mu.Unlock()
	if l := r.known[a].Value(); l != nil {
		return l
	}
	l := newLimiter(a.clock)
	if r.known == nil {
		r.known = map[account]weak.Pointer[Limiter]{}
	}
	r.known[a] = weak.Make(l)
	runtime.AddCleanup(l, r.forget, a)
	return l
}

// forget drops an account whose limiter is gone, unless it has a new one.
func (r *registry) forget(a account) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known[a].Value() == nil {
		delete(r.known, a)
	}
}
