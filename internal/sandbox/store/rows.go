// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"strconv"
)

// Scanner is a row of a query.
type Scanner interface {
	Scan(dest ...any) error
}

// One returns what the one row of a query holds, or ErrNotFound.
func One[T any](tx *Tx, scan func(Scanner) (T, error), query string, args ...any) (v T, err error) {
	err = tx.Get(func(r Scanner) (err error) {
		v, err = scan(r)
		return err
	}, query, args...)
	return v, err
}

// List returns what the rows of a query hold.
func List[T any](tx *Tx, scan func(Scanner) (T, error), query string, args ...any) (list []T, err error) {
	err = tx.Each(func(r Scanner) error {
		v, err := scan(r)
		list = append(list, v)
		return err
	}, query, args...)
	return list, err
}

// Value returns what the one row and column of a query holds, or ErrNotFound.
func Value[T any](tx *Tx, query string, args ...any) (T, error) {
	return One(tx, Column[T], query, args...)
}

// Column reads a row of one column.
func Column[T any](r Scanner) (v T, err error) {
	err = r.Scan(&v)
	return v, err
}

// Numbered reads a row and its place in the order of creation.
type Numbered[T any] func(Scanner) (seq int64, v T, err error)

// Unnumbered reads it without its place.
func Unnumbered[T any](scan Numbered[T]) func(Scanner) (T, error) {
	return func(r Scanner) (T, error) {
		_, v, err := scan(r)
		return v, err
	}
}

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
