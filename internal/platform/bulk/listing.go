// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bulk

import (
	"context"
	"iter"
	"runtime"
)

// pageSize is how many objects make a page: what the dialects ask for in one
// request. A platform that gives fewer costs more requests for each.
const pageSize = 100

// listing is a list that is being read.
type listing[T any] struct {
	ctx    context.Context //nolint:containedctx // That of the list, which outlives the read that began it.
	cancel context.CancelFunc
	next   func() (T, error, bool)
	stop   func()
}

// begin begins a list. It belongs to no read: the one that begins it may end or be
// cancelled without harm to the others.
func begin[T any](ctx context.Context, list lister[T]) *listing[T] {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) //nolint:gosec // It is called by end, or hangs on nothing.
	next, stop := iter.Pull2(list(ctx))
	l := &listing[T]{ctx: ctx, cancel: cancel, next: next, stop: stop}
	// Nobody tells a provider when its last read was. What is left of a list
	// that was not read to its end goes when the connection goes.
	runtime.AddCleanup(l, func(stop func()) { stop() }, stop)
	return l
}

// page reads the next page. more says that the list may go on after it. What came
// before an error is as good as ever.
func (l *listing[T]) page() (items []T, more bool, err error) {
	for len(items) < pageSize {
		item, err, ok := l.next()
		if err != nil || !ok {
			return items, false, err
		}
		items = append(items, item)
	}
	return items, true, nil
}

// end gives back what the list holds. Nobody may be reading a page.
func (l *listing[T]) end() {
	l.cancel()
	l.stop()
}
