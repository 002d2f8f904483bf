// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package sandbox_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/sandbox"
)

// childDatabase names the variable that makes the test program a sandbox.
const childDatabase = "SANDBOX_TEST_CHILD_DATABASE"

// TestMain lets TestKillLosesNothing run this program as a sandbox to kill.
func TestMain(m *testing.M) {
	if path := os.Getenv(childDatabase); path != "" {
		fmt.Fprintln(os.Stderr, serveChild(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// serveChild serves a sandbox until it is killed.
func serveChild(path string) error {
	ctx := context.Background()
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s, err := sandbox.New(ctx, sandbox.Options{DB: path, Tier: "unlimited"})
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", l.Addr())
	return s.Serve(ctx, l)
}

// child starts a sandbox in a process of its own and returns a fixture that
// asks it.
func child(t *testing.T, path, key string) (*fixture, *exec.Cmd) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childDatabase+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the child did not start: %v", err)
	}
	return &fixture{t: t, key: key, header: http.Header{}, base: strings.TrimSpace(line)}, cmd
}

// TestKillLosesNothing kills a sandbox with SIGKILL while several clients make
// keys, as often as the rounds say. Every key that was answered is there after the
// restart and works, and nothing is half there.
func TestKillLosesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	seeded, err := sandbox.New(t.Context(), sandbox.Options{DB: path, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	key := seeded.Credentials().Organisations[0].Get("tok", "sandbox", "api_key")
	if err := seeded.Close(); err != nil {
		t.Fatal(err)
	}

	const rounds = 3
	answered := map[string]string{} // Keys by id.
	for round := range rounds {
		f, cmd := child(t, path, key)
		var mu sync.Mutex
		killDuring(t, cmd, func() error {
			got := f.try("POST", "/api-keys", `{"name":"kept"}`)
			if got.err != nil {
				return got.err
			}
			made := answer{t: t, body: got.body}.object()
			mu.Lock()
			defer mu.Unlock()
			answered[made.text("id")] = made.text("key")
			return nil
		})

		f, cmd = child(t, path, key)
		there := map[string]bool{}
		for _, k := range f.all("/api-keys", "100") {
			there[k.text("id")] = true
		}
		for id, text := range answered {
			if !there[id] {
				t.Errorf("round %d: %s was answered and is lost", round, id)
			}
			if who := f.as(text).do("GET", "/organisation", ""); who.status != http.StatusOK || who.object()["apiKeyId"] != id {
				t.Errorf("round %d: the key of %s does not work: %d %s", round, id, who.status, who.body)
			}
		}
		kill(t, cmd)
	}
}

// killDuring has several clients work at once, each until its work fails, and
// kills the sandbox in the middle of that.
func killDuring(t *testing.T, cmd *exec.Cmd, work func() error) {
	t.Helper()
	const clients, before = 4, 12
	var done sync.WaitGroup
	var count atomic.Int64
	enough := make(chan struct{})
	for range clients {
		done.Go(func() {
			for work() == nil {
				if count.Add(1) == before {
					close(enough)
				}
			}
		})
	}
	failed := make(chan struct{})
	go func() {
		done.Wait()
		close(failed)
	}()
	select {
	case <-enough:
	case <-failed:
		t.Error("the work failed before the sandbox was killed")
	}
	kill(t, cmd)
	done.Wait()
}

// kill ends a sandbox at once, without a word.
func kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // "signal: killed".
}
