// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package httpapi is the HTTP client that every platform's dialect uses. It
// knows no platform: a dialect gives it paths, credentials and a reader for
// the platform's error envelope, and gets decoded JSON or a typed error back.
//
// What it promises:
//
//   - Reads are repeated when that can help; writes only when a repetition
//     cannot do harm (retry.go). What a call is, its dialect says.
//   - An error tells a platform's own refusal ([APIError]) from an answer that
//     no platform gave ([UnexpectedResponseError]) and from none at all
//     ([TransportError]); [OutcomeUnknown] tells whether a failed write may
//     have taken effect.
//   - It never waits beyond the caller's deadline, and stops at once when the
//     caller's context ends.
//   - Credentials are in no error and no log, and its own types do not print
//     them.
//   - No redirect is followed, plain HTTP goes to loopback only, and an answer
//     is read up to a limit.
package httpapi
