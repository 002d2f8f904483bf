// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import "os/exec"

// interruptible tells that a process cannot be asked to end: Windows has no
// signal for that which a program could send to another.
const interruptible = false

// detach has nothing to do.
func detach(*exec.Cmd) {}

// interrupt ends a process.
func interrupt(cmd *exec.Cmd) error { return cmd.Process.Kill() }

// kill ends a process.
func kill(cmd *exec.Cmd) error {
	if cmd.Process == nil {
		return nil // It has never been started.
	}
	return cmd.Process.Kill()
}
