// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package upgrade holds the resources to the states that releases have written: its
// tests load each of them, and find out when a change of a schema would lose what
// is in them. The framework drops an attribute that a schema no longer has without a
// word, and a renamed secret with it.
//
// testdata/schemas has what each version of each resource stores, and
// testdata/*.state.json are states of real runs, from the first release on. A state
// keeps the version of the schema that wrote it.
//
// An attribute that is added needs no new version: states without it read as null.
// The tests take it in with
//
//	go test ./internal/acctest/upgrade -update
//
// Every other change does: an attribute that goes away, is renamed, or has another
// type. Then, in the resource's package,
//
//  1. raise Version in the schema by one;
//  2. copy the schema as it was, less descriptions, validators and plan modifiers,
//     into a file of its own, state_v0.go for version 0, and beside it the model
//     and the function that makes the present model of it;
//  3. list it in UpgradeState as the StateUpgrader of that version, PriorSchema
//     and all; each goes straight to the present version. The resource in
//     pattern_test.go does so.
//
// and here
//
//  4. run the tests with -update, which writes the new version's schema and refuses
//     to touch that of an older one;
//  5. add a state that the new version writes (see TestAccState_write), so that the
//     next change is held against it. The older ones stay.
package upgrade
