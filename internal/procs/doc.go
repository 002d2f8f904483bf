// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package procs ends processes together with what they have started: a CLI that is
// killed leaves its providers behind.
package procs
