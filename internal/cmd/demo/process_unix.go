// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

//go:build !windows

package main

import (
	"os"
	"os/exec"
	"syscall"
)

// interruptible tells that a process can be asked to end.
const interruptible = true

// detach puts a process into a group of its own, so that Ctrl-C in the terminal
// reaches the demo alone and it decides in which order things end.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// interrupt asks a process to end.
func interrupt(cmd *exec.Cmd) error { return cmd.Process.Signal(os.Interrupt) }

// kill ends a process and everything that it started.
func kill(cmd *exec.Cmd) error {
	if cmd.Process == nil {
		return nil // It has never been started.
	}
	return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
}
