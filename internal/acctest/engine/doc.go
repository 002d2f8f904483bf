// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package engine drives a provider in process, over protocol 6, as a CLI does:
// plan, apply, refresh, destroy, import, with a state in between. Nothing is
// started and nothing is written to disk, so a step takes about a millisecond and
// a test can afford tables of faults and thousands of random sequences.
//
// It follows what Terraform's core does where a provider can tell:
//
//   - Each phase (validate, plan, apply) asks a server of its own, configured
//     anew, as a CLI starts a process for each.
//   - A plan upgrades and reads what is in the state, proposes a new state, and
//     holds the provider's answer to the rules for plans. A replacement and a
//     tainted object are planned again without the prior state. A destroy plan
//     is a whole normal plan, of which only errors and the refreshed state
//     count, and then a plan for the destruction of each object.
//   - An apply plans each change a second time with the configuration as it is
//     known by then, and refuses what is not what was planned. It destroys before
//     it creates, or the other way round with deposed objects. What came back is
//     held against the plan, and is saved even beside an error; an object whose
//     creation failed is tainted.
//   - Private state and identity go along; write-only values reach no state.
//   - Data sources are read by the plan or, where they depend on what it changes, by
//     the apply. What depends on something that failed is left alone.
//
// What is left out, because no provider notices or because this one has no use
// for it: modules and the language of configurations (a value that is known only at
// apply is a [Late], or the caller evaluates it), provisioners, checks, removed
// blocks, deferred changes, nested blocks and dynamic types (refused), and
// doing several things at once: resources are handled in the order in which they
// are given.
//
// The package decides what is right by Terraform's rules, and its tests hold it
// against the real CLIs on a sample of sequences.
package engine
