// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package scenario runs test cases of terraform-plugin-testing in process: the same
// [resource.TestCase], on the engine in place of a CLI, so that a step takes
// milliseconds. Steps mean what they mean there: a plan, its checks, an apply, the
// checks of the state, and two plans that have to be empty; taints, destroys,
// refreshes and imports; errors that are expected; a destroy at the end.
//
// It reads configurations as a CLI does, as far as scenarios need: one provider
// block, resources with count, depends_on and create_before_destroy, data sources,
// import and moved blocks, variables, outputs and a few functions. Whatever it does not
// know ends the test with a message that names it. That an ephemeral value reaches no
// state is left to a CLI.
//
// Errors read as a CLI writes them, but for the lines that it quotes of the
// configuration and for its line breaks.
package scenario
