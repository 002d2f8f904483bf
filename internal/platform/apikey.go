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

// The states of an API key. A key that is not active never works again.
const (
	KeyActive  KeyStatus = "active"
	KeyRevoked KeyStatus = "revoked"
	KeyExpired KeyStatus = "expired"
)

// KeyStatuses lists the values that a key's status can have.
func KeyStatuses() []string {
	return []string{string(KeyActive), string(KeyRevoked), string(KeyExpired)}
}

// APIKey is a credential of the organisation. Zero times mean "none".
type APIKey struct {
	ID          string
	Name        string
	Key         string // the secret itself; only in the answer that creates it
	KeyHint     string // enough of the key to recognise it
	Fingerprint string // "sha256:" and the lower-case hex SHA-256 of the key's exact text
	Status      KeyStatus
	CreatedAt   time.Time
	ExpiresAt   time.Time
	LastUsedAt  time.Time
	AsOf        time.Time // the platform's clock when it said so
}

// APIKeys manages the organisation's API keys.
type APIKeys interface {
	// Create makes a key that expires after a while, in whole seconds; 0 for
	// never. The idempotency key makes a repeated call return the first one's
	// answer, secret included, instead of a second key.
	Create(ctx context.Context, name string, expiresIn time.Duration, idempotencyKey string) (APIKey, error)
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
