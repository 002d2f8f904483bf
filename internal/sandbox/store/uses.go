// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"maps"
	"time"
)

// credential names a row that remembers when it was used last, in its columns id
// and last_used_at.
type credential struct{ table, id string }

// Touch notes that the credential of that id was used at the instant now. Readers
// see it at once; it is written with the next change, or when the store is closed,
// so that a read costs no sync of the disk.
func (tx *Tx) Touch(table, id string, now time.Time) {
	tx.store.lastUsed[credential{table, id}] = now.Unix()
}

// LastUse returns when the credential was used last, given what its row says.
func (tx *Tx) LastUse(table, id string, written time.Time) time.Time {
	if used, ok := tx.store.lastUsed[credential{table, id}]; ok && used > written.Unix() {
		return time.Unix(used, 0).UTC()
	}
	return written
}

// writeUses writes the uses that Touch noted. A later one that is there already
// stays.
func (tx *Tx) writeUses() error {
	tx.uses = maps.Clone(tx.store.lastUsed)
	for c, used := range tx.uses {
		if _, err := tx.Exec("UPDATE "+c.table+" SET last_used_at = ?1 WHERE id = ?2 AND ifnull(last_used_at, 0) < ?1", used, c.id); err != nil {
			return err
		}
	}
	return nil
}

// forgetUses drops what a committed transaction wrote, unless the credential was
// used again since.
func (tx *Tx) forgetUses() {
	maps.DeleteFunc(tx.store.lastUsed, func(c credential, used int64) bool { return tx.uses[c] == used })
}
