// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

// Reset deletes all objects of all organisations, and the organisations. The
// seed and the clock stay: time does not run backwards.
func (tx *Tx) Reset() error {
	// The youngest tables come first: a table is made after those that it refers to.
	tables, err := List(tx, Column[string], "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN ('meta', 'versions') ORDER BY rowid DESC")
	if err != nil {
		return err
	}
	for _, name := range tables {
		if _, err := tx.Exec("DELETE FROM " + name); err != nil {
			return err
		}
	}
	clear(tx.store.lastUsed)
	return nil
}
