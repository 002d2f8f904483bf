// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package faults holds the fault matrix: every operation of every resource, with
// each of its calls struck by every fault of a network, a platform and a run,
// before and after the platform has done what was asked, once and until the run
// ends. Then the fault is over, and one more apply has to set everything right:
// not in the state file, but on the server.
//
// A cell of the matrix runs in process, over protocol 6, against a sandbox of its
// own, over a network in memory, in simulated time: waiting for half an hour of
// retries takes no time, and the time that a run would take can be told. The
// sandbox's fault control plans the faults, but for those of the network itself (a
// connection that is refused) and of the run (an interrupt).
package faults
