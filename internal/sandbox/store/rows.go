// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

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
