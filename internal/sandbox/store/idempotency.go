// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package store

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/seal"
)

// ReplayWindow is how long an Idempotency-Key replays its first answer.
const ReplayWindow = 24 * time.Hour

// ErrKeyReused says that the Idempotency-Key came with another request before.
var ErrKeyReused = errors.New("the Idempotency-Key was used with another request")

// Answer is what a replay repeats.
type Answer struct {
	Status int
	Body   []byte
}

// HashIdempotencyKey returns the form in which objects remember the
// Idempotency-Key that made them, and by which lists look them up: its SHA-256.
func HashIdempotencyKey(key string) []byte {
	sum := sha256.Sum256([]byte(key))
	return sum[:]
}

// Replay returns the answer that the key's first request got in this scope
// within ReplayWindow. Without one it returns ErrNotFound, and ErrKeyReused if
// that request was another.
func (tx *Tx) Replay(s Scope, key string, request []byte, now time.Time) (Answer, error) {
	hash := HashIdempotencyKey(key)
	var a Answer
	var salt, mac, sealed []byte
	err := tx.Get(func(r Scanner) error { return r.Scan(&salt, &mac, &a.Status, &sealed) },
		"SELECT salt, request_mac, status, sealed FROM idempotency WHERE organisation = ? AND environment = ? AND key_hash = ? AND expires_at > ?",
		s.Organisation, s.Environment, hash, now.Unix())
	if err != nil {
		return Answer{}, err
	}
	envelope, err := seal.NewEnvelope(key, salt)
	if err != nil {
		return Answer{}, err
	}
	if !hmac.Equal(mac, envelope.MAC(request)) {
		return Answer{}, ErrKeyReused
	}
	a.Body, err = envelope.Open(sealed, replayPurpose(s, hash))
	return a, err
}

// Remember stores the first answer to a request with an Idempotency-Key, and
// forgets the answers whose time is over.
func (tx *Tx) Remember(s Scope, key string, request []byte, a Answer, now time.Time) error {
	hash, salt := HashIdempotencyKey(key), make([]byte, 16)
	_, _ = rand.Read(salt) // crypto/rand.Read never fails.
	envelope, err := seal.NewEnvelope(key, salt)
	if err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM idempotency WHERE expires_at <= ?", now.Unix()); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO idempotency (organisation, environment, key_hash, salt, request_mac, status, sealed, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		s.Organisation, s.Environment, hash, salt, envelope.MAC(request), a.Status,
		envelope.Seal(a.Body, replayPurpose(s, hash)), now.Add(ReplayWindow).Unix())
	return err
}

// replayPurpose binds a sealed answer to its row.
func replayPurpose(s Scope, hash []byte) string {
	return "idempotency/" + s.Organisation + "/" + s.Environment + "/" + hex.EncodeToString(hash)
}
