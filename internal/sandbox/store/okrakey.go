// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"crypto/sha256"
	"time"
)

// OkraKey is a key on Okra. A public key is no secret, and its text is kept; of a
// secret key there is only what an APIKey has.
type OkraKey struct {
	APIKey

	PublicText string // Empty for a secret key.
}

// okraKeys begins every query of keys.
const okraKeys = "SELECT " + keyColumns + ", ifnull(public_text, '') FROM okra_keys WHERE "

func (tx *Tx) scanOkraKey(r scanner) (k OkraKey, err error) {
	var seq int64
	err = tx.scanKeyOf(okraKeyUse, r, &seq, &k.APIKey, &k.PublicText)
	return k, err
}

// okraKey returns the one key that the condition selects, or ErrNotFound.
func (tx *Tx) okraKey(condition string, args ...any) (k OkraKey, err error) {
	err = tx.get(func(r scanner) (err error) {
		k, err = tx.scanOkraKey(r)
		return err
	}, okraKeys+condition, args...)
	return k, err
}

// InsertOkraKey adds a key.
func (tx *Tx) InsertOkraKey(k OkraKey) error {
	_, err := tx.exec("INSERT INTO okra_keys ("+keyInsert+", public_text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''))",
		append(k.inserted(), k.PublicText)...)
	return err
}

// OkraKeyByHash returns the key whose text has that SHA-256, of whatever
// organisation: it is how a request's organisation is found out.
func (tx *Tx) OkraKeyByHash(hash [sha256.Size]byte) (OkraKey, error) {
	return tx.okraKey("hash = ?", hash[:])
}

// OkraKey returns the key of that id, dead or alive, or ErrNotFound, as also for
// one that has been dead for KeyRetention.
func (tx *Tx) OkraKey(s Scope, id string, now time.Time) (OkraKey, error) {
	return tx.okraKey("organisation = ?1 AND environment = ?2 AND id = ?4 AND "+keyReadable, s.Organisation, s.Environment, now.Unix(), id)
}

// OkraKeys returns the window of the keys that the filter leaves, newest first,
// and how many there are in all.
func (tx *Tx) OkraKeys(s Scope, f KeyFilter, w Window, now time.Time) (list []OkraKey, total int64, err error) {
	const selected = "organisation = ?1 AND environment = ?2 AND " + keyReadable + " AND " + keyFilter
	args := []any{s.Organisation, s.Environment, now.Unix(), nil, f.Status, f.Idempotency}
	err = tx.get(func(r scanner) error { return r.Scan(&total) }, "SELECT count(*) FROM okra_keys WHERE "+selected, args...)
	if err != nil {
		return nil, 0, err
	}
	err = tx.each(func(r scanner) error {
		k, err := tx.scanOkraKey(r)
		list = append(list, k)
		return err
	}, okraKeys+selected+" ORDER BY seq DESC LIMIT ?7 OFFSET ?8", append(args, w.Limit, w.Offset)...)
	return list, total, err
}

// UpdateOkraKey stores a key's name, expiry and revocation.
func (tx *Tx) UpdateOkraKey(k OkraKey) error { return tx.updateKey(okraKeyUse, k.APIKey) }

// TouchOkraKey notes that the key was used at the instant now.
func (tx *Tx) TouchOkraKey(id string, now time.Time) { tx.touch(credential{okraKeyUse, id}, now) }

// InsertOkraClient adds an organisation's client token.
func (tx *Tx) InsertOkraClient(organisation, token string) error {
	_, err := tx.exec("INSERT INTO okra_clients (organisation, token) VALUES (?, ?)", organisation, token)
	return err
}

// OkraClientToken returns an organisation's client token, or ErrNotFound.
func (tx *Tx) OkraClientToken(organisation string) (token string, err error) {
	err = tx.get(func(r scanner) error { return r.Scan(&token) }, "SELECT token FROM okra_clients WHERE organisation = ?", organisation)
	return token, err
}

// HasOkraClients tells whether any organisation is on Okra. In a database that was
// made before there was Okra none is.
func (tx *Tx) HasOkraClients() (has bool, err error) {
	err = tx.get(func(r scanner) error { return r.Scan(&has) }, "SELECT EXISTS (SELECT 1 FROM okra_clients)")
	return has, err
}
