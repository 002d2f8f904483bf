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

// Newest returns a page of a list that runs from high to low seq, and the position
// after it, which is empty at the end. The query reads one row more than the page
// has, which tells whether there is more.
func Newest[T any](tx *Tx, p Page, scan Numbered[T], query string, args ...any) ([]T, string, error) {
	var seqs []int64
	list, err := List(tx, func(r Scanner) (T, error) {
		seq, v, err := scan(r)
		seqs = append(seqs, seq)
		return v, err
	}, query, args...)
	if err != nil || len(list) <= p.Limit {
		return list, "", err
	}
	return list[:p.Limit], strconv.FormatInt(seqs[p.Limit-1], 10), nil
}

// Before is the seq that a page of a descending list stays below.
func Before(p Page) int64 {
	n, err := strconv.ParseInt(p.After, 10, 64)
	if err != nil {
		return 1<<63 - 1
	}
	return n
}
