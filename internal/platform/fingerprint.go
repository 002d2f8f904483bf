// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"crypto/sha256"
	"encoding/hex"
)

// Fingerprint returns "sha256:" and the lower-case hex SHA-256 of a secret's
// exact text as shown, prefix included. It lets anyone check which secret is
// deployed without seeing it.
//
// It is for secrets that a server made from at least 128 random bits. A plain
// hash of a secret that a person chose can be found by guessing, so nothing
// user-given is ever fingerprinted.
func Fingerprint(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}
