// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"context"
	"errors"
	"iter"
)

// ErrCursorRepeated says that a server's list never ends because a page points
// back to one that was read already.
var ErrCursorRepeated = errors.New("the list cannot be read to its end: the server gave the cursor of a page that was read already")

// Fetch reads one page of a list. It gets the page's cursor, empty for the first
// one, and returns the page and the cursor of the next, empty after the last.
//
// Where the list is read ahead, follow is not nil, and fetch may tell it the next
// cursor before it returns, as soon as it knows it. Pages may then be fetched at
// the same time.
type Fetch[P any] func(ctx context.Context, cursor string, follow func(next string)) (page P, next string, err error)

// Pages reads a list page by page, each no sooner than it is asked for, and stops
// where the consumer stops. An error, be it fetch's, the context's or
// [ErrCursorRepeated], comes last, with the zero page. Ranging again starts over.
func Pages[P any](ctx context.Context, fetch Fetch[P]) iter.Seq2[P, error] {
	return func(yield func(P, error) bool) {
		walk(ctx, yield, func(cursor string) (P, string, error) { return fetch(ctx, cursor, nil) })
	}
}

// walk yields the pages that get returns, from the first to the last.
func walk[P any](ctx context.Context, yield func(P, error) bool, get func(cursor string) (P, string, error)) {
	var none P
	seen := map[string]bool{}
	for cursor := ""; ; {
		if err := ctx.Err(); err != nil {
			yield(none, err)
			return
		}
		page, next, err := get(cursor)
		if err != nil {
			yield(none, err)
			return
		}
		if !yield(page, nil) || next == "" {
			return
		}
		if seen[next] {
			yield(none, ErrCursorRepeated)
			return
		}
		seen[next] = true
		cursor = next
	}
}
