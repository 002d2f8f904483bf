// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package redact removes credentials from logs, error texts and URLs. It decides by
// two independent signs, of which either is enough: the name of the field, header or
// parameter that holds a value (names.go), and the form of the value itself (mask.go).
// Platforms tell it theirs by [Know].
package redact

// Redacted replaces every value that this package removes.
const Redacted = "[redacted]"
