// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

//go:build !windows

package procs_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/procs"
)

// TestKill kills a process that has started another one, and then what is left. The
// pipe to which both can write ends only when both have ended.
func TestKill(t *testing.T) {
	t.Parallel()
	output, input, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = output.Close() }) // It was read to its end.
	cmd := exec.CommandContext(t.Context(), "sh", "-c", "sleep 3600 & echo started; wait")
	cmd.Stdout = input
	procs.Detach(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := input.Close(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewReader(output)
	if line, err := said.ReadString('\n'); line != "started\n" {
		t.Fatalf("it said %q and %v", line, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("it ended by itself")
	}
	if err := procs.Kill(cmd); err != nil {
		t.Errorf("what it had started was gone before: %v", err)
	}
	if rest, err := io.ReadAll(said); err != nil || len(rest) > 0 {
		t.Errorf("then came %q and %v", rest, err)
	}
}

// TestKill_neverStarted ends what is not there.
func TestKill_neverStarted(t *testing.T) {
	t.Parallel()
	if err := procs.Kill(exec.CommandContext(t.Context(), "true")); err != nil {
		t.Error(err)
	}
}
