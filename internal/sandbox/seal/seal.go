// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package seal encrypts what the sandbox must be able to read back: signing
// secrets, and the first answers that an idempotency key replays. Everything
// else that is secret is stored as a hash.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

// KeySize is the length of a sealing key in bytes: AES-256.
const KeySize = 32

// ErrOpen says that a sealed text was made with another key, for another
// purpose, or was changed since.
var ErrOpen = errors.New("the sealed text cannot be opened with this key")

// Sealer seals with one AES-256-GCM key. It is safe for concurrent use.
type Sealer struct {
	aead cipher.AEAD
}

// New returns a sealer with the key of KeySize bytes.
func New(key []byte) (*Sealer, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("a sealing key has the wrong length: got %d bytes, expected %d", len(key), KeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("making the cipher: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("making the cipher: %w", err)
	}
	return &Sealer{aead: aead}, nil
}

// NewKey returns a fresh random key.
func NewKey() []byte {
	key := make([]byte, KeySize)
	_, _ = rand.Read(key) // crypto/rand.Read never fails.
	return key
}

// Seal encrypts the text. The purpose is bound to it without being stored, so
// that a sealed text cannot be moved to another row and opened there.
func (s *Sealer) Seal(text []byte, purpose string) []byte {
	return s.aead.Seal(nil, nil, text, []byte(purpose)) //nolint:gosec // The cipher makes a random nonce by itself.
}

// Open decrypts what Seal made for the same purpose, or returns ErrOpen.
func (s *Sealer) Open(sealed []byte, purpose string) ([]byte, error) {
	text, err := s.aead.Open(nil, nil, sealed, []byte(purpose))
	if err != nil {
		return nil, ErrOpen
	}
	return text, nil
}

// Envelope seals under a key that only the holder of a passphrase-like secret
// can derive: an idempotency key, of which the database keeps a hash alone.
type Envelope struct {
	sealer *Sealer
	mac    []byte
}

// NewEnvelope derives an envelope from the secret and a random salt by
// HKDF-SHA256.
func NewEnvelope(secret string, salt []byte) (*Envelope, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), salt, "openbanking-sandbox/idempotency/body", KeySize)
	if err != nil {
		return nil, fmt.Errorf("deriving a sealing key: %w", err)
	}
	mac, err := hkdf.Key(sha256.New, []byte(secret), salt, "openbanking-sandbox/idempotency/request", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("deriving a request key: %w", err)
	}
	sealer, err := New(key)
	if err != nil {
		return nil, err
	}
	return &Envelope{sealer: sealer, mac: mac}, nil
}

// Seal encrypts the text for the purpose.
func (e *Envelope) Seal(text []byte, purpose string) []byte { return e.sealer.Seal(text, purpose) }

// Open decrypts what Seal made for the same purpose, or returns ErrOpen.
func (e *Envelope) Open(sealed []byte, purpose string) ([]byte, error) {
	return e.sealer.Open(sealed, purpose)
}

// MAC authenticates a request under a key of the envelope's own. A plain hash
// would let a reader of the database guess at secrets in the request.
func (e *Envelope) MAC(request []byte) []byte {
	h := hmac.New(sha256.New, e.mac)
	h.Write(request)
	return h.Sum(nil)
}
