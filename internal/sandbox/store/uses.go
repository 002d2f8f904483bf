// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"maps"
	"time"
)

// credential names a row that remembers when it was used last.
type credential struct {
	kind credentialKind
	id   string
}

// credentialKind is a table of such rows.
type credentialKind int

const (
	apiKeyUse credentialKind = iota
	oktoSecretUse
	okraKeyUse
)

// table is the table's name.
func (k credentialKind) table() string {
	switch k {
	case oktoSecretUse:
		return "okto_apps"
	case okraKeyUse:
		return "okra_keys"
	case apiKeyUse:
	}
	return "api_keys"
}

// statement is what writes a use; a later one that is there already stays.
func (k credentialKind) statement() string {
	return "UPDATE " + k.table() + " SET last_used_at = ?1 WHERE id = ?2 AND ifnull(last_used_at, 0) < ?1"
}

// touch notes that the credential was used at the instant now. Readers see it at
// once; it is written with the next change, or when the store is closed, so that
// a read costs no sync of the disk.
func (tx *Tx) touch(c credential, now time.Time) { tx.store.lastUsed[c] = now.Unix() }

// lastUse returns when the credential was used last, given what its row says.
func (tx *Tx) lastUse(c credential, written time.Time) time.Time {
	if used, ok := tx.store.lastUsed[c]; ok && used > written.Unix() {
		return time.Unix(used, 0).UTC()
	}
	return written
}

// writeUses writes the uses that touch noted.
func (tx *Tx) writeUses() error {
	tx.uses = maps.Clone(tx.store.lastUsed)
	for c, used := range tx.uses {
		if _, err := tx.exec(c.kind.statement(), used, c.id); err != nil {
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
