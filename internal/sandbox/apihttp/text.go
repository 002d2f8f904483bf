// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package apihttp

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"
)

// Clip shortens what a client sent before it is repeated to it.
func Clip(s string) string {
	const longest = 60
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest]) + "…"
}

// Quoted lists names in an error.
func Quoted(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return `"` + strings.Join(names, `", "`) + `"`
}

// Instant writes a time as the APIs do: RFC 3339, UTC, whole seconds.
func Instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// OptionalInstant is Instant, with the zero time as null.
func OptionalInstant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := Instant(t)
	return &s
}

// Millis writes a time as Instant does, with milliseconds.
func Millis(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// OptionalText writes an empty text as null.
func OptionalText(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Fingerprint writes the SHA-256 of a secret's text as the contract does.
func Fingerprint(hash [sha256.Size]byte) string { return "sha256:" + hex.EncodeToString(hash[:]) }
