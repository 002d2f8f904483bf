// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package leak proves that no secret reaches what people and machines read
// later: logs, diagnostics, plans, states, a crash's trace, the sandbox's own log
// and database.
//
// A [Collector] takes down every secret that passes between provider and
// platform, by the places that the OpenAPI documents mark. A [Searcher] finds
// them in whatever was left behind, also encoded, escaped and cut short. A
// [Report] knows how states and plans are built, and the few attributes in which
// a secret may be found there.
package leak
