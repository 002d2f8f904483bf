// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire

import "crypto/sha256"

// neighbours is how many pages back an item may come again. A new row moves the others
// on by one, from one page to the next, so earlier pages need not be remembered.
const neighbours = 10

// Recent remembers what was on the last pages of a list.
type Recent struct {
	pages [neighbours]map[hashed]bool
	next  int
	stale int // pages in a row that had nothing new
}

// hashed is an id, in the same memory for each.
type hashed [sha256.Size]byte

func (r *Recent) has(id hashed) bool {
	for _, page := range r.pages {
		if page[id] {
			return true
		}
	}
	return false
}

// Unseen returns the items of a page, made of its objects, without those that were on
// it before or on one of the last pages. A list without a new item for as many pages
// goes in circles, which is an error about the field that holds it.
func Unseen[W, D any](seen *Recent, field string, objects []W, items []D, id func(W) string) ([]D, error) {
	unseen, page := make([]D, 0, len(items)), make(map[hashed]bool, len(items))
	for i, object := range objects {
		if it := hashed(sha256.Sum256([]byte(id(object)))); !page[it] {
			page[it] = true
			if !seen.has(it) {
				unseen = append(unseen, items[i])
			}
		}
	}
	seen.pages[seen.next] = page
	seen.next = (seen.next + 1) % neighbours
	switch {
	case len(unseen) > 0:
		seen.stale = 0
	case len(objects) > 0:
		seen.stale++
	}
	if seen.stale == neighbours {
		return nil, &FieldError{field, "repeats earlier pages, again and again"}
	}
	return unseen, nil
}
