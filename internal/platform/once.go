// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"context"
	"sync"
)

// Once asks a question until it is answered, and then never again. Those who come
// while it is asked wait for the answer, and share an error too: each of a hundred
// reads that waits for a platform which is down would else spend all its retries on
// the same question, one read after the other. Who comes later asks again.
type Once[T any] struct {
	ask func(context.Context) (T, error)

	mu   sync.Mutex
	last *asking[T] // under way, or answered
}

// asking is one time that the question is asked.
type asking[T any] struct {
	done   chan struct{} // closed at its end; what follows is written before
	answer T
	err    error
	own    bool // the error is about who asked, and not about the question
}

// NewOnce returns a question that has not been asked yet.
func NewOnce[T any](ask func(context.Context) (T, error)) *Once[T] { return &Once[T]{ask: ask} }

// Get returns the answer, or the error with which asking for it ended, or that of
// the context.
func (o *Once[T]) Get(ctx context.Context) (T, error) {
	for {
		a, mine := o.join()
		if mine {
			return o.lead(ctx, a)
		}
		select {
		case <-a.done:
		case <-ctx.Done():
			var none T
			return none, ctx.Err()
		}
		if !a.own {
			return a.answer, a.err
		}
	}
}

// join returns the asking to wait for, or a new one for the caller to lead.
func (o *Once[T]) join() (a *asking[T], mine bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.last == nil {
		o.last, mine = &asking[T]{done: make(chan struct{}), own: true}, true
	}
	return o.last, mine
}

// lead asks, and lets the others know. That the caller was interrupted, or had only
// so much time, is no answer for those who wait.
func (o *Once[T]) lead(ctx context.Context, a *asking[T]) (T, error) {
	defer close(a.done)
	defer func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		if a.err != nil || a.own {
			o.last = nil
		}
	}()
	answer, err := o.ask(ctx)
	_, limited := ctx.Deadline()
	a.answer, a.err, a.own = answer, err, err != nil && (limited || ctx.Err() != nil)
	return answer, err
}
