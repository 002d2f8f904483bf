// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bulk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// thing is an object of the scripted platform.
type thing struct {
	ID      string
	Version int
	born    int // things are listed newest first
	dead    bool
	pending bool // dead things and pending ones are not in the first list
}

// source is a platform that counts what is asked of it. Its lists are paged by
// cursor, as the real ones: what comes and goes meanwhile moves nothing.
type source struct {
	mu     sync.Mutex
	things map[string]thing
	births int
	gets   []string // ids, in the order in which they were asked for
	pages  int

	// got and turned, if set, are called within a call, before it looks at the
	// things. Their errors end it.
	got    func(ctx context.Context, id string) error
	turned func(ctx context.Context, page int) error
}

func newSource(count int) *source {
	s := &source{things: map[string]thing{}}
	for n := range count {
		s.add(name(n))
	}
	return s
}

// name names the things, from the oldest on.
func name(n int) string { return fmt.Sprintf("thing_%05d", n) }

func (s *source) add(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.births++
	s.things[id] = thing{ID: id, Version: 1, born: s.births}
}

func (s *source) change(id string, how func(*thing)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.things[id]
	how(&t)
	s.things[id] = t
}

func (s *source) remove(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.things, id)
}

func (s *source) get(ctx context.Context, id string) (thing, error) {
	if s.got != nil {
		if err := s.got(ctx, id); err != nil {
			return thing{}, err
		}
	}
	if err := ctx.Err(); err != nil {
		return thing{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gets = append(s.gets, id)
	t, ok := s.things[id]
	if !ok {
		return thing{}, gone(id)
	}
	return t, nil
}

func gone(id string) error {
	return &platform.Error{Kind: platform.KindNotFound, Err: fmt.Errorf("there is no %s", id)}
}

// list lists the things that fit, page by page.
func (s *source) list(fits func(thing) bool) lister[thing] {
	return func(ctx context.Context) iter.Seq2[thing, error] {
		return func(yield func(thing, error) bool) {
			for after, more := 1<<30, true; more; {
				var items []thing
				var err error
				if items, more, err = s.page(ctx, after, fits); err != nil {
					yield(thing{}, err)
					return
				}
				for _, t := range items {
					after = t.born
					if !yield(t, nil) {
						return
					}
				}
			}
		}
	}
}

func (s *source) page(ctx context.Context, after int, fits func(thing) bool) (items []thing, more bool, err error) {
	s.mu.Lock()
	s.pages++
	number := s.pages
	s.mu.Unlock()
	if s.turned != nil {
		if err := s.turned(ctx, number); err != nil {
			return nil, false, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.things {
		if t.born < after && fits(t) {
			items = append(items, t)
		}
	}
	slices.SortFunc(items, func(a, b thing) int { return b.born - a.born })
	if len(items) > pageSize {
		return items[:pageSize], true, nil
	}
	return items, false, nil
}

func live(t thing) bool    { return !t.dead && !t.pending }
func pending(t thing) bool { return !t.dead && t.pending }

// shares is what the source's reads share, with the things of one list or, where
// some are pending, of two. What is left of the lists ends with the test.
func (s *source) shares(t interface {
	Cleanup(func())
	Context() context.Context
},
) *shared[thing] {
	lists := []lister[thing]{s.list(live)}
	if slices.ContainsFunc(slices.Collect(values(s.things)), pending) {
		lists = append(lists, s.list(pending))
	}
	on := share(t.Context(), s.get, func(t thing) string { return t.ID }, lists...)
	t.Cleanup(func() {
		var err error
		on.write()(&err)
	})
	return on
}

func values[K comparable, V any](m map[K]V) iter.Seq[V] {
	return func(yield func(V) bool) {
		for _, v := range m {
			if !yield(v) {
				return
			}
		}
	}
}

// requests is what was asked of the platform, in words.
func (s *source) requests() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprintf("%d pages, %d gets", s.pages, len(s.gets))
}

// refreshed is the context of a refresh.
func refreshed(t *testing.T) context.Context {
	t.Helper()
	return platform.WithRefresh(t.Context())
}

// mustRead reads a thing and fails where it is not as the platform has it.
func mustRead(t *testing.T, s *source, on *shared[thing], ids ...string) {
	t.Helper()
	for _, id := range ids {
		got, err := on.read(refreshed(t), id)
		s.mu.Lock()
		want, exists := s.things[id]
		s.mu.Unlock()
		switch {
		case exists && (err != nil || got != want):
			t.Errorf("%s: got %+v and %v, want %+v", id, got, err, want)
		case !exists && !platform.IsNotFound(err):
			t.Errorf("%s: got %+v and %v, want its 404", id, got, err)
		}
	}
}

// wantRequests checks what was asked of the platform.
func wantRequests(t *testing.T, s *source, want string) {
	t.Helper()
	if got := s.requests(); got != want {
		t.Errorf("asked for %s, want %s (%s)", got, want, strings.Join(s.gets, " "))
	}
}

var errRefused = &platform.Error{Kind: platform.KindForbidden, Err: errors.New("refused")}
