// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"crypto/sha256"
	"time"
)

// KeyRetention is how long a dead API key can still be read.
const KeyRetention = 30 * 24 * time.Hour

// APIKey is an API key without its text, which is nowhere in the database unless
// the key is a public one. The zero time stands for "never".
type APIKey struct {
	ID         string
	Scope      Scope
	Name       string
	Hash       [sha256.Size]byte // Of the whole text.
	Hint       string
	PublicText string // The key, if it is no secret.
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

// Keys are the API keys of a platform, in a table of its own. All such tables have
// the columns of keyColumns and idempotency.
type Keys struct {
	Tx    *Tx
	Table string
	// Public says that the table has a column public_text.
	Public bool
}

const (
	keyColumns = "seq, id, organisation, environment, name, hash, hint, created_at, expires_at, revoked_at, last_used_at"
	// What narrows a list of keys: its parameters ?1, ?2 and ?3 are the scope and
	// the present instant, and ?5 and ?6 a KeyFilter.
	keysOf    = "organisation = ?1 AND environment = ?2 AND " + keyReadable + " AND (?5 = '' OR " + keyStatus + " = ?5) AND (?6 IS NULL OR idempotency = ?6)"
	keyStatus = "CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= ?3 THEN 'expired' ELSE 'active' END"
	// A key's life ends when it is revoked or else expires. For one that is alive
	// this lies in the future or is NULL, so that it is never past retention.
	keyReadable = "ifnull(ifnull(revoked_at, expires_at) > ?3 - " + keyRetentionSeconds + ", 1)"
	// The same span as KeyRetention.
	keyRetentionSeconds = "2592000"
)

// query begins every query of keys.
func (t Keys) query() string {
	text := "''"
	if t.Public {
		text = "ifnull(public_text, '')"
	}
	return "SELECT " + keyColumns + ", " + text + " FROM " + t.Table + " WHERE "
}

// scan reads a key and its place in the order of creation.
func (t Keys) scan(r Scanner) (seq int64, k APIKey, err error) {
	var hash []byte
	err = r.Scan(&seq, &k.ID, &k.Scope.Organisation, &k.Scope.Environment, &k.Name, &hash, &k.Hint,
		Seconds(&k.CreatedAt), Seconds(&k.ExpiresAt), Seconds(&k.RevokedAt), Seconds(&k.LastUsedAt), &k.PublicText)
	copy(k.Hash[:], hash)
	k.LastUsedAt = t.Tx.LastUse(t.Table, k.ID, k.LastUsedAt)
	return seq, k, err
}

// where returns the one key that the condition selects, or ErrNotFound.
func (t Keys) where(condition string, args ...any) (k APIKey, err error) {
	return One(t.Tx, Unnumbered(t.scan), t.query()+condition, args...)
}

// Insert adds a key.
func (t Keys) Insert(k APIKey) error {
	column, value := "", ""
	args := []any{k.ID, k.Scope.Organisation, k.Scope.Environment, k.Name, k.Hash[:], k.Hint, Unix(k.CreatedAt), Unix(k.ExpiresAt), k.Idempotency}
	if t.Public {
		column, value, args = ", public_text", ", nullif(?, '')", append(args, k.PublicText)
	}
	_, err := t.Tx.Exec("INSERT INTO "+t.Table+" (id, organisation, environment, name, hash, hint, created_at, expires_at, idempotency"+column+
		") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?"+value+")", args...)
	return err
}

// ByHash returns the key whose text has that SHA-256, of whatever organisation: it
// is how a request's organisation is found out.
func (t Keys) ByHash(hash [sha256.Size]byte) (APIKey, error) { return t.where("hash = ?", hash[:]) }

// Find returns the key of that id, dead or alive, or ErrNotFound, as also for one
// that has been dead for KeyRetention.
func (t Keys) Find(s Scope, id string, now time.Time) (APIKey, error) {
	return t.where("organisation = ?1 AND environment = ?2 AND id = ?4 AND "+keyReadable, s.Organisation, s.Environment, now.Unix(), id)
}

// KeyFilter narrows a list of keys; its empty fields do not.
type KeyFilter struct {
	Status      string
	Idempotency []byte // SHA-256 of an Idempotency-Key.
}

// Page returns a page of the keys that the filter leaves, newest first, and the
// position after it, which is empty at the end.
func (t Keys) Page(s Scope, f KeyFilter, p Page, now time.Time) ([]APIKey, string, error) {
	return Newest(t.Tx, p, t.scan, t.query()+keysOf+" AND seq < ?4 ORDER BY seq DESC LIMIT ?7",
		s.Organisation, s.Environment, now.Unix(), Before(p), f.Status, f.Idempotency, p.Limit+1)
}

// Window returns a window of these keys, newest first, and how many there are in
// all.
func (t Keys) Window(s Scope, f KeyFilter, w Window, now time.Time) (list []APIKey, total int64, err error) {
	args := []any{s.Organisation, s.Environment, now.Unix(), nil, f.Status, f.Idempotency}
	total, err = Value[int64](t.Tx, "SELECT count(*) FROM "+t.Table+" WHERE "+keysOf, args...)
	if err != nil {
		return nil, 0, err
	}
	list, err = List(t.Tx, Unnumbered(t.scan), t.query()+keysOf+" ORDER BY seq DESC LIMIT ?7 OFFSET ?8", append(args, w.Limit, w.Offset)...)
	return list, total, err
}

// Update stores a key's name, expiry and revocation.
func (t Keys) Update(k APIKey) error {
	_, err := t.Tx.Exec("UPDATE "+t.Table+" SET name = ?, expires_at = ?, revoked_at = ? WHERE organisation = ? AND environment = ? AND id = ?",
		k.Name, Unix(k.ExpiresAt), Unix(k.RevokedAt), k.Scope.Organisation, k.Scope.Environment, k.ID)
	return err
}

// Touch notes that the key was used at the instant now.
func (t Keys) Touch(id string, now time.Time) { t.Tx.Touch(t.Table, id, now) }
