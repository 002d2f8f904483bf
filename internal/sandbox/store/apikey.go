// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"crypto/sha256"
	"strconv"
	"time"
)

// KeyRetention is how long a dead API key can still be read.
const KeyRetention = 30 * 24 * time.Hour

// APIKey is an API key without its text, which is nowhere in the database. Tok's
// keys are just that; Okra's have more.
// The zero time stands for "never".
type APIKey struct {
	ID         string
	Scope      Scope
	Name       string
	Hash       [sha256.Size]byte // Of the whole text.
	Hint       string
	CreatedAt  time.Time
	ExpiresAt  time.Time
	RevokedAt  time.Time
	LastUsedAt time.Time
	// Idempotency is the SHA-256 of the Idempotency-Key that made the key, or empty.
	Idempotency []byte
}

// The statuses of an API key.
const (
	KeyActive  = "active"
	KeyRevoked = "revoked"
	KeyExpired = "expired"
)

// Status returns the key's status at the instant now.
func (k *APIKey) Status(now time.Time) string {
	switch {
	case !k.RevokedAt.IsZero():
		return KeyRevoked
	case !k.ExpiresAt.IsZero() && !k.ExpiresAt.After(now):
		return KeyExpired
	}
	return KeyActive
}

const (
	keyColumns = "seq, id, organisation, environment, name, hash, hint, created_at, expires_at, revoked_at, last_used_at"
	// For queries whose parameter ?3 is the present instant.
	keyStatus = "CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= ?3 THEN 'expired' ELSE 'active' END"
	// For queries whose parameters ?5 and ?6 are a KeyFilter.
	keyFilter = "(?5 = '' OR " + keyStatus + " = ?5) AND (?6 IS NULL OR idempotency = ?6)"
	// A key's life ends when it is revoked or else expires. For one that is alive
	// this lies in the future or is NULL, so that it is never past retention.
	keyReadable = "ifnull(ifnull(revoked_at, expires_at) > ?3 - " + keyRetentionSeconds + ", 1)"
	// The same span as KeyRetention.
	keyRetentionSeconds = "2592000"
)

// scanKey reads a key of Tok's and its place in the order of creation.
func (tx *Tx) scanKey(r scanner) (seq int64, k APIKey, err error) {
	err = tx.scanKeyOf(apiKeyUse, r, &seq, &k)
	return seq, k, err
}

// scanKeyOf reads the columns of keyColumns, and more of a table that has them.
func (tx *Tx) scanKeyOf(kind credentialKind, r scanner, seq *int64, k *APIKey, more ...any) error {
	var hash []byte
	err := r.Scan(append([]any{
		seq, &k.ID, &k.Scope.Organisation, &k.Scope.Environment, &k.Name, &hash, &k.Hint,
		seconds{&k.CreatedAt},
		seconds{&k.ExpiresAt},
		seconds{&k.RevokedAt},
		seconds{&k.LastUsedAt},
	}, more...)...)
	copy(k.Hash[:], hash)
	k.LastUsedAt = tx.lastUse(credential{kind, k.ID}, k.LastUsedAt)
	return err
}

// InsertAPIKey adds a key.
func (tx *Tx) InsertAPIKey(k APIKey) error {
	_, err := tx.exec("INSERT INTO api_keys ("+keyInsert+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", k.inserted()...)
	return err
}

// keyInsert names the columns of a new key, and inserted returns their values.
const keyInsert = "id, organisation, environment, name, hash, hint, created_at, expires_at, idempotency"

func (k *APIKey) inserted() []any {
	return []any{
		k.ID, k.Scope.Organisation, k.Scope.Environment, k.Name, k.Hash[:], k.Hint, unix(k.CreatedAt), unix(k.ExpiresAt), k.Idempotency,
	}
}

// APIKeyByHash returns the key whose text has that SHA-256, of whatever
// organisation: it is how a request's organisation is found out.
func (tx *Tx) APIKeyByHash(hash [sha256.Size]byte) (APIKey, error) {
	var k APIKey
	err := tx.get(func(r scanner) (err error) {
		_, k, err = tx.scanKey(r)
		return err
	}, "SELECT "+keyColumns+" FROM api_keys WHERE hash = ?", hash[:])
	return k, err
}

// APIKey returns the key of that id, dead or alive, or ErrNotFound, as also
// for one that has been dead for KeyRetention.
func (tx *Tx) APIKey(s Scope, id string, now time.Time) (APIKey, error) {
	var k APIKey
	err := tx.get(func(r scanner) (err error) {
		_, k, err = tx.scanKey(r)
		return err
	}, "SELECT "+keyColumns+" FROM api_keys WHERE organisation = ?1 AND environment = ?2 AND id = ?4 AND "+keyReadable,
		s.Organisation, s.Environment, now.Unix(), id)
	return k, err
}

// KeyFilter narrows a list of keys; its empty fields do not.
type KeyFilter struct {
	Status      string
	Idempotency []byte // SHA-256 of an Idempotency-Key.
}

// APIKeys returns a page of keys, newest first, and the position after it, which
// is empty at the end.
func (tx *Tx) APIKeys(s Scope, f KeyFilter, p Page, now time.Time) ([]APIKey, string, error) {
	var page descending[APIKey]
	err := tx.each(func(r scanner) error { return page.add(tx.scanKey(r)) },
		"SELECT "+keyColumns+" FROM api_keys WHERE organisation = ?1 AND environment = ?2 AND seq < ?4 AND "+keyReadable+
			" AND "+keyFilter+" ORDER BY seq DESC LIMIT ?7",
		s.Organisation, s.Environment, now.Unix(), before(p), f.Status, f.Idempotency, p.Limit+1)
	return page.cut(p, err)
}

// UpdateAPIKey stores a key's name, expiry and revocation.
func (tx *Tx) UpdateAPIKey(k APIKey) error { return tx.updateKey(apiKeyUse, k) }

// updateKey is UpdateAPIKey for the table of the key's kind.
func (tx *Tx) updateKey(kind credentialKind, k APIKey) error {
	_, err := tx.exec("UPDATE "+kind.table()+" SET name = ?, expires_at = ?, revoked_at = ? WHERE organisation = ? AND environment = ? AND id = ?",
		k.Name, unix(k.ExpiresAt), unix(k.RevokedAt), k.Scope.Organisation, k.Scope.Environment, k.ID)
	return err
}

// TouchAPIKey notes that the key was used at the instant now.
func (tx *Tx) TouchAPIKey(id string, now time.Time) { tx.touch(credential{apiKeyUse, id}, now) }

// descending collects a page of a list that runs from high to low seq.
type descending[T any] struct {
	items []T
	seqs  []int64
}

func (d *descending[T]) add(seq int64, item T, err error) error {
	d.items, d.seqs = append(d.items, item), append(d.seqs, seq)
	return err
}

// cut drops the one row beyond the page that tells whether there is more.
func (d *descending[T]) cut(p Page, err error) ([]T, string, error) {
	if err != nil || len(d.items) <= p.Limit {
		return d.items, "", err
	}
	return d.items[:p.Limit], strconv.FormatInt(d.seqs[p.Limit-1], 10), nil
}

// before is the seq that a page of a descending list stays below.
func before(p Page) int64 {
	n, err := strconv.ParseInt(p.After, 10, 64)
	if err != nil {
		return 1<<63 - 1
	}
	return n
}
