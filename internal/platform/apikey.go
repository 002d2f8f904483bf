// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"context"
	"iter"
	"time"
)

// KeyStatus says whether an API key works.
type KeyStatus string

// The states of an API key. A revoked and an expired one never work again.
const (
	KeyActive  KeyStatus = "active"
	KeyRevoked KeyStatus = "revoked"
	KeyExpired KeyStatus = "expired"
)

// Dead reports whether the key can never work again. One whose status is not known
// may do so, and is not.
func (s KeyStatus) Dead() bool { return s == KeyRevoked || s == KeyExpired }

// KeyStatuses lists the values of a key's status that are known. The platform may
// have others.
func KeyStatuses() []string {
	return []string{string(KeyActive), string(KeyRevoked), string(KeyExpired)}
}

// KeyType says what an API key is for.
type KeyType string

// The types of an API key.
const (
	// SecretKey authenticates calls to the platform's API and is shown once.
	SecretKey KeyType = "secret"
	// PublicKey identifies an application in public, such as a web page; the
	// platform always shows it.
	PublicKey KeyType = "public"
)

// KeyTypes lists the values of a key's type that are known. The platform may have
// others.
func KeyTypes() []string { return []string{string(SecretKey), string(PublicKey)} }

// NewAPIKey is what a user decides about a key that is to be made.
type NewAPIKey struct {
	Name      string
	Type      KeyType       // "" on platforms that have one type only
	ExpiresIn time.Duration // whole seconds, from the platform's now on; 0 for never
}

// APIKey is a credential of the organisation. Zero times mean "none".
type APIKey struct {
	ID          string
	Name        string
	Type        KeyType // "" on platforms that have one type only
	Key         string  // the key itself; a secret key's is only in the answer that creates it
	KeyHint     string  // enough of the key to recognise it
	Fingerprint string  // "sha256:" and the lower-case hex SHA-256 of the key's exact text
	Status      KeyStatus
	CreatedAt   time.Time
	ExpiresAt   time.Time
	LastUsedAt  time.Time
	AsOf        AsOf // the platform's clock when it said so
}

// APIKeys manages the organisation's API keys.
type APIKeys interface {
	// Create makes a key. The idempotency key makes a repeated call return the
	// first one's answer, secret included, instead of a second key.
	Create(ctx context.Context, wanted NewAPIKey, idempotencyKey string) (APIKey, error)
	// Find returns the key that a Create has made under the idempotency key of
	// this digest, without the key itself where the platform shows that once. The
	// error's kind is KindNotFound where it made none, or where that was so long
	// ago that the platform has forgotten the idempotency key: it keeps one for 24
	// hours.
	Find(ctx context.Context, madeUnder KeyDigest) (APIKey, error)
	Get(ctx context.Context, id string) (APIKey, error)
	// List yields the keys, newest first, lazily page by page; all of them
	// where status is "".
	List(ctx context.Context, status KeyStatus) iter.Seq2[APIKey, error]
	Rename(ctx context.Context, id, name string) (APIKey, error)
	// Expire sets how long the key still lives, from the platform's now on, in
	// whole seconds.
	Expire(ctx context.Context, id string, in time.Duration) (APIKey, error)
	// Revoke ends the key after a while, in whole seconds; 0 for at once. A
	// key that ends earlier by itself is left alone, and so is a dead one.
	Revoke(ctx context.Context, id string, after time.Duration) error
}
