// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bulk

import (
	"context"
	"iter"
	"sync"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

const (
	// ahead is how many pages more than reads may be read.
	ahead = 2
	// patience is how many lists may fail before no more are tried. One is not
	// enough: a fault may pass, and a cursor ends when the platform forgets it.
	patience = 2
)

// lister begins a list, which is read as its items are asked for.
type lister[T any] func(ctx context.Context) iter.Seq2[T, error]

// shared answers the reads of one type, from lists where that pays.
type shared[T any] struct {
	ctx   context.Context //nolint:containedctx // That of the connection, which the lists belong to.
	get   func(ctx context.Context, id string) (T, error)
	id    func(T) string
	lists []lister[T] // one after the other, each with what those before have not

	mu      sync.Mutex // guards what follows; never held during a call
	asked   int        // reads of a refresh
	pages   int        // pages that were begun
	failed  int        // lists that failed
	writing int        // writes that are under way
	writes  int        // writes that were begun

	known   map[string]*T // what was listed, by id; nil for what was asked for
	ended   int           // lists that were read to their ends
	listing *listing[T]   // the one after those, if it was begun
	turning *page         // its next page, while that is read
}

// page is one page on its way, for all that wait for it.
type page struct {
	done    chan struct{} // closed when nobody has to wait any more
	waiting int           // readers that wait
	failed  bool          // by done: that the list failed
}

func share[T any](ctx context.Context, get func(context.Context, string) (T, error), id func(T) string, lists ...lister[T]) *shared[T] {
	return &shared[T]{ctx: ctx, get: get, id: id, lists: lists, known: map[string]*T{}}
}

// read returns an object, from the lists where ctx is that of a refresh and they
// have it.
func (s *shared[T]) read(ctx context.Context, id string) (T, error) {
	if platform.IsRefresh(ctx) {
		if found, ok := s.find(ctx, id); ok {
			return found, nil
		}
	}
	return s.get(ctx, id)
}

// find returns an object that the lists have. Whatever comes of it, who asks
// again wants to know what has changed, and is not answered from them.
func (s *shared[T]) find(ctx context.Context, id string) (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	var found *T
	if s.asked > 1 {
		found = s.look(ctx, id)
	}
	s.known[id] = nil
	if found == nil {
		var none T
		return none, false
	}
	return *found, true
}

// look reads on until the object is there. It gives up, with nil, where that does
// not pay, and whenever a write comes between.
func (s *shared[T]) look(ctx context.Context, id string) *T {
	for began := s.writes; s.writes == began && s.writing == 0 && ctx.Err() == nil; {
		if found, listed := s.known[id]; listed {
			return found
		}
		if s.turning == nil && !s.turn() {
			return nil
		}
		if !s.wait(ctx, s.turning) {
			return nil
		}
	}
	return nil
}

// turn begins to read the next page, if it pays.
func (s *shared[T]) turn() bool {
	if s.ended == len(s.lists) || s.failed >= patience || s.pages >= s.asked+ahead {
		return false
	}
	if s.listing == nil {
		s.listing = begin(s.ctx, s.lists[s.ended])
	}
	s.pages++
	s.turning = &page{done: make(chan struct{})}
	go s.add(s.listing, s.turning)
	return true
}

// wait lets go of the lock until the page is there or ctx ends, and reports
// whether it is there. A page for which nobody waits any more is not read on.
func (s *shared[T]) wait(ctx context.Context, p *page) bool {
	p.waiting++
	s.mu.Unlock()
	select {
	case <-p.done:
	case <-ctx.Done():
	}
	s.mu.Lock()
	p.waiting--
	if p.waiting == 0 && s.turning == p {
		s.abandon()
	}
	return !p.failed
}

// add reads a page and takes over what is on it, unless it was abandoned
// meanwhile.
func (s *shared[T]) add(from *listing[T], p *page) {
	items, more, err := from.page()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turning != p {
		from.end()
		return
	}
	for _, item := range items {
		// What was asked for stays so when a list shows it later.
		if before, listed := s.known[s.id(item)]; !listed || before != nil {
			s.known[s.id(item)] = &item
		}
	}
	s.turning = nil
	if err != nil {
		if s.failed++; platform.KindOf(err) == platform.KindListTooLong {
			s.failed = patience // Another list would be as long.
		}
		p.failed = true
		tflog.Debug(from.ctx, "A list could not be read; what it would have had is read one by one.", map[string]any{"error": err.Error()})
	}
	if !more {
		from.end()
		s.listing = nil
		if err == nil {
			s.ended++
		}
	}
	close(p.done)
}

// write is to be called before a write, and what it returns after it. All that
// was listed before may not be so any more.
func (s *shared[T]) write() (written func(*error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writing++
	s.writes++
	clear(s.known)
	s.ended = 0
	s.abandon()
	return s.written
}

// written ends a write. One that may still happen leaves nothing to list: a page
// could be older than it.
func (s *shared[T]) written(err *error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writing--
	if platform.IsOutcomeUnknown(*err) {
		s.failed = patience
	}
}

// abandon ends the list that is being read. Who waits for its next page waits no
// longer.
func (s *shared[T]) abandon() {
	switch {
	case s.turning != nil:
		s.listing.cancel() // Whoever reads the page ends the rest.
		close(s.turning.done)
	case s.listing != nil:
		s.listing.end()
	}
	s.listing, s.turning = nil, nil
}
