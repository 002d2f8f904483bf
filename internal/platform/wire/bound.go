// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"fmt"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

const (
	// leastOnPage is the least number of items that a page counts as: an almost empty
	// one costs a request too.
	leastOnPage = 10
	// itemSize is how many bytes of a page count as an item. Most have some 500.
	itemSize = 2 << 10
	// emptyInARow is how many pages without anything may follow one another, as they
	// do where a platform applies a filter to each page.
	emptyInARow = 100
)

// FoldedAtOnce is how many times longer a list may be whose items are added up as they
// come.
const FoldedAtOnce = 100

// Bound is how much of one list is read.
type Bound struct {
	Most int // items

	pages, items, bytes, counted, empty int
}

// Page counts a page before it is converted. Its error says that the list is too long,
// or never ends.
func (b *Bound) Page(call httpapi.Call, items, size int) error {
	b.pages++
	b.items += items
	b.bytes += size
	b.counted += max(items, leastOnPage, size/itemSize)
	if b.empty++; items > 0 {
		b.empty = 0
	}
	var reason string
	switch {
	case b.counted > b.Most:
		reason = fmt.Sprintf("there are %d items in %d bytes. At most %d are read, where %d bytes count as one and a page as %d", b.items, b.bytes, b.Most, itemSize, leastOnPage)
	case b.empty == emptyInARow:
		reason = fmt.Sprintf("the last %d were empty", emptyInARow)
	default:
		return nil
	}
	return &platform.Error{Kind: platform.KindListTooLong, Err: fmt.Errorf("%s %s has listed more than is read: by page %d %s", call.Method, call.Path, b.pages, reason)}
}
