// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package redact keeps credentials out of everything that people or machines
// read later: logs, error texts and URLs. What counts as a credential is
// decided here and nowhere else, by two independent signs: the name of the
// field, header or parameter that holds a value (names.go), and the form of
// the value itself (mask.go). Either is enough.
//
// It also computes the fingerprint by which people compare a deployed secret
// with the declared one without seeing either.
package redact

// Redacted stands in for every value that this package removes.
const Redacted = "[redacted]"
