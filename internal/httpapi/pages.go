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

// Pages reads a list page by page, each no sooner than its first item is asked
// for, and stops where the consumer stops. fetch gets the cursor of a page,
// empty for the first one, and returns its items and the cursor of the next,
// empty after the last. An error, be it fetch's, the context's or
// [ErrCursorRepeated], comes last, with the zero item. Ranging again starts
// over.
func Pages[T any](ctx context.Context, fetch func(ctx context.Context, cursor string) (items []T, next string, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		seen := map[string]bool{}
		for cursor := ""; ; {
			if err := ctx.Err(); err != nil {
				yield(none, err)
				return
			}
			items, next, err := fetch(ctx, cursor)
			if err != nil {
				yield(none, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if next == "" {
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
}
