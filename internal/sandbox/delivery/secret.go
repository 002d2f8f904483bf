// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package delivery

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
)

// The Standard Webhooks specification asks for secrets of 24 to 64 bytes, written as "whsec_" and base64.
const (
	secretPrefix   = "whsec_"
	minSecretBytes = 24
	maxSecretBytes = 64
	newSecretBytes = 32
)

// ErrSecret is what CheckSecret returns. It does not repeat the secret.
var ErrSecret = errors.New(`a signing secret is "whsec_" followed by the base64 of 24 to 64 bytes`)

// NewSecret makes a signing secret with 256 random bits.
func NewSecret() string {
	secret := make([]byte, newSecretBytes)
	// Read never fails: it ends the program if the system has no random numbers.
	_, _ = rand.Read(secret)
	return secretPrefix + base64.StdEncoding.EncodeToString(secret)
}

// CheckSecret returns ErrSecret unless the text is a signing secret of the right form and size.
func CheckSecret(text string) error {
	encoded, ok := strings.CutPrefix(text, secretPrefix)
	if !ok {
		return ErrSecret
	}
	secret, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || strings.ContainsAny(encoded, "\r\n") || len(secret) < minSecretBytes || len(secret) > maxSecretBytes {
		return ErrSecret
	}
	return nil
}
