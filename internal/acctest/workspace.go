// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/procs"
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
	e.needs(config)
	mirror, err := builtMirror()
	if err != nil {
		e.t.Fatal(err)
	}
	w := e.NewWorkspaceOn(mirror, map[string]string{"main.tf": config})
	w.Init()
	return w
}

// NewWorkspaceOn makes a folder with files, for which Init takes the provider from
// a mirror that Build made; "" is the provider as it is.
func (e *Env) NewWorkspaceOn(mirror string, files map[string]string) *Workspace {
	e.t.Helper()
	cli := os.Getenv(terraformPath)
	if cli == "" {
		e.t.Skipf("%s names no CLI; `make acceptance` sets it", terraformPath)
	}
	if mirror == "" {
		var err error
		if mirror, err = builtMirror(); err != nil {
			e.t.Fatal(err)
		}
	}
	w := &Workspace{t: e.t, cli: cli, Dir: e.t.TempDir()}
	settings := filepath.Join(e.t.TempDir(), "cli.tfrc")
	w.write(settings, fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.ToSlash(mirror)))
	w.env = append(os.Environ(),
		"TF_CLI_CONFIG_FILE="+settings, "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1", "TF_LOG=",
		e.Platform.Variables[e.Platform.Credential]+"="+e.Credential())
	for name, text := range files {
		path := filepath.Join(w.Dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			e.t.Fatal(err)
		}
		w.write(path, text)
	}
	return w
}

// Init runs `init`, which has to succeed.
func (w *Workspace) Init() {
	w.t.Helper()
	if r := w.Run("init", "-no-color"); r.Code != 0 {
		w.t.Fatalf("init failed:\n%s", r.Output)
	}
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

// Path puts a folder before all others in which programs are looked for.
func (w *Workspace) Path(dir string) {
	w.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// CLI is the path of the CLI under test.
func (w *Workspace) CLI() string { return w.cli }

// Program writes a program into the folder.
func (w *Workspace) Program(name, text string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.Dir, name), []byte(text), 0o700); err != nil { //nolint:gosec // A program has to be executable.
		w.t.Fatal(err)
	}
}

// Running is a run of the CLI that has not ended.
type Running struct {
	w      *Workspace
	cmd    *exec.Cmd
	output *watched
	ended  chan struct{} // closed when it has
	err    error         // of its end
	left   chan struct{} // closed when what it has started has ended too
}

// Start runs the CLI in the folder without waiting for it.
func (w *Workspace) Start(args ...string) *Running {
	w.t.Helper()
	r := &Running{w: w, cmd: exec.CommandContext(w.t.Context(), w.cli, args...), output: &watched{}, ended: make(chan struct{}), left: make(chan struct{})} //nolint:gosec // The CLI under test.
	r.cmd.Dir, r.cmd.Env, r.cmd.Stdout, r.cmd.Stderr = w.Dir, w.env, r.output, r.output
	procs.Detach(r.cmd)
	r.cmd.Cancel = func() error { return procs.Kill(r.cmd) }
	// Its providers inherit the standard input, a pipe that ends with the last of them.
	held, hold, err := os.Pipe()
	if err != nil {
		w.t.Fatal(err)
	}
	r.cmd.Stdin = hold
	if err := errors.Join(r.cmd.Start(), hold.Close()); err != nil {
		w.t.Fatalf("%s: %v", strings.Join(args, " "), err)
	}
	go func() {
		defer close(r.ended)
		r.err = r.cmd.Wait()
	}()
	go func() {
		defer close(r.left)
		_, _ = held.Read(make([]byte, 1)) // Nobody writes.
		_ = held.Close()
	}()
	w.t.Cleanup(func() { // The test's context is over, which kills what still runs.
		<-r.ended
		select {
		case <-r.left:
		default:
			_ = procs.Kill(r.cmd) // Its error says that nothing is left by now.
		}
	})
	return r
}

// Signal sends the CLI a signal, as a terminal does: os.Interrupt or os.Kill.
func (r *Running) Signal(signal os.Signal) {
	if err := r.cmd.Process.Signal(signal); err != nil {
		r.w.t.Errorf("the CLI did not get the signal %s: %v", signal, err)
	}
}

// SignalAll sends a signal to the CLI and all that it has started, as a terminal or a
// job runner does.
func (r *Running) SignalAll(signal syscall.Signal) {
	if err := procs.SignalAll(r.cmd, signal); err != nil {
		r.w.t.Errorf("the run did not get the signal %s: %v", signal, err)
	}
}

// Ended is closed when the CLI has ended.
func (r *Running) Ended() <-chan struct{} { return r.ended }

// WaitForAll waits until what the CLI has started has ended too, which need not take
// long.
func (r *Running) WaitForAll() {
	r.w.t.Helper()
	ctx, cancel := context.WithTimeout(r.w.t.Context(), time.Minute)
	defer cancel()
	select {
	case <-r.left:
	case <-ctx.Done():
		r.w.t.Error("a process of the run is left behind")
	}
}

// Said returns a channel that is closed once the CLI's output has a text.
func (r *Running) Said(text string) <-chan struct{} { return r.output.wait(text) }

// Until waits for what happens in the course of the run. A run that ends before that
// ends the test.
func (r *Running) Until(happened <-chan struct{}) {
	r.w.t.Helper()
	select {
	case <-happened:
	case <-r.ended:
		select {
		case <-happened:
		default:
			r.w.t.Fatalf("the run ended too soon:\n%s", r.output.text())
		}
	}
}

// Wait waits for the end of the CLI.
func (r *Running) Wait() Result {
	r.w.t.Helper()
	<-r.ended
	var exit *exec.ExitError
	if r.err != nil && !errors.As(r.err, &exit) {
		r.w.t.Fatalf("the CLI: %v", r.err)
	}
	return Result{Code: r.cmd.ProcessState.ExitCode(), Output: r.output.text()}
}

// watched is an output that tells when it has a text.
type watched struct {
	mu      sync.Mutex
	buffer  bytes.Buffer
	waiting map[string]chan struct{}
}

// Write implements io.Writer.
func (o *watched) Write(data []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.buffer.Write(data)
	o.tell()
	return len(data), nil
}

func (o *watched) wait(text string) <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.waiting == nil {
		o.waiting = map[string]chan struct{}{}
	}
	said := make(chan struct{})
	o.waiting[text] = said
	o.tell()
	return said
}

func (o *watched) tell() {
	for text, said := range o.waiting {
		if bytes.Contains(o.buffer.Bytes(), []byte(text)) {
			close(said)
			delete(o.waiting, text)
		}
	}
}

func (o *watched) text() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.String()
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

// builtMirror builds the provider once for all tests of a package.
var builtMirror = sync.OnceValues(func() (string, error) {
	root, err := os.MkdirTemp("", "openbanking-mirror-")
	if err != nil {
		return "", err
	}
	return root, Build(root, nil)
})

// Build builds the provider, and lays it out below a folder as a mirror that
// serves both registries' addresses. Replaced are files of the module, by their
// path from its root, with what is built in their place.
func Build(root string, replaced map[string]string) error {
	_, here, _, _ := runtime.Caller(0)
	module := filepath.Join(filepath.Dir(here), "..", "..")
	binary := filepath.Join(root, "terraform-provider-openbanking_v0.0.1")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	args := []string{"build", "-o", binary}
	if len(replaced) > 0 {
		overlay, err := writeOverlay(root, module, replaced)
		if err != nil {
			return err
		}
		args = append(args, "-overlay", overlay)
	}
	build := exec.CommandContext(context.Background(), "go", append(args, ".")...) //nolint:gosec // The project's own build, shared by tests.
	build.Dir = module
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building the provider: %w\n%s", err, output)
	}
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		dir := filepath.Join(root, host, "openbanking-iac", "openbanking", "0.0.1", runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		if err := os.Link(binary, filepath.Join(dir, filepath.Base(binary))); err != nil {
			return err
		}
	}
	return os.Remove(binary)
}

// writeOverlay writes what replaces files of the module, as `go build -overlay`
// takes it.
func writeOverlay(root, module string, replaced map[string]string) (string, error) {
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	for name, text := range replaced {
		file := filepath.Join(root, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return "", err
		}
		overlay.Replace[filepath.Join(module, filepath.FromSlash(name))] = file
	}
	encoded, err := json.Marshal(overlay)
	if err != nil {
		return "", err
	}
	path := filepath.Join(root, "overlay.json")
	return path, os.WriteFile(path, encoded, 0o600)
}

// Main is the TestMain of a package with acceptance tests: it runs the tests, removes
// what they have built, and reports what a platform that somebody else runs lacks.
func Main(m *testing.M) {
	m.Run() // Its result is what the process ends with.
	removeBuilds()
	if err := report(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

func removeBuilds() {
	// Without a build this would build one; the environment tells.
	if os.Getenv(resource.EnvTfAcc) == "" {
		return
	}
	if root, err := builtMirror(); err == nil {
		_ = os.RemoveAll(root)
	}
}
