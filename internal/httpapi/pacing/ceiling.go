// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package pacing

import "time"

// ceiling counts the requests of the last minute, for users who set a limit of their
// own: no 60 seconds have more requests than that. All requests under the credential
// count, those of clients without a ceiling too. The zero value has counted nothing.
type ceiling struct {
	highest int         // ceiling of any client; 0 is none
	sent    []time.Time // in the last minute, and no more than highest
}

// due returns how long the next request must wait under a ceiling of n requests
// a minute; 0 is no ceiling.
func (c *ceiling) due(n int, now time.Time) time.Duration {
	if n == 0 || len(c.sent) < n {
		return 0
	}
	return max(0, c.sent[len(c.sent)-n].Add(time.Minute).Sub(now))
}

// note counts a request that leaves now.
func (c *ceiling) note(n int, now time.Time) {
	if c.highest = max(c.highest, n); c.highest == 0 {
		return
	}
	old := max(0, len(c.sent)+1-c.highest)
	for old < len(c.sent) && now.Sub(c.sent[old]) >= time.Minute {
		old++
	}
	c.sent = append(c.sent[old:], now)
}
