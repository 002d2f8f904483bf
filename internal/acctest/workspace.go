// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// terraformPath names the CLI under test, as the test framework reads it.
const terraformPath = "TF_ACC_TERRAFORM_PATH"

// Workspace is a folder in which a test runs the CLI itself, with the built
// provider as a process of its own: for what a test framework hides, such as
// logs, exit codes and interrupts.
type Workspace struct {
	t   *testing.T
	cli string
	Dir string
	env []string
}

// NewWorkspace makes a folder with the configuration and runs `init` in it,
// offline: the provider comes from a filesystem mirror.
func (e *Env) NewWorkspace(config string) *Workspace {
	e.t.Helper()
	cli := os.Getenv(terraformPath)
	if cli == "" {
		e.t.Skipf("%s names no CLI; `make acceptance` sets it", terraformPath)
	}
	mirror, err := builtMirror()
	if err != nil {
		e.t.Fatal(err)
	}
	w := &Workspace{t: e.t, cli: cli, Dir: e.t.TempDir()}
	settings := filepath.Join(w.Dir, "cli.tfrc")
	w.write(settings, fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.ToSlash(mirror)))
	w.env = append(os.Environ(),
		"TF_CLI_CONFIG_FILE="+settings, "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1", "TF_LOG=",
		"TOK_API_KEY="+e.Key)
	w.Configure(config)
	if r := w.Run("init", "-no-color"); r.Code != 0 {
		e.t.Fatalf("init failed:\n%s", r.Output)
	}
	return w
}

// Configure replaces the configuration.
func (w *Workspace) Configure(config string) {
	w.t.Helper()
	w.write(filepath.Join(w.Dir, "main.tf"), config)
}

// Setenv sets a variable for the runs that follow.
func (w *Workspace) Setenv(name, value string) { w.env = append(w.env, name+"="+value) }

// Result is what a run of the CLI left.
type Result struct {
	Code   int
	Output string // standard output and standard error, as they came
}

// Run runs the CLI in the folder.
func (w *Workspace) Run(args ...string) Result {
	w.t.Helper()
	return w.RunProgram(w.cli, args...)
}

// RunProgram runs another program in the folder, such as a script that calls the
// CLI.
func (w *Workspace) RunProgram(program string, args ...string) Result {
	w.t.Helper()
	var output bytes.Buffer
	cmd := exec.CommandContext(w.t.Context(), program, args...) //nolint:gosec // The CLI under test, and what calls it.
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = w.Dir, w.env, &output, &output
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.t.Fatalf("%s %s: %v", program, strings.Join(args, " "), err)
	}
	return Result{Code: cmd.ProcessState.ExitCode(), Output: output.String()}
}

// File reads a file of the folder.
func (w *Workspace) File(name string) string {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.Dir, name)) //nolint:gosec // A file of the test's own.
	if err != nil {
		w.t.Fatal(err)
	}
	return string(data)
}

func (w *Workspace) write(path, text string) {
	w.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// builtMirror builds the provider once for all tests of a package, and lays it
// out as a mirror that serves both registries' addresses.
var builtMirror = sync.OnceValues(func() (string, error) {
	root, err := os.MkdirTemp("", "openbanking-mirror-")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(root, "terraform-provider-openbanking_v0.0.1")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	_, here, _, _ := runtime.Caller(0)
	build := exec.Command("go", "build", "-o", binary, ".") //nolint:gosec // The project's own build, shared by tests.
	build.Dir = filepath.Join(filepath.Dir(here), "..", "..")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the provider: %w\n%s", err, output)
	}
	data, err := os.ReadFile(binary) //nolint:gosec // Built above.
	if err != nil {
		return "", err
	}
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		dir := filepath.Join(root, host, "openbanking-iac", "openbanking", "0.0.1", runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(binary)), data, 0o700); err != nil { //nolint:gosec // A program has to be executable.
			return "", err
		}
	}
	return root, os.Remove(binary)
})

// RemoveBuilds removes what the tests of a package built. A package that uses
// workspaces calls it at the end of its TestMain.
func RemoveBuilds() {
	// Without a build this would build one; the environment tells.
	if os.Getenv(resource.EnvTfAcc) == "" {
		return
	}
	if root, err := builtMirror(); err == nil {
		_ = os.RemoveAll(root)
	}
}
