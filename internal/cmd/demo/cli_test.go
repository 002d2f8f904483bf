// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/procs"
)

// helperURL is the variable that turns this test program into a CLI, and says
// where it reports to.
const helperURL = "DEMO_TEST_HELPER_URL"

func TestMain(m *testing.M) {
	if base := os.Getenv(helperURL); base != "" {
		if err := helper(base, os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// helper is a CLI that works until it is interrupted.
func helper(base, command string) error {
	a := &api{base: base}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	switch command {
	case "version":
		fmt.Println("OpenTofu v1.99.0")
		return nil
	case "plan":
		fmt.Println("Plan: 1 to add, 0 to change, 0 to destroy.")
		return nil
	case "apply":
		return errors.New("it went wrong with tok_live_0123456789")
	default:
		// The interrupt may come before the answer to this.
		if _, err := a.call(context.WithoutCancel(ctx), http.MethodGet, "/working", nil, nil); err != nil {
			return err
		}
		<-ctx.Done()
		_, err := a.call(context.WithoutCancel(ctx), http.MethodGet, "/ended-well", nil, nil)
		return err
	}
}

// newHelper returns a cli that runs helper, which reports to a handler.
func newHelper(t *testing.T, handler http.HandlerFunc) (*cli, *strings.Builder) {
	t.Helper()

	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out := new(strings.Builder)
	return &cli{
		path: self,
		dir:  t.TempDir(),
		name: "tofu",
		env:  append(os.Environ(), helperURL+"="+server.URL),
		n:    &narrator{out: out},
	}, out
}

func TestCLIIsInterruptedAndEndsWell(t *testing.T) {
	t.Parallel()
	if !procs.Interruptible {
		t.Skip("this system has no signal that asks a process to end")
	}

	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	ended := false
	c, _ := newHelper(t, func(_ http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/working":
			interrupt()
		case "/ended-well":
			ended = true
		}
	})
	if _, _, err := c.execute(ctx, "wait"); !errors.Is(err, context.Canceled) {
		t.Errorf("execute() error = %v, want it to be canceled", err)
	}
	if !ended {
		t.Error("the CLI was ended before it was done")
	}
}

func TestCLIRun(t *testing.T) {
	t.Parallel()

	for name, test := range map[string]struct {
		command, want, fail string
	}{
		"expected line":     {"plan", "Plan: 1 to add", ""},
		"unexpected line":   {"plan", "No changes.", `tofu plan: got no such line, expected a line that begins with "No changes." (its whole output is above)`},
		"unexpected status": {"apply", "Apply complete!", "tofu apply: got exit code 1, expected 0 (its whole output is above)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			c, out := newHelper(t, http.NotFound)
			err := c.run(t.Context(), test.want, test.command)
			if test.fail == "" {
				if err != nil {
					t.Fatal(err)
				}
				if want := "tofu says: Plan: 1 to add, 0 to change, 0 to destroy."; !strings.Contains(out.String(), want) {
					t.Errorf("printed %q, want %q in it", out.String(), want)
				}
				return
			}
			if err == nil || err.Error() != test.fail {
				t.Fatalf("run() error = %v, want %q", err, test.fail)
			}
			if failure, ok := errors.AsType[*cliError](err); !ok || failure.output == "" {
				t.Errorf("run() error carries no output: %#v", err)
			}
		})
	}
}

func TestCleanEnvironment(t *testing.T) {
	t.Parallel()

	got := cleanEnvironment([]string{"PATH=/bin", "TF_CLI_ARGS=-x", "TOK_API_KEY=k", "OKTO_APP_ID=a", "HOME=/root", "MY_TF_X=1"})
	if want := "PATH=/bin HOME=/root MY_TF_X=1"; strings.Join(got, " ") != want {
		t.Errorf("cleanEnvironment() = %v, want %s", got, want)
	}
}

func TestConfigIsWritten(t *testing.T) {
	t.Parallel()

	for folder, files := range map[string][]string{
		"tok/base":    {"main.tf", "accounts.tf", "outputs.tf", "variables.tf"},
		"tok/import":  {"import.tf"},
		"okra/base":   {"main.tf", "outputs.tf", "variables.tf"},
		"okra/read":   {"read.tf"},
		"okra/import": {"import.tf"},
		"okto/base":   {"main.tf"},
		"okto/import": {"import.tf"},
	} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()

			c := &cli{dir: filepath.Join(t.TempDir(), "work")}
			if err := c.addConfig(folder); err != nil {
				t.Fatal(err)
			}
			for _, name := range files {
				if _, err := os.Stat(filepath.Join(c.dir, name)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
