// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/procs"
)

//go:embed config
var config embed.FS

// version is the version under which the mirror offers the provider.
const version = "0.0.1"

// cli runs terraform or tofu in the folder of the demo.
type cli struct {
	path, dir string
	name      string // terraform or tofu
	product   string // Terraform or OpenTofu
	version   string // the first line of what it says about itself
	env       []string
	verbose   bool
	n         *narrator
}

// cliError is a run of the CLI that ended otherwise than expected.
type cliError struct {
	command, got, want string
	output             string // all that it printed
}

func (e *cliError) Error() string {
	return fmt.Sprintf("%s: got %s, expected %s (its whole output is above)", e.command, e.got, e.want)
}

// newCLI prepares a working folder in which init needs no network: a filesystem
// mirror offers the provider under both registries' addresses. A development
// override would not do, since init fails with one.
func newCLI(ctx context.Context, o options, dir string, n *narrator) (*cli, error) {
	path, err := exec.LookPath(o.cli)
	if err != nil {
		return nil, fmt.Errorf("find the CLI: %w", err)
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, fmt.Errorf("find the CLI: %w", err)
	}
	c := &cli{path: path, dir: filepath.Join(dir, "work"), verbose: o.verbose, n: n}

	mirror := filepath.Join(dir, "mirror")
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		folder := filepath.Join(mirror, host, "openbanking-iac", "openbanking", version, runtime.GOOS+"_"+runtime.GOARCH)
		if err := install(o.provider, filepath.Join(folder, "terraform-provider-openbanking_v"+version)); err != nil {
			return nil, err
		}
	}
	rc := filepath.Join(dir, "cli.tfrc")
	content := fmt.Sprintf("disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.ToSlash(mirror))
	if err := os.WriteFile(rc, []byte(content), 0o600); err != nil {
		return nil, fmt.Errorf("write the CLI configuration: %w", err)
	}
	c.env = append(cleanEnvironment(os.Environ()), "TF_CLI_CONFIG_FILE="+rc, "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1")
	if err := c.addConfig(o.platform + "/base"); err != nil {
		return nil, err
	}

	out, _, err := c.execute(ctx, "version")
	if err != nil {
		return nil, err
	}
	c.version, _, _ = strings.Cut(out, "\n")
	c.name, c.product = "terraform", "Terraform"
	if strings.HasPrefix(c.version, "OpenTofu") {
		c.name, c.product = "tofu", "OpenTofu"
	}
	return c, nil
}

// cleanEnvironment drops what would let the machine's settings decide the demo.
func cleanEnvironment(env []string) []string {
	var kept []string
	for _, e := range env {
		if !regexp.MustCompile(`^(TF_|TOK_|OKRA_|OKTO_|TOFU_)`).MatchString(e) {
			kept = append(kept, e)
		}
	}
	return kept
}

// install copies the provider into a mirror.
func install(from, to string) error {
	program, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("read the provider: %w (run 'make build' first)", err)
	}
	if runtime.GOOS == "windows" {
		to += ".exe"
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return fmt.Errorf("make the mirror: %w", err)
	}
	if err := os.WriteFile(to, program, 0o700); err != nil { //nolint:gosec // a program has to be executable.
		return fmt.Errorf("make the mirror: %w", err)
	}
	return nil
}

// setenv gives the CLI, and so the provider, a variable of the environment. What
// is secret goes this way: then it is in no file and in no argument.
func (c *cli) setenv(name, value string) {
	c.env = append(c.env, name+"="+value) // Of several, the last one counts.
}

// addConfig writes the files of one folder under config/ into the working folder.
func (c *cli) addConfig(folder string) error {
	files, err := fs.Sub(config, "config/"+folder)
	if err == nil {
		err = os.CopyFS(c.dir, files)
	}
	if err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	return nil
}

// setVariables writes the values of the input variables.
func (c *cli) setVariables(vars map[string]any) error {
	raw, err := json.MarshalIndent(vars, "", "  ")
	if err == nil {
		err = os.WriteFile(filepath.Join(c.dir, "demo.auto.tfvars.json"), raw, 0o600)
	}
	if err != nil {
		return fmt.Errorf("write the variables: %w", err)
	}
	return nil
}

// run runs the CLI and prints the line of its output that begins with want,
// without which the run counts as failed.
func (c *cli) run(ctx context.Context, want string, args ...string) error {
	_, err := c.runTo(ctx, 0, want, args...)
	return err
}

// runTo is run to a certain exit code. It returns the whole output.
func (c *cli) runTo(ctx context.Context, wantCode int, want string, args ...string) (string, error) {
	args = append([]string{args[0], "-input=false", "-no-color"}, args[1:]...)
	out, code, err := c.execute(ctx, args...)
	if err != nil {
		return "", err
	}
	if code != wantCode {
		return "", &cliError{c.name + " " + args[0], fmt.Sprintf("exit code %d", code), strconv.Itoa(wantCode), out}
	}
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, want) {
			c.n.say("%s says: %s", c.name, strings.TrimSpace(line))
			return out, nil
		}
	}
	return "", &cliError{c.name + " " + args[0], "no such line", fmt.Sprintf("a line that begins with %q", want), out}
}

// outputs reads the outputs into a struct with JSON tags.
func (c *cli) outputs(ctx context.Context, into any) error {
	out, code, err := c.execute(ctx, "output", "-json")
	if err != nil {
		return err
	}
	if code != 0 {
		return &cliError{c.name + " output", fmt.Sprintf("exit code %d", code), "0", out}
	}
	var outputs map[string]struct {
		Value json.RawMessage `json:"value"`
	}
	if err := json.Unmarshal([]byte(out), &outputs); err != nil {
		return fmt.Errorf("read the outputs: %w", err)
	}
	values := make(map[string]json.RawMessage, len(outputs))
	for name, o := range outputs {
		values[name] = o.Value
	}
	raw, err := json.Marshal(values)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		return fmt.Errorf("read the outputs: %w", err)
	}
	return nil
}

// execute runs the CLI. It returns what it printed to stdout, or all that it
// printed when it failed, and its exit code. An interrupt of the demo is passed
// on, and the CLI gets the time to end well.
func (c *cli) execute(ctx context.Context, args ...string) (output string, code int, err error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, c.path, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = c.dir, c.env, &stdout, &stderr
	procs.Detach(cmd)
	cmd.Cancel = func() error { return procs.Interrupt(cmd) }
	cmd.WaitDelay = patience

	err = cmd.Run()
	if c.verbose && args[0] != "output" && args[0] != "version" {
		c.n.line("\n" + stdout.String() + stderr.String())
	}
	exit, exited := errors.AsType[*exec.ExitError](err)
	switch {
	case ctx.Err() != nil:
		_ = procs.Kill(cmd) // What is left of it, if anything: it had its time.
		return "", 0, fmt.Errorf("%s %s: %w", filepath.Base(c.path), args[0], ctx.Err())
	case exited:
		return stdout.String() + stderr.String(), exit.ExitCode(), nil
	case err != nil:
		return "", 0, fmt.Errorf("%s %s: %w", filepath.Base(c.path), args[0], err)
	}
	return stdout.String(), 0, nil
}
