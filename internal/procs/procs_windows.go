// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package procs

import (
	"errors"
	"os/exec"
	"syscall"
)

// Interruptible tells that a process cannot be asked to end: Windows has no
// signal for that which a program could send to another.
const Interruptible = false

// Detach has nothing to do.
func Detach(*exec.Cmd) {}

// Interrupt ends a process.
func Interrupt(cmd *exec.Cmd) error { return cmd.Process.Kill() }

// SignalAll fails.
func SignalAll(*exec.Cmd, syscall.Signal) error { return errors.ErrUnsupported }

// Kill ends a process.
func Kill(cmd *exec.Cmd) error {
	if cmd.Process == nil {
		return nil // It has never been started.
	}
	return cmd.Process.Kill()
}
