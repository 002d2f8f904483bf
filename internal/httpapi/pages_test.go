// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// book is a list in pages, by cursor, that notes which were fetched.
type book struct {
	pages   map[string]leaf
	fetched []string
}

type leaf struct {
	items []int
	next  string
	err   error
}

func (b *book) fetch(_ context.Context, cursor string) ([]int, string, error) {
	b.fetched = append(b.fetched, cursor)
	page := b.pages[cursor]
	return page.items, page.next, page.err
}

func TestPages(t *testing.T) {
	t.Parallel()

	broken := errors.New("broken")
	tests := map[string]struct {
		pages   map[string]leaf
		items   []int
		fetched []string
		err     error
	}{
		"one page":       {map[string]leaf{"": {items: []int{1, 2}}}, []int{1, 2}, []string{""}, nil},
		"empty":          {map[string]leaf{}, nil, []string{""}, nil},
		"several":        {map[string]leaf{"": {items: []int{1}, next: "b"}, "b": {items: []int{2}, next: "c"}, "c": {items: []int{3}}}, []int{1, 2, 3}, []string{"", "b", "c"}, nil},
		"empty between":  {map[string]leaf{"": {items: []int{1}, next: "b"}, "b": {next: "c"}, "c": {items: []int{3}}}, []int{1, 3}, []string{"", "b", "c"}, nil},
		"error":          {map[string]leaf{"": {items: []int{1}, next: "b"}, "b": {err: broken}}, []int{1}, []string{"", "b"}, broken},
		"same cursor":    {map[string]leaf{"": {items: []int{1}, next: "b"}, "b": {items: []int{2}, next: "b"}}, []int{1, 2}, []string{"", "b"}, httpapi.ErrCursorRepeated},
		"circle":         {map[string]leaf{"": {items: []int{1}, next: "b"}, "b": {items: []int{2}, next: "c"}, "c": {items: []int{3}, next: "b"}}, []int{1, 2, 3}, []string{"", "b", "c"}, httpapi.ErrCursorRepeated},
		"error at start": {map[string]leaf{"": {err: broken}}, nil, []string{""}, broken},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := &book{pages: tt.pages}
			var (
				items []int
				last  error
			)
			for item, err := range httpapi.Pages(t.Context(), list.fetch) {
				if last != nil {
					t.Fatal("something follows an error")
				}
				if last = err; err == nil {
					items = append(items, item)
				} else if item != 0 {
					t.Errorf("the item beside the error is %d", item)
				}
			}
			if diff := cmp.Diff(tt.items, items); diff != "" {
				t.Errorf("unexpected items (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.fetched, list.fetched); diff != "" {
				t.Errorf("unexpected pages (-want +got):\n%s", diff)
			}
			if !errors.Is(last, tt.err) {
				t.Errorf("the list ended with %v, want %v", last, tt.err)
			}
		})
	}
}

func TestPagesAreFetchedWhenNeeded(t *testing.T) {
	t.Parallel()

	list := &book{pages: map[string]leaf{"": {items: []int{1, 2}, next: "b"}, "b": {items: []int{3}, next: "c"}}}
	pages := httpapi.Pages(t.Context(), list.fetch)
	if len(list.fetched) != 0 {
		t.Fatalf("pages %q were fetched before anybody asked", list.fetched)
	}
	for item, err := range pages {
		if err != nil {
			t.Fatal(err)
		}
		if item == 2 {
			break
		}
	}
	if !slices.Equal(list.fetched, []string{""}) {
		t.Errorf("pages %q were fetched for two items of the first", list.fetched)
	}
	for item, err := range pages { // From the start again.
		if err != nil {
			t.Fatal(err)
		}
		if item == 3 {
			break
		}
	}
	if !slices.Equal(list.fetched, []string{"", "", "b"}) {
		t.Errorf("pages %q were fetched, want a second round from the start", list.fetched)
	}
}

func TestPagesEndWithTheContext(t *testing.T) {
	t.Parallel()

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	list := &book{pages: map[string]leaf{"": {items: []int{1}, next: "b"}, "b": {items: []int{2}}}}
	var last error
	for item, err := range httpapi.Pages(ctx, list.fetch) {
		if item == 1 {
			cancel()
		}
		last = err
	}
	if !errors.Is(last, context.Canceled) || len(list.fetched) != 1 {
		t.Errorf("the list ended with %v after pages %q", last, list.fetched)
	}
}
