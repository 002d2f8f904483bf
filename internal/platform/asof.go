// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"fmt"
	"sync/atomic"
	"time"
)

// AsOf is what a platform's clock showed when it said something. What is due is
// decided by it.
type AsOf struct {
	// Said is by the platform's own word; zero where it did not say.
	Said time.Time
	// Machine is this machine's clock then, where the two are so far apart that the
	// platform's is not believed, and else zero.
	Machine time.Time
}

// Time is the time to decide by; zero where there is none that can be believed.
func (a AsOf) Time() time.Time {
	if !a.Machine.IsZero() {
		return time.Time{}
	}
	return a.Said
}

// Doubt says, as a clause, why there is no time to decide by; "" where there is one.
func (a AsOf) Doubt() string {
	switch {
	case a.Said.IsZero():
		return "the platform's answer has no Date header that can be read"
	case !a.Machine.IsZero():
		return fmt.Sprintf("the platform's clock says %s and this machine's says %s, more than a day apart",
			a.Said.UTC().Format(time.RFC3339), a.Machine.UTC().Format(time.RFC3339))
	}
	return ""
}

// Doubts remembers which doubts a run has been told of.
type Doubts struct{ missing, wrong atomic.Bool }

// Tell reports whether there is a doubt that nobody has been told of yet, and counts
// it as told.
func (d *Doubts) Tell(a AsOf) bool {
	switch {
	case a.Said.IsZero():
		return d.missing.CompareAndSwap(false, true)
	case !a.Machine.IsZero():
		return d.wrong.CompareAndSwap(false, true)
	}
	return false
}
