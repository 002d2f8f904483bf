// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"crypto/sha256"
	"encoding/hex"
)

// KeyDigest is the SHA-256 of an idempotency key in lower-case hex. A platform looks
// up by it what a call under the key has made, and nobody can repeat the call with
// it: under the key itself the platform answers as the first time, secret included.
type KeyDigest string

// DigestKey returns the digest of an idempotency key.
func DigestKey(idempotencyKey string) KeyDigest {
	sum := sha256.Sum256([]byte(idempotencyKey))
	return KeyDigest(hex.EncodeToString(sum[:]))
}
