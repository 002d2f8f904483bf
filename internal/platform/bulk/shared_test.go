// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bulk

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// span names the things from one to before another.
func span(from, to int) []string {
	var ids []string
	for n := from; n < to; n++ {
		ids = append(ids, name(n))
	}
	return ids
}

func newestFirst(ids []string) []string {
	slices.Reverse(ids)
	return ids
}

func shuffled(ids []string) []string {
	draw := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // An order that repeats is the point.
	draw.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	return ids
}

// TestRequests counts what reads one after the other cost. With several at a
// time, as the CLIs have them, more pages are worth reading at once.
func TestRequests(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		there  int
		before func(*source)
		ids    []string
		want   string
	}{
		{"a single one is read by itself", 1000, nil, span(3, 4), "0 pages, 1 gets"},
		{"the second one lists", 2, nil, span(0, 2), "1 pages, 1 gets"},
		{"a full page", 100, nil, span(0, 100), "1 pages, 1 gets"},
		{"one more than a page, the last one on the second", 101, nil, newestFirst(span(0, 101)), "2 pages, 1 gets"},
		{"no page before it is needed", 1000, nil, newestFirst(span(800, 1000)), "2 pages, 1 gets"},
		{"a thousand, in the order of the list", 1000, nil, newestFirst(span(0, 1000)), "10 pages, 1 gets"},
		{"a thousand, against the order of the list", 1000, nil, span(0, 1000), "10 pages, 7 gets"},
		{"a thousand, in no order", 1000, nil, shuffled(span(0, 1000)), "10 pages, 6 gets"},
		{"five thousand, against the order of the list", 5000, nil, span(0, 5000), "50 pages, 47 gets"},
		{"five of ten thousand, the oldest", 10_000, nil, span(0, 5), "7 pages, 5 gets"},
		{"five of ten thousand, the newest", 10_000, nil, span(9995, 10_000), "1 pages, 1 gets"},
		{"dead ones", 1000, func(s *source) {
			for n := range 1000 {
				s.change(name(n), func(it *thing) { it.dead = n%2 == 0 })
			}
		}, span(900, 910), "5 pages, 5 gets"},
		{"nothing is listed", 3, func(s *source) {
			for n := range 3 {
				s.change(name(n), func(it *thing) { it.dead = true })
			}
		}, span(0, 3), "1 pages, 3 gets"},
		{"gone", 3, func(s *source) { s.remove(name(1)); s.remove(name(2)) }, span(0, 3), "1 pages, 3 gets"},
		{"two lists, and the first has all", 10, func(s *source) {
			s.change(name(5), func(it *thing) { it.pending = true })
		}, span(0, 3), "1 pages, 1 gets"},
		{"two lists, and the second is needed", 10, func(s *source) {
			s.change(name(5), func(it *thing) { it.pending = true })
		}, span(4, 7), "2 pages, 1 gets"},
		{"an object that is read again is read by itself", 10, nil, []string{name(1), name(2), name(2), name(2), name(3)}, "1 pages, 3 gets"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSource(test.there)
			if test.before != nil {
				test.before(s)
			}
			mustRead(t, s, s.shares(t), test.ids...)
			wantRequests(t, s, test.want)
		})
	}
}

// TestRead_asItIsNow proves that only the reads of a refresh use lists, and that
// the others do not count towards them.
func TestRead_asItIsNow(t *testing.T) {
	t.Parallel()
	s := newSource(10)
	on := s.shares(t)
	for _, id := range span(0, 5) {
		if _, err := on.read(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	wantRequests(t, s, "0 pages, 5 gets")
	mustRead(t, s, on, name(5))
	wantRequests(t, s, "0 pages, 6 gets")
	mustRead(t, s, on, name(6))
	wantRequests(t, s, "1 pages, 6 gets")

	s.change(name(7), func(it *thing) { it.Version = 2 })
	if got, err := on.read(t.Context(), name(7)); err != nil || got.Version != 2 {
		t.Errorf("got %+v and %v, want what is there now", got, err)
	}
}

// TestRead_twice proves that who follows an object, as a wait for a person does,
// sees it change even in a refresh.
func TestRead_twice(t *testing.T) {
	t.Parallel()
	s := newSource(10)
	on := s.shares(t)
	mustRead(t, s, on, name(0), name(1))
	s.change(name(1), func(it *thing) { it.Version = 2 })
	mustRead(t, s, on, name(1))
	s.change(name(1), func(it *thing) { it.Version = 3 })
	mustRead(t, s, on, name(1))
	// The first one was read by itself, and is on the page that came later.
	s.change(name(0), func(it *thing) { it.Version = 2 })
	mustRead(t, s, on, name(0))
}

// TestRead_writes proves that no read misses a write, whatever its outcome.
func TestRead_writes(t *testing.T) {
	t.Parallel()
	t.Run("forgets what was listed", func(t *testing.T) {
		t.Parallel()
		s := newSource(10)
		on := s.shares(t)
		mustRead(t, s, on, name(0), name(1))
		var err error
		written := on.write()
		s.change(name(2), func(it *thing) { it.Version = 2 })
		written(&err)
		mustRead(t, s, on, name(2), name(3))
		wantRequests(t, s, "2 pages, 1 gets")
	})
	t.Run("reads by itself meanwhile", func(t *testing.T) {
		t.Parallel()
		s := newSource(10)
		on := s.shares(t)
		mustRead(t, s, on, name(0), name(1))
		var err error
		one, other := on.write(), on.write()
		mustRead(t, s, on, name(2))
		one(&err)
		s.change(name(3), func(it *thing) { it.Version = 2 })
		mustRead(t, s, on, name(3))
		wantRequests(t, s, "1 pages, 3 gets")
		other(&err)
		mustRead(t, s, on, name(4))
		wantRequests(t, s, "2 pages, 3 gets")
	})
	t.Run("a refused write is forgotten as a done one", func(t *testing.T) {
		t.Parallel()
		s := newSource(10)
		on := s.shares(t)
		mustRead(t, s, on, name(0), name(1))
		var err error = errRefused
		on.write()(&err)
		mustRead(t, s, on, name(2), name(3))
		wantRequests(t, s, "2 pages, 1 gets")
	})
	t.Run("nothing is listed once a write may still happen", func(t *testing.T) {
		t.Parallel()
		s := newSource(10)
		on := s.shares(t)
		mustRead(t, s, on, name(0), name(1))
		var err error = &platform.Error{Kind: platform.KindUnreachable, OutcomeUnknown: true, Err: context.DeadlineExceeded}
		on.write()(&err)
		mustRead(t, s, on, span(2, 8)...)
		wantRequests(t, s, "1 pages, 7 gets")
	})
	t.Run("a page that is on its way is worth nothing after it", func(t *testing.T) {
		t.Parallel()
		s := newSource(10)
		on := s.shares(t)
		mustRead(t, s, on, name(0))
		s.turned = func(context.Context, int) error {
			var err error
			on.write()(&err)
			return nil
		}
		mustRead(t, s, on, name(1))
		wantRequests(t, s, "1 pages, 2 gets")
	})
	t.Run("the object that was made is read by itself", func(t *testing.T) {
		t.Parallel()
		s := newSource(10)
		on := s.shares(t)
		mustRead(t, s, on, name(0), name(1))
		var err error
		written := on.write()
		s.add("made")
		written(&err)
		if _, err := on.read(t.Context(), "made"); err != nil {
			t.Error(err)
		}
		wantRequests(t, s, "1 pages, 2 gets")
	})
}

// TestRead_changingLists proves that what comes and goes while a list is read
// costs a request and no more.
func TestRead_changingLists(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(*source, int) error // before a page is made up
		want   string
	}{
		{"removed before its page", func(s *source, page int) error {
			if page == 2 {
				s.remove(name(50))
			}
			return nil
		}, "3 pages, 2 gets"},
		{"added meanwhile", func(s *source, page int) error {
			if page == 2 {
				s.add("new")
			}
			return nil
		}, "3 pages, 2 gets"},
		{"dies meanwhile", func(s *source, page int) error {
			if page == 3 {
				s.change(name(3), func(it *thing) { it.dead = true })
			}
			return nil
		}, "3 pages, 2 gets"},
		{"changes before its page", func(s *source, page int) error {
			if page == 3 {
				s.change(name(3), func(it *thing) { it.Version = 2 })
			}
			return nil
		}, "3 pages, 1 gets"},
		{"the cursor ends once", func(_ *source, page int) error {
			if page == 2 {
				return &platform.Error{Kind: platform.KindInvalid, Field: "cursor", Err: context.Canceled}
			}
			return nil
		}, "5 pages, 2 gets"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSource(250)
			s.turned = func(_ context.Context, page int) error { return test.change(s, page) }
			on := s.shares(t)
			mustRead(t, s, on, newestFirst(span(0, 250))...)
			if _, ok := s.things["new"]; ok {
				mustRead(t, s, on, "new")
			}
			wantRequests(t, s, test.want)
		})
	}
}

// TestRead_failingLists proves that a list that cannot be read leads to reads of
// the objects, whose errors are what the user sees.
func TestRead_failingLists(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		fails func(page int) bool
		want  string
	}{
		{"a list that is refused is tried twice", func(int) bool { return true }, "2 pages, 10 gets"},
		{"a fault that passes", func(page int) bool { return page == 1 }, "2 pages, 2 gets"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSource(10)
			s.turned = func(_ context.Context, page int) error {
				if test.fails(page) {
					return errRefused
				}
				return nil
			}
			mustRead(t, s, s.shares(t), span(0, 10)...)
			wantRequests(t, s, test.want)
		})
	}
	t.Run("what was read before the fault is kept", func(t *testing.T) {
		t.Parallel()
		s := newSource(1000)
		s.turned = func(_ context.Context, page int) error {
			if page > 1 {
				return errRefused
			}
			return nil
		}
		on := s.shares(t)
		mustRead(t, s, on, newestFirst(span(0, 1000))...)
		if got := len(s.gets); got != 1000-99 {
			t.Errorf("got %d gets, want one for each that was not listed", got)
		}
		if s.pages > 3 {
			t.Errorf("got %d pages", s.pages)
		}
	})
	t.Run("the error is that of the object", func(t *testing.T) {
		t.Parallel()
		s := newSource(10)
		s.turned = func(context.Context, int) error { return errRefused }
		wrong := &platform.Error{Kind: platform.KindWrongEnvironment, Err: context.Canceled}
		s.got = func(context.Context, string) error { return wrong }
		on := s.shares(t)
		for _, id := range span(0, 5) {
			if _, err := on.read(refreshed(t), id); platform.KindOf(err) != platform.KindWrongEnvironment {
				t.Errorf("got %v, want the error of the read", err)
			}
		}
		// Neither error is kept.
		s.turned, s.got = nil, nil
		mustRead(t, s, on, span(5, 10)...)
	})
}
