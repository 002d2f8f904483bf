// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/emulated"
)

// background is what a sandbox does without being asked: it ends consents when
// their time is over, and delivers webhooks.
type background struct {
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// startBackground starts it.
func startBackground(s *Sandbox) *background {
	ctx, cancel := context.WithCancel(context.Background())
	b := &background{cancel: cancel}
	b.done.Go(func() { s.settleAll(ctx) })
	b.done.Go(func() { s.engine.Run(ctx) })
	return b
}

// stop ends it and waits for its end.
func (b *background) stop() {
	b.cancel()
	b.done.Wait()
}

// wake says that something may be due: the clock has moved, or there is a new
// message to deliver.
func (s *Sandbox) wake() {
	s.engine.Wake()
	select {
	case s.woken <- struct{}{}:
	default: // A signal is waiting already.
	}
}

// settlePause is how long settleAll waits after a failure of the database.
const settlePause = time.Minute

// settleAll ends consents when their time is over, until ctx ends. A request sees
// them ended even if it comes first: this loop is what sends the events in time.
func (s *Sandbox) settleAll(ctx context.Context) {
	for {
		next, err := s.settle(ctx)
		var due <-chan time.Time
		switch {
		case err != nil && ctx.Err() != nil:
			return
		case err != nil:
			s.options.Logger.Error("ending consents failed", "error", err)
			due = s.clock.After(settlePause)
		case !next.IsZero():
			due = s.clock.After(s.clock.Until(next))
		}
		select {
		case <-ctx.Done():
			return
		case <-s.woken:
		case <-due:
		}
	}
}

// settle has every platform do what is due, and returns when there is something to
// do next, or the zero time.
func (s *Sandbox) settle(ctx context.Context) (next time.Time, err error) {
	for _, p := range s.platforms {
		settler, ok := p.Service.(emulated.Settler)
		if !ok {
			continue
		}
		at, failed := settler.Settle(ctx)
		err = errors.Join(err, failed)
		if next.IsZero() || (!at.IsZero() && at.Before(next)) {
			next = at
		}
	}
	return next, err
}
