// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package function holds what the provider computes inside configurations. Each
// function is a function of its arguments alone: it makes no call, reads no clock
// and needs no credential, so that a saved plan says the same when it is applied.
//
// An argument may be a secret. The CLI marks a result as it marks the arguments,
// but prints errors as they are; so no error repeats more of an argument than a
// character or two. The CLI ends an error with a full stop by itself.
package function

// pure ends the description of each function.
const pure = "\n\nThe function computes from its arguments alone: it makes no call, reads no clock, and works without credentials. " +
	"Of a sensitive argument the result is sensitive, of an ephemeral one ephemeral. What is no secret in a sensitive result, `nonsensitive(…)` shows."
