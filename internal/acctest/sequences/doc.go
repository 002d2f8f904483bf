// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package sequences holds the property tests of rotation: random sequences of
// what users, time and other people do, each followed by a look at the server.
// They run in process over protocol 6, against a sandbox.
package sequences
