// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Command launcher stands where a CLI expects the provider: it runs the one that
// OPENBANKING_BENCH_PROVIDER names and, once that has ended, appends what it has
// used to the file OPENBANKING_BENCH_USAGE, a line of JSON for each run. Only who
// waits for a process is told exactly, and the CLI keeps it to itself.
//
// It is a program of its own and a small one: on Linux a process's peak memory
// counts from that of the process which started it.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// usage is what a provider has used. The driver reads it under the same names.
type usage struct {
	CPU     int64 `json:"cpu_ns"`   // in all, in user and in system mode
	PeakRSS int64 `json:"peak_rss"` // bytes; 0 where the system does not tell
}

func main() {
	code, err := launch(os.Getenv("OPENBANKING_BENCH_PROVIDER"), os.Getenv("OPENBANKING_BENCH_USAGE"))
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "launcher:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

// launch returns the provider's exit code.
func launch(program, report string) (int, error) {
	// Ctrl-C in a terminal reaches the provider as well, which decides for itself.
	signal.Ignore(os.Interrupt, syscall.SIGTERM)
	cmd := exec.Command(program, os.Args[1:]...) //nolint:noctx // Its end is the CLI's to decide.
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if cmd.ProcessState == nil {
		return 0, err
	}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return 0, err
	}
	used := usage{
		CPU:     (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Nanoseconds(),
		PeakRSS: peakRSS(cmd.ProcessState),
	}
	line, err := json.Marshal(used)
	if err != nil {
		return 0, err
	}
	return cmd.ProcessState.ExitCode(), appendLine(report, line)
}

// appendLine writes in one piece, since providers may end at the same time.
func appendLine(file string, line []byte) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}
