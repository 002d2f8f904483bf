// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// PagesAhead is [Pages] for a list that is wanted to its end: while the consumer
// works on a page, the next one is already on its way, but never more than that.
// It returns when nothing is under way any more.
func PagesAhead[P any](ctx context.Context, fetch Fetch[P]) iter.Seq2[P, error] {
	return func(yield func(P, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		a := &ahead[P]{ctx: ctx, fetch: fetch, asked: cursors{}}
		defer a.running.Wait()
		defer cancel()
		walk(ctx, yield, a.page)
	}
}

// ahead fetches the page that the consumer waits for or works on, and the one
// after it.
type ahead[P any] struct {
	ctx     context.Context //nolint:containedctx // It ends with the one loop that it was made for.
	fetch   Fetch[P]
	running sync.WaitGroup

	mu       sync.Mutex
	asked    cursors // that were fetched
	present  *fetching[P]
	upcoming *fetching[P] // nil as long as it is not known
}

// fetching is a page that is under way.
type fetching[P any] struct {
	cursor string
	drop   context.CancelFunc
	done   chan struct{}
	follow string // its next cursor, told while it was not the present page yet

	// What came of it, once done is closed.
	page P
	next string
	err  error
}

// page returns a page, and makes it the present one.
func (a *ahead[P]) page(cursor string) (P, string, error) {
	a.mu.Lock()
	a.present, a.upcoming = a.upcoming, nil
	if a.present != nil && a.present.cursor != cursor {
		a.present.drop() // It was asked for in vain.
		a.present = nil
	}
	if a.present == nil {
		a.asked.add(cursor)
		a.present = a.start(cursor)
	}
	present := a.present
	a.precede(present.follow)
	a.mu.Unlock()
	<-present.done
	a.told(present, present.next)
	return present.page, present.next, present.err
}

// start fetches a page. The caller holds the lock.
func (a *ahead[P]) start(cursor string) *fetching[P] {
	ctx, drop := context.WithCancel(a.ctx)
	f := &fetching[P]{cursor: cursor, drop: drop, done: make(chan struct{})}
	a.running.Go(func() {
		defer close(f.done)
		defer drop()
		f.page, f.next, f.err = a.fetch(ctx, cursor, func(next string) { a.told(f, next) })
	})
	return f
}

// told begins with the page after the present one, and takes a note where it is
// about a later page. Who tells has work to do, which can wait until the request
// is out: with few processors it would keep the request waiting.
func (a *ahead[P]) told(f *fetching[P], next string) {
	a.mu.Lock()
	if f == a.present {
		a.precede(next)
	} else {
		f.follow = next
	}
	a.mu.Unlock()
	runtime.Gosched()
}

// precede begins with the upcoming page, if there is one that is new. The caller
// holds the lock.
func (a *ahead[P]) precede(next string) {
	if next != "" && len(next) <= maxCursor && a.upcoming == nil && a.ctx.Err() == nil && a.asked.add(next) {
		a.upcoming = a.start(next)
	}
}
