// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
)

// TestPagesAheadIsOnePageAhead looks at what was fetched while the consumer is at
// work on a page: the next one, and no other.
func TestPagesAheadIsOnePageAhead(t *testing.T) {
	t.Parallel()

	for name, tells := range map[string]bool{"the next page is told early": true, "the next page is known at the end": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				list := &book{pages: map[string]leaf{"": {number: 1, next: "b"}, "b": {number: 2, next: "c"}, "c": {number: 3, next: "d"}, "d": {number: 4}}}
				want := [][]string{{"", "b"}, {"", "b", "c"}, {"", "b", "c", "d"}, {"", "b", "c", "d"}}
				for page, err := range httpapi.PagesAhead(t.Context(), func(ctx context.Context, cursor string, follow func(string)) (int, string, error) {
					if !tells {
						follow = nil
					}
					return list.fetch(ctx, cursor, follow)
				}) {
					if err != nil {
						t.Fatal(err)
					}
					synctest.Wait() // Until all that goes on by itself has done so.
					if got := list.read(); !slices.Equal(got, want[page-1]) {
						t.Errorf("at page %d, the pages %q were fetched, want %q", page, got, want[page-1])
					}
				}
			})
		})
	}
}

// TestPagesAheadFollowsBeforeThePageIsThere has a page that does not come before
// the one after it was asked for, as if its decoding took for ever.
func TestPagesAheadFollowsBeforeThePageIsThere(t *testing.T) {
	t.Parallel()

	synctest.Test(t, func(t *testing.T) {
		asked := make(chan struct{})
		var pages []int
		for page, err := range httpapi.PagesAhead(t.Context(), func(_ context.Context, cursor string, follow func(string)) (int, string, error) {
			if cursor == "b" {
				close(asked)
				return 2, "", nil
			}
			follow("b")
			<-asked
			return 1, "b", nil
		}) {
			if err != nil {
				t.Fatal(err)
			}
			pages = append(pages, page)
		}
		if !slices.Equal(pages, []int{1, 2}) {
			t.Errorf("read the pages %v", pages)
		}
	})
}

// TestPagesAheadBelievesThePage has pages that are read otherwise than they seemed
// to say at first, as one whose attempt was repeated may be.
func TestPagesAheadBelievesThePage(t *testing.T) {
	t.Parallel()

	for name, early := range map[string]string{"another page": "x", "the last page": "", "a page that was read": "b"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := &book{pages: map[string]leaf{"": {number: 1, next: "b"}, "b": {number: 2, next: "c"}, "c": {number: 3}, "x": {number: 99}}}
			var pages []int
			for page, err := range httpapi.PagesAhead(t.Context(), func(ctx context.Context, cursor string, follow func(string)) (int, string, error) {
				if cursor == "b" {
					follow(early)
				}
				return list.fetch(ctx, cursor, nil)
			}) {
				if err != nil {
					t.Fatal(err)
				}
				pages = append(pages, page)
			}
			if !slices.Equal(pages, []int{1, 2, 3}) {
				t.Errorf("read the pages %v", pages)
			}
		})
	}
}

// TestPagesAheadDropsAPageThatNobodyWants has a page that is asked for in vain, and
// waits: the one that follows in its place does not come before it is given up.
func TestPagesAheadDropsAPageThatNobodyWants(t *testing.T) {
	t.Parallel()

	synctest.Test(t, func(t *testing.T) {
		dropped := make(chan struct{})
		var pages []int
		for page, err := range httpapi.PagesAhead(t.Context(), func(ctx context.Context, cursor string, follow func(string)) (int, string, error) {
			switch cursor {
			case "":
				follow("x")
				return 1, "b", nil
			case "x":
				<-ctx.Done()
				close(dropped)
				return 0, "", ctx.Err()
			}
			<-dropped
			return 2, "", nil
		}) {
			if err != nil {
				t.Fatal(err)
			}
			pages = append(pages, page)
		}
		if !slices.Equal(pages, []int{1, 2}) {
			t.Errorf("read the pages %v", pages)
		}
	})
}

// TestPagesAheadLeavesNothingBehind stops in the middle: the page that is under way
// is cancelled, and nothing of it goes on once the loop is left.
func TestPagesAheadLeavesNothingBehind(t *testing.T) {
	t.Parallel()

	synctest.Test(t, func(t *testing.T) {
		ended := false
		for page, err := range httpapi.PagesAhead(t.Context(), func(ctx context.Context, cursor string, _ func(string)) (int, string, error) {
			if cursor == "" {
				return 1, "b", nil
			}
			<-ctx.Done()
			ended = true
			return 0, "", ctx.Err()
		}) {
			if page != 1 || err != nil {
				t.Errorf("got page %d and %v", page, err)
			}
			synctest.Wait()
			break
		}
		if !ended {
			t.Error("a page was still under way, or was never asked for")
		}
	})
}
