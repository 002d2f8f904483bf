// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"context"
	"time"
)

// Page is a page of a list that a dialect has read.
type Page struct {
	Rows   int           // what was on it
	Waited time.Duration // for the platform's rate limit
}

type pagesKey struct{}

// WithPageObserver returns a context with which tell is called for each page of the lists
// that are read with it, before what is on the page is yielded.
func WithPageObserver(ctx context.Context, tell func(Page)) context.Context {
	return context.WithValue(ctx, pagesKey{}, tell)
}

// ObservePage is for dialects: it tells of a page.
func ObservePage(ctx context.Context, page Page) {
	if tell, ok := ctx.Value(pagesKey{}).(func(Page)); ok {
		tell(page)
	}
}
