// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import "strconv"

// Page asks for at most Limit rows after a position. An empty After is the
// beginning; what it means otherwise is the list's own affair.
type Page struct {
	After string
	Limit int
}

// Window asks for at most Limit rows after the first Offset ones: what a platform
// with numbered pages needs.
type Window struct {
	Offset, Limit int64
}

// Descending collects a page of a list that runs from high to low seq.
type Descending[T any] struct {
	items []T
	seqs  []int64
}

// Add adds a row.
func (d *Descending[T]) Add(seq int64, item T, err error) error {
	d.items, d.seqs = append(d.items, item), append(d.seqs, seq)
	return err
}

// Cut drops the one row beyond the page that tells whether there is more. It
// returns the page and the position after it, which is empty at the end.
func (d *Descending[T]) Cut(p Page, err error) ([]T, string, error) {
	if err != nil || len(d.items) <= p.Limit {
		return d.items, "", err
	}
	return d.items[:p.Limit], strconv.FormatInt(d.seqs[p.Limit-1], 10), nil
}

// Before is the seq that a page of a descending list stays below.
func Before(p Page) int64 {
	n, err := strconv.ParseInt(p.After, 10, 64)
	if err != nil {
		return 1<<63 - 1
	}
	return n
}
