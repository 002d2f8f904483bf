// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package httpapi

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
)

// Why a list cannot be read to its end.
var (
	// ErrCursorRepeated says that a server's list never ends because a page points
	// back to one that was read already.
	ErrCursorRepeated = errors.New("the list cannot be read to its end: the server gave the cursor of a page that was read already")
	// ErrCursorTooLong says that a cursor does not fit into a URL.
	ErrCursorTooLong = fmt.Errorf("the list cannot be read to its end: the server gave a cursor of more than %d bytes, the most that are sent back", maxCursor)
)

// maxCursor is how many bytes a cursor may have: it has to fit into a URL.
const maxCursor = 4 << 10

// cursors are those of the pages so far, each in the same memory.
type cursors map[[sha256.Size]byte]struct{}

// add reports whether the cursor is new.
func (c cursors) add(cursor string) bool {
	sum := sha256.Sum256([]byte(cursor))
	_, known := c[sum]
	c[sum] = struct{}{}
	return !known
}

// Fetch reads one page of a list. It gets the page's cursor, empty for the first one,
// and returns the page and the cursor of the next, empty after the last.
type Fetch[P any] func(ctx context.Context, cursor string) (page P, next string, err error)

// Pages reads a list page by page, each no sooner than it is asked for. An error, be it
// fetch's, the context's, [ErrCursorRepeated] or [ErrCursorTooLong], comes last, with
// the zero page. Ranging again starts over.
func Pages[P any](ctx context.Context, fetch Fetch[P]) iter.Seq2[P, error] {
	return func(yield func(P, error) bool) {
		var none P
		seen := cursors{}
		for cursor := ""; ; {
			if err := ctx.Err(); err != nil {
				yield(none, err)
				return
			}
			page, next, err := fetch(ctx, cursor)
			if err != nil {
				yield(none, err)
				return
			}
			if !yield(page, nil) || next == "" {
				return
			}
			switch {
			case len(next) > maxCursor:
				yield(none, ErrCursorTooLong)
				return
			case !seen.add(next):
				yield(none, ErrCursorRepeated)
				return
			}
			cursor = next
		}
	}
}
