// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// programs are what the demo runs.
type programs struct{ provider, sandbox, cli string }

// buildPrograms builds the provider and the sandbox, as "make build" does.
func buildPrograms(t *testing.T) programs {
	t.Helper()

	cli := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if os.Getenv("TF_ACC") == "" || cli == "" {
		t.Skip("acceptance test: set TF_ACC=1 and TF_ACC_TERRAFORM_PATH to a terraform or tofu")
	}
	suffix := ""
	if runtime.GOOS == "windows" {
		suffix = ".exe"
	}
	p := programs{filepath.Join(t.TempDir(), "provider"+suffix), filepath.Join(t.TempDir(), "sandbox"+suffix), cli}
	for out, pkg := range map[string]string{p.provider: "../../..", p.sandbox: "../openbanking-sandbox"} {
		if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", out, pkg).CombinedOutput(); err != nil {
			t.Fatalf("build %s: %v\n%s", pkg, err, out)
		}
	}
	return p
}

// args are the arguments of the demo.
func (p programs) args(more ...string) []string {
	return append([]string{"-provider", p.provider, "-sandbox", p.sandbox, "-cli", p.cli}, more...)
}

// secretLike is what secrets look like, whatever the demo thinks of them.
var secretLike = regexp.MustCompile(`(tok_(live|sandbox)|whsec|okto_mgmt|demo_token)_[0-9A-Za-z]|eyJ[\w-]|Bearer [\w.~+/=-]{12}|\b[0-9A-Za-z]{43}\b`)

// TestAccDemo makes sure that the demo works on every platform, shows no secret and
// leaves nothing behind, to the end and when it is interrupted. It is not parallel: it decides
// where temporary files go.
func TestAccDemo(t *testing.T) {
	p := buildPrograms(t)

	for name, want := range map[string][]string{
		"tok": {
			"sandbox of Tok", "10. A day later", "The old key has ended: GET /accounts with it answers 401", "11. A month later",
			"Why: it is due since", "13. Destroy everything", "A day later it is dead: GET /accounts with it answers 401",
		},
		"okra": {
			"sandbox of Okra", "The public key is ", "carries the same token", "carries the new token demo_token_…",
			"The old key has ended: POST /products/accounts with it answers 401", "Why: it is due since",
			": one exists already", "terraform import openbanking_webhook.<name> ", "14. Destroy everything",
			"A day later it is dead: POST /products/accounts with it answers 401", "The webhook is gone",
		},
		"okto": {
			"sandbox of Okto", "warns: The secret of the app ", "The old one has ended, without an overlap", "Why: it is due since",
			" was reset outside", "still has its first secret", "11. Destroy everything",
			" outlives its resource", "The newest secret still works: GET /api/v1/supported/networks with it answers 200",
		},
	} {
		t.Run(name+" to the end", func(t *testing.T) {
			temp := setTemp(t)
			var stdout, stderr bytes.Buffer
			if code := command(t.Context(), p.args("-platform", name, "-verbose"), &stdout, &stderr); code != 0 {
				t.Fatalf("exit code %d\n%s\n%s", code, stdout.String(), stderr.String())
			}
			for _, text := range append(want, "Done.") {
				if !strings.Contains(stdout.String(), text) {
					t.Errorf("no %q in\n%s", text, stdout.String())
				}
			}
			if found := secretLike.FindString(stdout.String()); found != "" {
				t.Errorf("a secret is printed: it begins with %.14s", found)
			}
			checkEmpty(t, temp)
		})
	}

	for _, at := range []string{" 3. ", " 4. ", " 6. "} {
		t.Run("interrupted at"+at, func(t *testing.T) {
			temp := setTemp(t)
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			var stderr bytes.Buffer
			stdout := &trigger{at: at, do: interrupt}
			if code := command(ctx, p.args(), stdout, &stderr); code != 130 {
				t.Fatalf("exit code %d, want 130\n%s\n%s", code, stdout.String(), stderr.String())
			}
			checkEmpty(t, temp)
			address := regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`).FindString(stdout.String())
			if _, err := (&api{base: address}).call(t.Context(), "GET", "/_sandbox/health", nil, nil); err == nil {
				t.Errorf("the sandbox still serves on %s", address)
			}
		})
	}
}

// TestAccDemoFailure shows what a reader gets when an expectation fails.
func TestAccDemoFailure(t *testing.T) {
	p := buildPrograms(t)
	temp := setTemp(t)
	var stdout, stderr bytes.Buffer
	p.provider = p.sandbox // A program, but no provider.
	if code := command(t.Context(), p.args(), &stdout, &stderr); code != 1 {
		t.Fatalf("exit code %d, want 1\n%s\n%s", code, stdout.String(), stderr.String())
	}
	if !strings.Contains(stderr.String(), "The demo failed: ") {
		t.Errorf("no plain message in\n%s", stderr.String())
	}
	checkEmpty(t, temp)
}

// TestArguments is about what the demo refuses before it starts anything.
func TestArguments(t *testing.T) {
	t.Parallel()

	missing := filepath.Join(t.TempDir(), "missing")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args []string
		code int
		want string
	}{
		"no CLI":           {[]string{"-provider", self, "-cli", missing}, 1, "find the CLI"},
		"no provider":      {[]string{"-provider", missing, "-cli", self}, 1, "run 'make build' first"},
		"unknown flag":     {[]string{"-unknown"}, 2, "flag provided but not defined"},
		"unknown argument": {[]string{"okra"}, 2, `unknown argument "okra": there are flags only`},
		"unknown platform": {[]string{"-platform", "plaid"}, 2, `unknown platform: got "plaid", expected one of tok, okra, okto`},
		"no platform":      {[]string{"-platform", ""}, 2, `unknown platform: got "", expected one of tok, okra, okto`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			var stdout, stderr bytes.Buffer
			if code := command(t.Context(), test.args, &stdout, &stderr); code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			if !strings.Contains(stderr.String(), test.want) {
				t.Errorf("no %q in\n%s", test.want, stderr.String())
			}
			if stdout.Len() > 0 {
				t.Errorf("a story began: %s", stdout.String())
			}
		})
	}
}

// setTemp gives the demo a folder for its temporary files.
func setTemp(t *testing.T) string {
	t.Helper()

	dir := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, dir)
	}
	return dir
}

// checkEmpty makes sure that nothing is left in a folder.
func checkEmpty(t *testing.T, dir string) {
	t.Helper()

	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		t.Errorf("left behind: %s", e.Name())
	}
}

// trigger is an output that does something once a text is written to it.
type trigger struct {
	at string
	do func()

	mu  sync.Mutex
	buf bytes.Buffer
}

func (w *trigger) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()

	n, err := w.buf.Write(p)
	if strings.Contains(w.buf.String(), w.at) {
		w.do()
	}
	return n, err
}

func (w *trigger) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()

	return w.buf.String()
}
