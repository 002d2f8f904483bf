// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

//go:build !windows

package procs

import (
	"os"
	"os/exec"
	"syscall"
)

// Interruptible tells that a process can be asked to end.
const Interruptible = true

// Detach puts a process that has not been started yet into a group of its own, for
// [Kill]. Ctrl-C in the terminal does not reach it then: who started it decides in
// which order things end.
func Detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// Interrupt asks a process to end.
func Interrupt(cmd *exec.Cmd) error { return cmd.Process.Signal(os.Interrupt) }

// SignalAll sends a signal to a process that was detached, and to everything that it
// started.
func SignalAll(cmd *exec.Cmd, signal syscall.Signal) error {
	return syscall.Kill(-cmd.Process.Pid, signal)
}

// Kill ends a process that was detached and everything that it started, even if it
// has ended itself. The error says where there was nothing left to end.
func Kill(cmd *exec.Cmd) error {
	if cmd.Process == nil {
		return nil // It has never been started.
	}
	return SignalAll(cmd, syscall.SIGKILL)
}
