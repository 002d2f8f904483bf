// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apihttp

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox/store"
)

// MaxBody is how many bytes of a request are read. No request that a platform
// takes comes near it.
const MaxBody = 64 << 10

// ReadBody reads the request's body to its end. If it cannot, the problem is
// what to tell the client; otherwise it is empty.
func ReadBody(w http.ResponseWriter, r *http.Request) (body []byte, problem string) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, fmt.Sprintf("The request's body is too large: at most %d bytes are read.", tooLarge.Limit)
	}
	if err != nil {
		return nil, "The request's body could not be read to its end."
	}
	return body, ""
}

// IdempotencyKeyRule is what a client with an impossible key is told.
const IdempotencyKeyRule = "The Idempotency-Key header must be one value of 1 to 255 visible ASCII characters."

// IdempotencyKey returns the request's Idempotency-Key, or "" without one. It is
// not ok if the header breaks IdempotencyKeyRule.
func IdempotencyKey(r *http.Request) (key string, ok bool) {
	values := r.Header.Values("Idempotency-Key")
	if len(values) == 0 {
		return "", true
	}
	if len(values) > 1 || !ValidIdempotencyKey(values[0]) {
		return "", false
	}
	return values[0], true
}

// CheckedIdempotencyKey is IdempotencyKey with an InvalidError for what is not ok.
func CheckedIdempotencyKey(r *http.Request) (string, error) {
	key, ok := IdempotencyKey(r)
	if !ok {
		return "", Invalidf("Idempotency-Key", "%s", IdempotencyKeyRule)
	}
	return key, nil
}

// HashOfKey returns how objects remember the request's Idempotency-Key, or nil
// without one.
func HashOfKey(r *http.Request) []byte {
	if key, ok := IdempotencyKey(r); ok && key != "" {
		return store.HashIdempotencyKey(key)
	}
	return nil
}

// ValidIdempotencyKey tells whether the text can be an Idempotency-Key.
func ValidIdempotencyKey(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 255
}

// KeyDigest reads the field of a list that looks up what an Idempotency-Key made:
// the key's SHA-256, as 64 lower-case hex digits.
func KeyDigest(field, text string) ([]byte, error) {
	digest, err := hex.DecodeString(text)
	if err != nil || len(digest) != sha256.Size || text != strings.ToLower(text) {
		return nil, Invalidf(field, "The %s must be the SHA-256 of an Idempotency-Key, as 64 lower-case hex digits.", field)
	}
	return digest, nil
}
