// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package tok

import (
	"sync"
	"time"
)

// nextLapse remembers when the next consent ends by time alone, so that requests
// need not ask the database. It may be early, never late: it is changed only
// within transactions of the database, which run one at a time. Its zero value is
// reached at once.
type nextLapse struct {
	mu    sync.Mutex
	known bool
	at    time.Time // The zero time for never.
}

// set stores what the database says.
func (n *nextLapse) set(at time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.known, n.at = true, at
}

// forget makes the next request ask the database.
func (n *nextLapse) forget() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.known = false
}

// add notes that a consent ends at the instant.
func (n *nextLapse) add(at time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.at.IsZero() || at.Before(n.at) {
		n.at = at
	}
}

// reached tells whether the instant may have come.
func (n *nextLapse) reached(now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return !n.known || (!n.at.IsZero() && !n.at.After(now))
}
