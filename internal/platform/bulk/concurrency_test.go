// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bulk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// TestConcurrent_onePageForAll proves that all readers wait for the same page.
func TestConcurrent_onePageForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSource(100)
		on := s.shares(t)
		mustRead(t, s, on, name(0))
		release := make(chan struct{})
		s.turned = func(context.Context, int) error { <-release; return nil }
		var readers sync.WaitGroup
		for _, id := range span(1, 100) {
			readers.Go(func() { mustRead(t, s, on, id) })
		}
		synctest.Wait()
		wantRequests(t, s, "1 pages, 1 gets")
		close(release)
		readers.Wait()
		wantRequests(t, s, "1 pages, 1 gets")
	})
}

// TestConcurrent_tenAtATime reads as the CLIs do: in no order, ten at a time.
func TestConcurrent_tenAtATime(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		there, managed int
		pages, gets    int // at most
	}{
		{1000, 1000, 10, 1},
		{300, 300, 3, 1},
		{10_000, 10, 12, 10},
	} {
		t.Run(fmt.Sprintf("%d of %d", test.managed, test.there), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSource(test.there)
				// A page comes once all readers wait for it.
				s.turned = func(context.Context, int) error {
					synctest.Wait()
					return nil
				}
				on := s.shares(t)
				ids := make(chan string)
				var readers sync.WaitGroup
				for range 10 {
					readers.Go(func() {
						for id := range ids {
							mustRead(t, s, on, id)
						}
					})
				}
				for _, id := range shuffled(span(0, test.managed)) {
					ids <- id
				}
				close(ids)
				readers.Wait()
				if s.pages > test.pages || len(s.gets) > test.gets {
					t.Errorf("asked for %s, want at most %d and %d", s.requests(), test.pages, test.gets)
				}
			})
		})
	}
}

// TestConcurrent_cancelled proves that a reader goes alone, and that a page for
// which nobody waits is not read on.
func TestConcurrent_cancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSource(100)
		on := s.shares(t)
		mustRead(t, s, on, name(0))
		release := make(chan struct{})
		s.turned = func(ctx context.Context, _ int) error {
			select {
			case <-release:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		outcome := make(chan error, 1)
		read := func(id string) context.CancelFunc {
			ctx, cancel := context.WithCancel(refreshed(t))
			go func() { _, err := on.read(ctx, id); outcome <- err }()
			synctest.Wait()
			return cancel
		}
		first, second := read(name(1)), read(name(2))
		first() // It began the page.
		if err := <-outcome; !errors.Is(err, context.Canceled) {
			t.Errorf("the first reader ends with %v", err)
		}
		third := read(name(3))
		defer third()
		wantRequests(t, s, "1 pages, 1 gets")
		second()
		if err := <-outcome; !errors.Is(err, context.Canceled) {
			t.Errorf("the second reader ends with %v", err)
		}
		synctest.Wait()
		close(release)
		if err := <-outcome; err != nil {
			t.Errorf("the third reader ends with %v", err)
		}
		wantRequests(t, s, "1 pages, 1 gets")
	})
	synctest.Test(t, func(t *testing.T) {
		s := newSource(100)
		on := s.shares(t)
		mustRead(t, s, on, name(0))
		ended := false
		s.turned = func(ctx context.Context, page int) error {
			if page > 1 {
				return nil
			}
			<-ctx.Done()
			ended = true
			return ctx.Err()
		}
		ctx, cancel := context.WithCancel(refreshed(t))
		go func() {
			synctest.Wait()
			cancel()
		}()
		if _, err := on.read(ctx, name(1)); !errors.Is(err, context.Canceled) {
			t.Errorf("the reader ends with %v", err)
		}
		synctest.Wait()
		if !ended {
			t.Error("the page is read on")
		}
		// It is no fault of the list.
		mustRead(t, s, on, span(2, 20)...)
		wantRequests(t, s, "2 pages, 1 gets")
	})
}

// TestConcurrent_deaf proves that a write does not leave readers to a list that
// does not listen.
func TestConcurrent_deaf(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSource(100)
		on := s.shares(t)
		mustRead(t, s, on, name(0))
		release := make(chan struct{})
		s.turned = func(context.Context, int) error { <-release; return nil }
		var readers sync.WaitGroup
		for _, id := range span(1, 5) {
			readers.Go(func() { mustRead(t, s, on, id) })
		}
		synctest.Wait()
		var err error
		on.write()(&err)
		readers.Wait()
		wantRequests(t, s, "1 pages, 5 gets")
		close(release)
	})
}

// TestConcurrent_thousands lets thousands read while others write, for the race
// detector. Every read has to see what was written before it.
func TestConcurrent_thousands(t *testing.T) {
	t.Parallel()
	s := newSource(1000)
	on := s.shares(t)
	var all sync.WaitGroup
	for n := range 4000 {
		all.Go(func() {
			id := name(n % 1000)
			if n%500 == 0 {
				var err error
				written := on.write()
				s.change(id, func(it *thing) { it.Version++ })
				written(&err)
			}
			s.mu.Lock()
			least := s.things[id].Version
			s.mu.Unlock()
			if got, err := on.read(refreshed(t), id); err != nil || got.ID != id || got.Version < least {
				t.Errorf("got %+v and %v, want version %d", got, err, least)
			}
		})
	}
	all.Wait()
}

// TestListing_goesWithItsReaders proves that a list that was not read to its end
// does not stay for ever.
func TestListing_goesWithItsReaders(t *testing.T) {
	t.Parallel()
	var ended atomic.Bool
	func() {
		s := newSource(150)
		inner := s.list(live)
		on := share(t.Context(), s.get, func(it thing) string { return it.ID }, func(ctx context.Context) iter.Seq2[thing, error] {
			return func(yield func(thing, error) bool) {
				defer ended.Store(true)
				inner(ctx)(yield)
			}
		})
		mustRead(t, s, on, name(148), name(149))
		wantRequests(t, s, "1 pages, 1 gets")
	}()
	for !ended.Load() {
		if t.Context().Err() != nil {
			t.Fatal("the list is still there")
		}
		runtime.GC()
		runtime.Gosched()
	}
}

// TestRead_unmarkedContext keeps the mark from reaching what is not a refresh.
func TestRead_unmarkedContext(t *testing.T) {
	t.Parallel()
	if platform.IsRefresh(t.Context()) || !platform.IsRefresh(refreshed(t)) || !platform.IsRefresh(context.WithoutCancel(refreshed(t))) {
		t.Error("the mark is not where it was put")
	}
}
