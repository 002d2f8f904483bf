// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// book is a list in pages, by cursor, that notes which were fetched.
type book struct {
	pages map[string]leaf

	mu      sync.Mutex
	fetched []string
}

type leaf struct {
	number int
	next   string
	err    error
}

func (b *book) fetch(_ context.Context, cursor string) (int, string, error) {
	b.mu.Lock()
	b.fetched = append(b.fetched, cursor)
	b.mu.Unlock()
	page := b.pages[cursor]
	return page.number, page.next, page.err
}

// read returns the cursors of the pages that were fetched so far, in order.
func (b *book) read() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.fetched)
}

func TestPages(t *testing.T) {
	t.Parallel()

	broken := errors.New("broken")
	long := strings.Repeat("c", 4<<10+1)
	tests := map[string]struct {
		pages   map[string]leaf
		want    []int
		fetched []string
		err     error
	}{
		"one page":       {map[string]leaf{"": {number: 1}}, []int{1}, []string{""}, nil},
		"several":        {map[string]leaf{"": {number: 1, next: "b"}, "b": {number: 2, next: "c"}, "c": {number: 3}}, []int{1, 2, 3}, []string{"", "b", "c"}, nil},
		"error":          {map[string]leaf{"": {number: 1, next: "b"}, "b": {err: broken}}, []int{1}, []string{"", "b"}, broken},
		"same cursor":    {map[string]leaf{"": {number: 1, next: "b"}, "b": {number: 2, next: "b"}}, []int{1, 2}, []string{"", "b"}, httpapi.ErrCursorRepeated},
		"circle":         {map[string]leaf{"": {number: 1, next: "b"}, "b": {number: 2, next: "c"}, "c": {number: 3, next: "b"}}, []int{1, 2, 3}, []string{"", "b", "c"}, httpapi.ErrCursorRepeated},
		"long cursor":    {map[string]leaf{"": {number: 1, next: long}, long: {number: 2}}, []int{1}, []string{""}, httpapi.ErrCursorTooLong},
		"error at start": {map[string]leaf{"": {err: broken}}, nil, []string{""}, broken},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := &book{pages: tt.pages}
			var (
				pages []int
				last  error
			)
			for page, err := range httpapi.Pages(t.Context(), list.fetch) {
				if last != nil {
					t.Fatal("something follows an error")
				}
				if last = err; err == nil {
					pages = append(pages, page)
				} else if page != 0 {
					t.Errorf("the page beside the error is %d", page)
				}
			}
			if diff := cmp.Diff(tt.want, pages); diff != "" {
				t.Errorf("unexpected pages (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.fetched, list.read()); diff != "" {
				t.Errorf("unexpected calls (-want +got):\n%s", diff)
			}
			if !errors.Is(last, tt.err) {
				t.Errorf("the list ended with %v, want %v", last, tt.err)
			}
		})
	}
}

func TestPagesAreFetchedWhenNeeded(t *testing.T) {
	t.Parallel()

	list := &book{pages: map[string]leaf{"": {number: 1, next: "b"}, "b": {number: 2, next: "c"}}}
	pages := httpapi.Pages(t.Context(), list.fetch)
	if len(list.read()) != 0 {
		t.Fatalf("pages %q were fetched before anybody asked", list.read())
	}
	for page, err := range pages {
		if err != nil {
			t.Fatal(err)
		}
		if page == 1 {
			break
		}
	}
	if !slices.Equal(list.read(), []string{""}) {
		t.Errorf("pages %q were fetched where one was enough", list.read())
	}
	for page, err := range pages { // From the start again.
		if err != nil {
			t.Fatal(err)
		}
		if page == 2 {
			break
		}
	}
	if !slices.Equal(list.read(), []string{"", "", "b"}) {
		t.Errorf("pages %q were fetched, want a second round from the start", list.read())
	}
}

func TestPagesEndWithTheContext(t *testing.T) {
	t.Parallel()

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	list := &book{pages: map[string]leaf{"": {number: 1, next: "b"}, "b": {number: 2}}}
	var (
		pages []int
		last  error
	)
	for page, err := range httpapi.Pages(ctx, list.fetch) {
		if err == nil {
			pages = append(pages, page)
			cancel()
		}
		last = err
	}
	if !errors.Is(last, context.Canceled) || !slices.Equal(pages, []int{1}) {
		t.Errorf("the list ended with %v after pages %v", last, pages)
	}
}
