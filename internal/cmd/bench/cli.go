// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// version is the version under which the mirror offers the provider.
const version = "0.0.1"

// cli is a terraform or a tofu with its settings.
type cli struct {
	path  string
	title string // such as "Terraform 1.15.9"
	env   []string
}

// versionLine is the line of "version" that counts.
var versionLine = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v([^\s]+)`)

// newCLI prepares a folder in which init needs no network: its mirror offers the
// launcher as the provider.
func newCLI(ctx context.Context, path, launcher, dir string) (*cli, error) {
	found, err := exec.LookPath(path)
	if err == nil {
		found, err = filepath.Abs(found)
	}
	if err != nil {
		return nil, fmt.Errorf("find the CLI: %w", err)
	}
	mirror := filepath.Join(dir, "mirror")
	folder := filepath.Join(mirror, "registry.terraform.io", "openbanking-iac", "openbanking", version, runtime.GOOS+"_"+runtime.GOARCH)
	program, err := os.ReadFile(launcher)
	if err == nil {
		err = os.MkdirAll(folder, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "terraform-provider-openbanking_v"+version+filepath.Ext(launcher)), program, 0o700) //nolint:gosec // A program has to be executable.
	}
	settings := filepath.Join(dir, "cli.tfrc")
	if err == nil {
		err = os.WriteFile(settings, fmt.Appendf(nil, "disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.ToSlash(mirror)), 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("make the provider's mirror: %w", err)
	}
	c := &cli{path: found}
	for _, e := range os.Environ() {
		// What a person has set for daily work must not decide a measurement.
		if !regexp.MustCompile(`^(TF_|TOK_|OKRA_|OKTO_|TOFU_)`).MatchString(e) {
			c.env = append(c.env, e)
		}
	}
	c.env = append(c.env, "TF_CLI_CONFIG_FILE="+settings, "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1")
	asked := exec.CommandContext(ctx, found, "version")
	asked.Env = c.env
	out, err := asked.Output()
	if err != nil {
		return nil, fmt.Errorf("ask %s for its version: %w", path, err)
	}
	said := versionLine.FindStringSubmatch(string(out))
	if said == nil {
		return nil, fmt.Errorf("%s is neither a terraform nor a tofu: it says %q", path, out)
	}
	c.title = said[1] + " " + said[2]
	return c, nil
}

// workspace is a folder with a configuration and a state.
type workspace struct {
	*cli

	dir      string
	provider string // the program
	env      []string
}

// open makes a workspace and initialises it.
func (c *cli) open(ctx context.Context, dir, provider, configuration string) (*workspace, error) {
	w := &workspace{cli: c, dir: dir, provider: provider}
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "main.tf"), []byte(header+configuration), 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("write the configuration: %w", err)
	}
	_, err = w.run(ctx, "init")
	return w, err
}

// at makes the workspace's provider talk to a sandbox.
func (w *workspace) at(s *sandbox) {
	w.env = []string{"TF_VAR_endpoint=" + s.base + "/tok/v1", "TOK_API_KEY=" + s.key}
}

// cost is what a run took.
type cost struct {
	wall time.Duration
	cpu  time.Duration // of the provider, in all the processes that the CLI starts
	peak int64         // the most memory of any of them, in bytes
}

// run runs the CLI, which has to succeed.
func (w *workspace) run(ctx context.Context, args ...string) (cost, error) {
	used := filepath.Join(w.dir, "usage")
	if err := os.RemoveAll(used); err != nil {
		return cost{}, err
	}
	cmd := exec.CommandContext(ctx, w.path, append([]string{args[0], "-input=false", "-no-color"}, args[1:]...)...)
	cmd.Dir = w.dir
	cmd.Env = append(append([]string{"TF_VAR_endpoint=http://127.0.0.1:1"}, w.cli.env...), w.env...)
	cmd.Env = append(cmd.Env, "OPENBANKING_BENCH_PROVIDER="+w.provider, "OPENBANKING_BENCH_USAGE="+used)
	cmd.Cancel, cmd.WaitDelay = func() error { return cmd.Process.Signal(os.Interrupt) }, ending
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	began := time.Now()
	err := cmd.Run()
	took := cost{wall: time.Since(began)}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return took, fmt.Errorf("%s %s: %w", w.title, args[0], err)
	}
	if err := took.read(used); err != nil {
		return took, err
	}
	if code := cmd.ProcessState.ExitCode(); code != 0 {
		return took, fmt.Errorf("%s %s: got the exit code %d, expected 0:\n%s", w.title, args[0], code, lastLines(out.String()))
	}
	return took, nil
}

// lastLines is the end of a long output.
func lastLines(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return strings.Join(lines[max(0, len(lines)-30):], "\n")
}

// read adds what the launcher has written. A CLI that needed no provider leaves
// nothing.
func (c *cost) read(file string) error {
	content, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(content)) {
		var used struct {
			CPU     int64 `json:"cpu_ns"`
			PeakRSS int64 `json:"peak_rss"`
		}
		if err := json.Unmarshal([]byte(line), &used); err != nil {
			return fmt.Errorf("read what the provider used: %w", err)
		}
		c.cpu += time.Duration(used.CPU)
		c.peak = max(c.peak, used.PeakRSS)
	}
	return nil
}
