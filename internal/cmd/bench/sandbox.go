// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"time"
)

// tier is a rate limit that the sandbox enforces, as its flag --tier names it.
type tier struct {
	name   string
	minute int // requests a minute; 0 for no limit
	burst  int
}

// The tiers that are measured, as the contract has them.
var (
	unlimited = tier{"unlimited", 0, 0}
	limited   = []tier{{"free", 60, 10}, {"pro", 300, 50}}
)

// floor is the least time that a number of requests takes.
func (t tier) floor(requests int) time.Duration {
	if t.minute == 0 || requests <= t.burst {
		return 0
	}
	return time.Duration(requests-t.burst) * time.Minute / time.Duration(t.minute)
}

// sandbox is the emulator, running as a process of its own.
type sandbox struct {
	base string // such as http://127.0.0.1:40123
	key  string // of the first organisation, on Tok's sandbox
	cmd  *exec.Cmd
	done chan error
}

// ending is how long a process has to end when it is asked to.
const ending = 20 * time.Second

var address = regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`)

// startSandbox starts the emulator on a free port, with the data in a file.
func startSandbox(ctx context.Context, program, db string, limit tier, latency time.Duration, transactions int) (*sandbox, error) {
	cmd := exec.CommandContext(ctx, program, "--listen", "127.0.0.1:0", "--db", db, "--tier", limit.name, "--latency", latency.String(),
		"--seed", "1", "--auto-authorize", "--accounts", "1", "--transactions", fmt.Sprint(transactions))
	cmd.Cancel, cmd.WaitDelay, cmd.Stderr = func() error { return cmd.Process.Signal(os.Interrupt) }, ending, os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("start the sandbox: %w", err)
	}
	s := &sandbox{cmd: cmd, done: make(chan error, 1)}
	lines := bufio.NewScanner(stdout)
	for s.base == "" && lines.Scan() {
		s.base = address.FindString(lines.Text())
	}
	go func() {
		_, _ = io.Copy(io.Discard, stdout) // It ends when the sandbox does.
		s.done <- cmd.Wait()
	}()
	if s.base == "" {
		return nil, errors.Join(errors.New("the sandbox told no address"), s.stop())
	}
	var credentials struct {
		Organisations []struct {
			Tok struct {
				Sandbox struct {
					APIKey string `json:"api_key"`
				} `json:"sandbox"`
			} `json:"tok"`
		} `json:"organisations"`
	}
	if err := s.call(ctx, http.MethodGet, "/_sandbox/credentials", nil, &credentials); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	s.key = credentials.Organisations[0].Tok.Sandbox.APIKey
	return s, nil
}

// stop ends the sandbox, which writes its data down.
func (s *sandbox) stop() error {
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return errors.Join(err, s.cmd.Process.Kill())
	}
	select {
	case err := <-s.done:
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() < 0 {
			return nil // It was killed by the interrupt that ends all.
		}
		return err
	case <-time.After(ending):
		return errors.Join(fmt.Errorf("the sandbox did not end within %s", ending), s.cmd.Process.Kill())
	}
}

// traffic is what was asked of the sandbox.
type traffic struct {
	Total    int            `json:"total"`
	ByRoute  map[string]int `json:"by_route"`
	Requests []struct {
		Status int `json:"status"`
	} `json:"requests"`
}

// refused is how many of the requests the limiter refused.
func (t traffic) refused() int {
	refused := 0
	for _, r := range t.Requests {
		if r.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	return refused
}

// forget clears the log, so that the next traffic is that of the next run.
func (s *sandbox) forget(ctx context.Context) error {
	return s.call(ctx, http.MethodDelete, "/_sandbox/requests", nil, nil)
}

func (s *sandbox) traffic(ctx context.Context) (traffic, error) {
	var seen traffic
	err := s.call(ctx, http.MethodGet, "/_sandbox/requests", nil, &seen)
	return seen, err
}

// account connects a bank and returns the id of the account that this opens.
func (s *sandbox) account(ctx context.Context) (string, error) {
	if err := s.call(ctx, http.MethodPost, "/tok/v1/consents", map[string]string{"bankId": "erste-hr", "callbackUrl": "https://example.com/done"}, nil); err != nil {
		return "", err
	}
	var accounts struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	if err := s.call(ctx, http.MethodGet, "/tok/v1/accounts", nil, &accounts); err != nil {
		return "", err
	}
	if len(accounts.Data) != 1 {
		return "", fmt.Errorf("the consent opened %d accounts, expected 1", len(accounts.Data))
	}
	return accounts.Data[0].ID, nil
}

// call asks the sandbox itself.
func (s *sandbox) call(ctx context.Context, method, path string, body, into any) error {
	var sent io.Reader = http.NoBody
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, sent)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "ApiKey "+s.key)
	req.Header.Set("X-Sandbox-Control", "bench")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	answer, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return fmt.Errorf("%s %s: got %d from the sandbox, expected success", method, path, resp.StatusCode)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}
