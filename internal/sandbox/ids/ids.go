// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package ids makes the identifiers of the sandbox's objects: a prefix that
// says what the object is, and a ULID of 26 Crockford base-32 characters; and for
// platforms that have other forms, those.
package ids

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/oklog/ulid/v2"
)

// The prefixes of what all platforms have.
const (
	Organisation = "org_"
	Request      = "req_"
)

// base62 is the alphabet of opaque handles and keys.
const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// New returns a fresh, unguessable identifier whose time part is the instant t.
func New(prefix string, t time.Time) string {
	var id ulid.ULID
	// SetTime fails only for instants past the year 10889.
	_ = id.SetTime(ulid.Timestamp(t))
	_, _ = rand.Read(id[6:]) // crypto/rand.Read never fails.
	return prefix + id.String()
}

// Stable returns the identifier that belongs to the parts for good: the same
// parts give the same identifier in every database and on every machine.
func Stable(prefix string, parts ...string) string {
	return prefix + stable(parts).String()
}

// StableAt is Stable with the instant t as the identifier's time part, so that
// identifiers sort by that instant.
func StableAt(prefix string, t time.Time, parts ...string) string {
	id := stable(parts)
	_ = id.SetTime(ulid.Timestamp(t))
	return prefix + id.String()
}

// stable hashes the parts.
func stable(parts []string) ulid.ULID {
	sum := sha256.Sum256(joined(parts))
	return ulid.ULID(sum[:16])
}

// joined writes the parts as one text, each with its length before it so that no
// two lists of parts run together into the same text.
func joined(parts []string) []byte {
	buf := make([]byte, 0, 128)
	for _, p := range parts {
		buf = strconv.AppendInt(buf, int64(len(p)), 10)
		buf = append(buf, ':')
		buf = append(buf, p...)
	}
	return buf
}

// ObjectID returns a fresh, unguessable identifier in the form of MongoDB's: 24
// hexadecimal digits, of which the first eight are the epoch second of t.
func ObjectID(t time.Time) string {
	var rest [8]byte
	_, _ = rand.Read(rest[:]) // crypto/rand.Read never fails.
	return objectID(t, rest[:])
}

// StableObjectID is ObjectID with what follows the time derived from the parts:
// the same instant and parts give the same identifier everywhere.
func StableObjectID(t time.Time, parts ...string) string {
	sum := sha256.Sum256(joined(parts))
	return objectID(t, sum[:8])
}

func objectID(t time.Time, rest []byte) string {
	return fmt.Sprintf("%08x%x", uint32(t.Unix()), rest) //nolint:gosec // The form holds 32 bits, until the year 2106.
}

// StableUUID is Stable as a UUID, of the version for hashes of one's own.
func StableUUID(parts ...string) string {
	return uuid.NewHash(sha256.New(), uuid.Nil, joined(parts), 8).String()
}

// Secret returns n random base-62 characters from crypto/rand: 32 of them hold
// 190 bits.
func Secret(n int) string {
	var b strings.Builder
	b.Grow(n)
	limit := big.NewInt(int64(len(base62)))
	for range n {
		i, err := rand.Int(rand.Reader, limit)
		if err != nil {
			panic("crypto/rand failed: " + err.Error()) // It is documented never to fail.
		}
		b.WriteByte(base62[i.Int64()])
	}
	return b.String()
}

// Base62 writes the first n base-62 digits of the bytes read as one number. It
// turns derived key material into text; give it at least 0.75 bytes a digit
// plus eight, so that the digits are as good as uniform.
func Base62(material []byte, n int) string {
	v := new(big.Int).SetBytes(material)
	base, digit := big.NewInt(int64(len(base62))), new(big.Int)
	out := make([]byte, n)
	for i := range out {
		v.DivMod(v, base, digit)
		out[i] = base62[digit.Int64()]
	}
	return string(out)
}
