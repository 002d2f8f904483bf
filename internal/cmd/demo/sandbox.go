// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"time"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/procs"
)

// patience is how long the demo waits for a process of this machine.
const patience = 20 * time.Second

// sandbox is the emulator, running as a process of its own.
type sandbox struct {
	base string // such as http://127.0.0.1:40123
	cmd  *exec.Cmd
	done chan error
}

// startSandbox starts the emulator on a free port and waits until it serves.
func startSandbox(ctx context.Context, path, db string) (*sandbox, error) {
	// The context of the command is not that of the demo: on an interrupt the
	// CLI still needs the sandbox to end what it has begun.
	// What takes months on a platform takes seconds here, so there is no rate limit.
	// The seed has each run of the demo tell the same story.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), path, "--listen", "127.0.0.1:0", "--db", db, "--tier", "unlimited", "--seed", "1")
	procs.Detach(cmd)
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start the sandbox: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the sandbox: %w (run 'make build' first)", err)
	}

	s := &sandbox{cmd: cmd, done: make(chan error, 1)}
	address := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			if found := regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`).FindString(lines.Text()); found != "" {
				select {
				case address <- found:
				default:
				}
			}
		}
		s.done <- cmd.Wait()
	}()

	select {
	case s.base = <-address:
		return s, nil
	case err := <-s.done:
		return nil, fmt.Errorf("the sandbox ended before it served: %w", err)
	case <-ctx.Done():
		return nil, errors.Join(ctx.Err(), s.stop())
	case <-time.After(patience):
		return nil, errors.Join(fmt.Errorf("the sandbox printed no address within %s", patience), s.stop())
	}
}

// stop ends the sandbox and waits until it is gone.
func (s *sandbox) stop() error {
	if err := procs.Interrupt(s.cmd); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop the sandbox: %w", err)
	}
	select {
	case err := <-s.done:
		if err != nil && procs.Interruptible {
			return fmt.Errorf("the sandbox did not end well: %w", err)
		}
		return nil
	case <-time.After(patience):
		return errors.Join(fmt.Errorf("the sandbox did not end within %s", patience), procs.Kill(s.cmd))
	}
}
